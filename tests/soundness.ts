import { assertEquals } from "@std/assert";
import type { Repo } from "./harness.ts";

/** What must hold after every run, whatever anybody did meanwhile. */
export interface Standing {
  readonly branch: string;
  /** Seven digits, as the ledger has them. */
  readonly head: string;
  /** What git status says of tracked files. */
  readonly dirty: string;
  /** Commits that no ref reaches. */
  readonly lost: string;
  /** Whether an experiment is still announced. */
  readonly isInFlight: boolean;
}

/**
 * Asserts that HEAD is the best kept row on the session's branch, that every
 * tracked file and the index equal it, and that no commit is out of reach.
 */
export async function assertSound(repo: Repo): Promise<void> {
  const rows = await repo.rows();
  const undone = rows.map(({ reason = "" }) =>
    /^undone: row (\d+)/.exec(reason)?.[1]
  );
  const kept = rows.findLast(({ status }, row) =>
    status === "keep" && !undone.includes(String(row))
  );
  assertEquals(await standing(repo), {
    branch: "autoresearch/t1",
    head: kept?.["commit"] ?? "",
    dirty: "",
    lost: "",
    isInFlight: false,
  });
}

export async function standing(repo: Repo): Promise<Standing> {
  const [branch, head, dirty, found, isInFlight] = await Promise.all([
    repo.sh("git symbolic-ref --short -q HEAD || echo detached"),
    repo.git("rev-parse", "HEAD"),
    repo.git("status", "--porcelain", "--untracked-files=no"),
    repo.git("fsck", "--unreachable", "--no-reflogs", "--no-progress"),
    repo.exists(".autoresearch/state.json"),
  ]);
  return {
    branch: branch.trimEnd(),
    head: head.slice(0, 7),
    dirty,
    lost: found.split("\n").filter((line) => line.includes("commit")).join(
      "\n",
    ),
    isInFlight,
  };
}

/** Processes whose command line holds a word that only this test uses. */
export async function alive(repo: Repo, word: string): Promise<string> {
  // The brackets keep grep from finding itself.
  const pattern = `[${word.slice(0, 1)}]${word.slice(1)}`;
  const script = `grep -lzs -- '${pattern}' /proc/[0-9]*/cmdline || true`;
  return await repo.sh(script);
}
