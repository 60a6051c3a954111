import { dirname, join } from "@std/path";
import {
  CONFIG_FILE,
  experimentFolder,
  isOwnPath,
  STATE_FILE,
} from "../../core/layout.ts";
import type { Head, Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import type { Candidate } from "./candidate.ts";
import { restoreSubmodules } from "./submodule.ts";
import { holdUnfinished, moveToUnfinished } from "./unfinished.ts";

/** Where a verdict leaves the branch: the one list of effects of all of them. */
export interface Settlement {
  /** The commit that branch, index and tracked files shall equal. */
  readonly commit: string;
  /** Tracked paths that may differ from it. */
  readonly paths: readonly string[];
  /** HEAD as it was seen last. */
  readonly head: Head;
  /** A commit that a ref of ours holds, with all that came before it. */
  readonly held: string;
}

/**
 * Makes the session's branch, the user's index and the files equal a commit.
 * Each step can be repeated: after a crash the same call finishes the job.
 */
export async function settle(
  ports: Pick<Ports, "files" | "clock">,
  session: Session,
  { commit, paths, head, held }: Settlement,
): Promise<void> {
  const { repository, root, branch, tag } = session;
  // The ledger and the log stay, even if somebody tracks them.
  const named = paths.filter((path) =>
    path === CONFIG_FILE || !isOwnPath(path)
  );
  await repository.restore(named, commit);
  if (named.length < paths.length) await repository.standAt(commit);
  await forgetByteCode(ports, root, named);

  const isThere = head.commit === commit && head.branch === branch;
  if (!isThere) {
    const known = [commit, held, session.incumbent.commit];
    for (const left of await tipsLeft(session, head)) {
      if (known.includes(left)) continue;
      if (await repository.isAncestor(left, held)) continue;
      await holdUnfinished(ports, repository, tag, left);
    }
    await repository.setRef(`refs/heads/${branch}`, commit);
    if (head.branch !== branch) await repository.pointHead(branch);
  }
  await repository.resetIndex(commit);
}

/** Commits that nothing of ours would reach once the branch is moved. */
async function tipsLeft(
  { repository, branch }: Session,
  head: Head,
): Promise<readonly string[]> {
  // Somebody may have committed on the branch, and then gone to another.
  const tip = head.branch === branch
    ? undefined
    : (await repository.resolve(`refs/heads/${branch}`))?.commit;
  const tips = new Set([head.commit, tip]);
  return [...tips].filter((left) => left !== undefined);
}

export interface Withdrawal {
  readonly row: number;
  readonly candidate: Candidate | undefined;
  readonly head: Head;
  /** Tracked paths that changed beside the candidate's own. */
  readonly alsoChanged?: readonly string[];
}

/**
 * Takes back what gets no row: its commit stays reachable under an
 * `unfinished` ref, its files in an `unfinished` folder.
 *
 * @returns the ref that holds the candidate; empty where there was none
 */
export async function withdraw(
  ports: Pick<Ports, "files" | "clock">,
  session: Session,
  { row, candidate, head, alsoChanged = [] }: Withdrawal,
): Promise<string> {
  const { repository, root, incumbent, tag } = session;
  const folder = experimentFolder(row);
  let ref = "";
  if (candidate !== undefined) {
    ref = await holdUnfinished(ports, repository, tag, candidate.commit);
    const keepIn = join(root, folder, "rejected");
    await restoreSubmodules(ports, session, candidate.findings, keepIn);
  }
  await settle(ports, session, {
    commit: incumbent.commit,
    paths: [...(candidate?.paths ?? []), ...alsoChanged],
    head,
    held: candidate?.commit ?? incumbent.commit,
  });
  if (await ports.files.facts(join(root, folder)) !== undefined) {
    await moveToUnfinished(ports, root, folder);
  }
  await ports.files.remove(join(root, STATE_FILE));
  return ref;
}

/**
 * Removes Python's byte code of changed modules. It is found valid by the
 * source's size and its time in whole seconds, so that an edit within a second
 * would be measured as the code before it.
 */
export async function forgetByteCode(
  { files }: Pick<Ports, "files">,
  root: string,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    if (!path.endsWith(".py")) continue;
    const cache = join(root, dirname(path), "__pycache__");
    const module = path.slice(path.lastIndexOf("/") + 1, -".py".length);
    for (const name of await files.list(cache)) {
      const isOfModule = name.startsWith(`${module}.`) && name.endsWith(".pyc");
      if (isOfModule) await files.remove(join(cache, name));
    }
  }
}
