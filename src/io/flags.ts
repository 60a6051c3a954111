import { fromTop, toTop } from "../core/git_status.ts";
import type { Flag, Repository } from "../core/ports.ts";
import { type GitIn, splitAtNul } from "./git_call.ts";

/** What `ls-files -v` puts before a path, and what it means. */
const FLAGS: ReadonlyMap<string, Flag> = new Map([
  ["h", "assume-unchanged"],
  ["S", "skip-worktree"],
  ["s", "both"],
]);

const SWITCHES: ReadonlyMap<Flag | undefined, readonly string[]> = new Map([
  [undefined, ["--no-assume-unchanged", "--no-skip-worktree"]],
  ["assume-unchanged", ["--assume-unchanged", "--no-skip-worktree"]],
  ["skip-worktree", ["--no-assume-unchanged", "--skip-worktree"]],
  ["both", ["--assume-unchanged", "--skip-worktree"]],
]);

/** Reads and sets what an index is told to overlook. */
export function makeFlags(
  { must }: GitIn,
  prefix: string,
  variables: Readonly<Record<string, string>> = {},
): Pick<Repository, "flags" | "setFlag"> {
  // Below the top level git would list what lies there alone.
  const top = ["-C", prefix.replace(/[^/]+/g, "..") || "."];
  return {
    async flags() {
      const lines = splitAtNul(
        await must([...top, "ls-files", "-v", "-z"], { variables }),
      );
      const flagged = lines.flatMap((line) => {
        const flag = FLAGS.get(line.slice(0, 1));
        return flag === undefined
          ? []
          : [[fromTop(line.slice(2), prefix), flag] as const];
      });
      return new Map(flagged);
    },

    async setFlag(path, flag) {
      const input = `${toTop(path, prefix)}\0`;
      for (const given of SWITCHES.get(flag) ?? []) {
        const args = [...top, "update-index", given, "-z", "--stdin"];
        await must(args, { input, variables });
      }
    },
  };
}
