import { Failure } from "../core/failure.ts";
import { fromTop } from "../core/git_status.ts";
import type { OwnIndex, Transplant } from "../core/ports.ts";
import { toOneLine } from "../core/text/plain_text.ts";
import { type GitIn, splitAtNul } from "./git_call.ts";
import { patchCommand } from "./history.ts";

/** Nobody's settings may mend what a patch says about blanks. */
const APPLY = [
  "apply",
  "--3way",
  "--cached",
  "--whitespace=nowarn",
  "--no-ignore-whitespace",
  "-",
];

/**
 * Returns how a change is carried over to what our index holds: not by
 * `git cherry-pick`, which would touch HEAD and files before it is known to fit.
 */
export function makeTransplant(
  { ask, must, mustAnswer }: GitIn,
  { prefix, ownIndex }: { readonly prefix: string; readonly ownIndex: string },
): Pick<OwnIndex, "transplant"> {
  const variables = { GIT_INDEX_FILE: ownIndex };
  // Below the top level git would leave out what lies outside.
  const top = ["-C", prefix.replace(/[^/]+/g, "..") || "."];

  const conflictIn = async (stderr: string): Promise<Transplant> => {
    const listing = [...top, "diff-files", "--name-only", "--diff-filter=U"];
    const unmerged = splitAtNul(await must([...listing, "-z"], { variables }));
    const paths = [...new Set(unmerged)].map((path) => fromTop(path, prefix));
    return {
      kind: "conflict",
      paths: paths.length > 0 ? paths : named(stderr),
    };
  };
  return {
    async transplant(from, to) {
      const { bytes: input } = await mustAnswer(patchCommand(from, to));
      if (input.length > 0) {
        const args = [...top, ...APPLY];
        const { code, stderr } = await ask(args, { input, variables });
        if (/--3way cannot be used together/.test(stderr)) throw tooOld();
        if (code !== 0) return await conflictIn(stderr);
      }
      const tree = await must(["write-tree"], { variables });
      return { kind: "applied", tree: tree.trimEnd() };
    },
  };
}

/** Git names what it would not even try to merge, a line for each file. */
function named(stderr: string): readonly string[] {
  const paths = [...stderr.matchAll(/^error: (.+): (?!\d+$).+$/gm)]
    .flatMap(([line, path]) =>
      path === undefined || line.startsWith("error: patch failed") ? [] : [path]
    );
  return paths.length > 0 ? [...new Set(paths)] : [toOneLine(stderr, 200)];
}

function tooOld(): Failure {
  return new Failure(
    "user",
    "Cannot merge a change into the incumbent: this git is older than 2.32",
    "Install a newer git; a patch to apply by hand: autoresearch diff N",
  );
}
