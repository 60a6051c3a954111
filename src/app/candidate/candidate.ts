import { type Findings, inspect } from "../../core/experiment/scope.ts";
import { subjectOfDiff } from "../../core/experiment/subject.ts";
import type {
  Change,
  CommitFacts,
  Look,
  Ports,
  Repository,
} from "../../core/ports.ts";
import { toOneLine } from "../../core/text/plain_text.ts";
import type { Session } from "../session/session.ts";
import { holdUnfinished } from "./unfinished.ts";

/** Longest subject of a commit that we make. */
const MAX_SUBJECT = 500;

/** What stands between the incumbent and the working tree, as one commit. */
export interface Candidate extends Difference {
  readonly commit: string;
  /** The commit's subject, on one line. */
  readonly idea: string;
  /** All that it changes in the incumbent, as a patch. */
  readonly diff: string;
}

/** What stands between the incumbent and the working tree. */
export interface Difference {
  readonly tree: string;
  readonly findings: Findings;
  /** Tracked paths that differ from the incumbent, to be put back. */
  readonly paths: readonly string[];
  /** Where HEAD was when it was found. */
  readonly head: string;
}

/** What it may be called; else it has its commit's subject, or the diff's. */
export interface Words {
  /** Said on purpose: it comes before all else. */
  readonly idea?: string | undefined;
  /** Said beside the change: it comes before the diff's subject alone. */
  readonly said?: string | undefined;
}

/**
 * Makes one commit of what stands there: commits since the incumbent, judged
 * together, and what the target holds beyond them. HEAD and branch stay where
 * they are, and so do the files.
 *
 * @returns nothing when all is as in the incumbent
 */
export async function collect(
  session: Session,
  look: Look,
  words: Words = {},
): Promise<Candidate | undefined> {
  const { repository, incumbent } = session;
  const [difference, facts] = await Promise.all([
    findDifference(session, look),
    describeHead(session, look),
  ]);
  if (difference === undefined) return undefined;
  const diff = await repository.diff(incumbent.commit, difference.tree);
  const material = { ...difference, ...words, facts, diff };
  return { ...difference, ...await commitFor(session, material), diff };
}

/** Takes what stands there into our index, and changes nothing else. */
export async function findDifference(
  session: Session,
  look: Look,
): Promise<Difference | undefined> {
  const { repository, incumbent, scope } = session;
  const changes = await realOutside(session, look);
  const findings = inspect({ ...look, changes }, scope);
  const outside = findings.outside.filter(isStageable);
  // Committed by somebody: `git add --all --force` takes along what is the
  // user's, so that these files stay where they are.
  const strays = pathsOf(outside.filter(({ isNew }) => isNew));
  const paths = [
    ...findings.target,
    ...pathsOf(outside.filter(({ isNew }) => !isNew)),
  ];
  if (paths.length === 0 && findings.violations.length === 0) return undefined;

  const tree = await stageTree(repository, [...paths, ...strays]);
  if (strays.length > 0) {
    await repository.standAt(incumbent.commit);
    await stageTree(repository, paths);
  }
  if (tree === incumbent.tree && findings.violations.length === 0) {
    return undefined;
  }
  const head = look.head.commit ?? incumbent.commit;
  return { tree, findings, paths, head };
}

async function describeHead(
  { repository, incumbent }: Session,
  { head: { commit } }: Look,
): Promise<CommitFacts | undefined> {
  return commit === undefined || commit === incumbent.commit
    ? undefined
    : await repository.describe(commit);
}

function pathsOf(changes: readonly Change[]): readonly string[] {
  return changes.map(({ path }) => path);
}

/** A target's phantom costs nothing: its tree is the incumbent's in the end. */
async function realOutside(
  { repository, scope, phantoms }: Session,
  { changes }: Look,
): Promise<Look["changes"]> {
  const outside = changes.filter(({ path }) =>
    !scope.isTarget(path) || scope.isProtected(path)
  );
  if (outside.length === 0) return changes;
  const real = new Set(await repository.withoutPhantoms(outside));
  // One that came with the candidate is a change: its bytes are others now.
  const isOld = ({ path }: Change) => phantoms?.has(path) ?? true;
  return changes.filter((change) =>
    !outside.includes(change) || real.has(change) || !isOld(change)
  );
}

/** A submodule's change lies in its own repository, and no gitlink is ours. */
function isStageable({ kind }: Look["changes"][number]): boolean {
  return kind !== "submodule";
}

async function stageTree(
  repository: Repository,
  paths: readonly string[],
): Promise<string> {
  if (paths.length > 0) await repository.stage(paths);
  return await repository.writeTree();
}

interface Material extends Words {
  readonly head: string;
  /** Of HEAD's commit, where that is not the incumbent. */
  readonly facts: CommitFacts | undefined;
  readonly tree: string;
  readonly diff: string;
}

async function commitFor(
  { repository, incumbent }: Session,
  { head, facts, tree, idea, said, diff }: Material,
): Promise<Pick<Candidate, "commit" | "idea">> {
  // Of a branch that was moved back or rewritten only the files count.
  const isAhead = facts !== undefined &&
    (facts.parents.includes(incumbent.commit) ||
      await repository.isAncestor(incumbent.commit, head));
  const parent = isAhead ? head : incumbent.commit;
  // Its commit's words hold even where the commit itself can't be taken over.
  const subject = facts?.tree === tree ? facts.subject : undefined;
  const message = firstWords(idea, subject, said, subjectOfDiff(diff));
  if (isAhead && facts.tree === tree) return { commit: head, idea: message };
  const commit = await repository.commitTree(tree, { parent, message });
  return { commit, idea: message };
}

/** The first text that says anything: an idea may be blank, a subject empty. */
function firstWords(...texts: readonly (string | undefined)[]): string {
  return texts.map((text) => toOneLine(text ?? "", MAX_SUBJECT))
    .find((line) => line !== "") ?? "";
}

/** Makes a candidate reachable under a ref; what the ref held before stays so. */
export async function keepReachable(
  ports: Pick<Ports, "clock">,
  repository: Repository,
  tag: string,
  ref: string,
  commit: string,
): Promise<void> {
  if (await repository.createRef(ref, commit)) return;
  const before = await repository.resolve(ref);
  if (before?.commit === commit) return;
  if (before !== undefined) {
    await holdUnfinished(ports, repository, tag, before.commit);
  }
  await repository.setRef(ref, commit);
}
