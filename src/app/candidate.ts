import { unfinishedRef } from "../core/layout.ts";
import { toOneLine } from "../core/plain_text.ts";
import type { Look, Ports, Repository } from "../core/ports.ts";
import { type Findings, inspect } from "../core/scope.ts";
import { subjectOfDiff } from "../core/subject.ts";
import type { Session } from "./session.ts";

/** Longest subject of a commit that we make. */
const MAX_SUBJECT = 500;

/** What stands between the incumbent and the working tree, as one commit. */
export interface Candidate {
  readonly commit: string;
  readonly tree: string;
  /** The commit's subject, on one line. */
  readonly idea: string;
  readonly findings: Findings;
  /** Tracked paths that differ from the incumbent. */
  readonly paths: readonly string[];
  /** Where HEAD was when it was collected. */
  readonly head: string;
}

/**
 * Makes one commit of what stands there: commits since the incumbent, judged
 * together, and what the target holds beyond them. HEAD and branch stay where
 * they are, and so do the files.
 *
 * @param idea what the proposer says; else the commit's subject, else the diff
 * @returns nothing when all is as in the incumbent
 */
export async function collect(
  session: Session,
  look: Look,
  idea?: string,
): Promise<Candidate | undefined> {
  const { repository, incumbent, scope } = session;
  const changes = await realOutside(session, look);
  const findings = inspect({ ...look, changes }, scope);
  const paths = [
    ...findings.target,
    ...findings.outside.filter(isStageable).map(({ path }) => path),
  ];
  if (paths.length === 0 && findings.violations.length === 0) return undefined;

  if (paths.length > 0) await repository.stage(paths);
  const tree = await repository.writeTree();
  if (tree === incumbent.tree && findings.violations.length === 0) {
    return undefined;
  }
  const head = look.head.commit ?? incumbent.commit;
  const made = await commitFor(session, head, tree, idea);
  return { ...made, tree, findings, paths, head };
}

/** A target's phantom costs nothing: its tree is the incumbent's in the end. */
async function realOutside(
  { repository, scope }: Session,
  { changes }: Look,
): Promise<Look["changes"]> {
  const outside = changes.filter(({ path }) =>
    !scope.isTarget(path) || scope.isProtected(path)
  );
  if (outside.length === 0) return changes;
  const real = new Set(await repository.withoutPhantoms(outside));
  return changes.filter((change) =>
    !outside.includes(change) || real.has(change)
  );
}

/** A submodule's change lies in its own repository, and no gitlink is ours. */
function isStageable({ kind }: Look["changes"][number]): boolean {
  return kind !== "submodule";
}

async function commitFor(
  { repository, incumbent }: Session,
  head: string,
  tree: string,
  idea: string | undefined,
): Promise<Pick<Candidate, "commit" | "idea">> {
  const isAhead = head !== incumbent.commit &&
    await repository.isAncestor(incumbent.commit, head);
  // Of a branch that was moved back or rewritten only the files count.
  const parent = isAhead ? head : incumbent.commit;
  if (isAhead && await repository.treeOf(head) === tree) {
    const subject = await repository.subjectOf(head);
    return { commit: head, idea: toOneLine(idea ?? subject, MAX_SUBJECT) };
  }
  const message = toOneLine(
    idea ?? subjectOfDiff(await repository.diff(parent, tree)),
    MAX_SUBJECT,
  );
  const commit = await repository.commitTree(tree, { parent, message });
  return { commit, idea: message };
}

/** Makes a candidate reachable under a ref; what the ref held before stays so. */
export async function keepReachable(
  { clock }: Pick<Ports, "clock">,
  repository: Repository,
  tag: string,
  ref: string,
  commit: string,
): Promise<void> {
  const before = await repository.resolve(ref);
  if (before === commit) return;
  if (before !== undefined) {
    await repository.setRef(unfinishedRef(tag, clock.now()), before);
  }
  await repository.setRef(ref, commit);
}
