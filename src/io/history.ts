import { fromTop, toTop } from "../core/git_status.ts";
import type { History } from "../core/ports.ts";
import { type GitIn, lineOf, splitAtNul } from "./git_call.ts";

/** Used where neither the user nor the machine has an identity configured. */
const IDENTITY = {
  GIT_AUTHOR_NAME: "autoresearch",
  GIT_AUTHOR_EMAIL: "autoresearch@localhost",
  GIT_COMMITTER_NAME: "autoresearch",
  GIT_COMMITTER_EMAIL: "autoresearch@localhost",
};

export function makeHistory(
  { ask, must, mustAnswer }: GitIn,
  prefix: string,
): History {
  return {
    async commitTree(tree, { parent, message }) {
      const parents = parent === undefined ? [] : ["-p", parent];
      const args = ["commit-tree", tree, ...parents];
      const first = await ask(args, { input: message });
      if (first.code === 0) return first.stdout.trimEnd();
      const second = await must(args, { input: message, variables: IDENTITY });
      return second.trimEnd();
    },

    async resolve(revision) {
      // It would be taken for a flag, and no revision begins with one.
      if (revision.startsWith("-")) return undefined;
      const both = [`${revision}^{commit}`, `${revision}^{tree}`];
      const ids = lineOf(await ask(["rev-parse", "--revs-only", ...both]));
      const [commit, tree] = ids?.split("\n") ?? [];
      if (commit === undefined || tree === undefined) return undefined;
      return { commit, tree };
    },

    async describe(commit) {
      // Not by `show`, which heeds how somebody likes to read his log.
      const format = "--format=%T%x00%P%x00%s";
      const flags = ["--max-count=1", format];
      const output = await must(["rev-list", ...flags, commit, "--"]);
      const [, facts = ""] = output.split("\n");
      const [tree = "", parents = "", subject = ""] = facts.split("\0");
      return { tree, parents: parents.split(" ").filter(Boolean), subject };
    },

    async isAncestor(ancestor, commit) {
      const args = ["merge-base", "--is-ancestor", ancestor, commit];
      return (await ask(args)).code === 0;
    },

    async changedPaths(from, to) {
      const flags = ["-r", "-z", "--name-only", "--no-renames"];
      const output = await must(["diff-tree", ...flags, from, to]);
      return splitAtNul(output).map((path) => fromTop(path, prefix));
    },

    async diff(from, to) {
      const flags = ["-p", "--no-ext-diff", "--no-textconv", "--no-renames"];
      return await must(["diff-tree", ...flags, from, to]);
    },

    async patch(from, to) {
      return (await mustAnswer(patchCommand(from, to))).bytes;
    },

    async textsAt(commits, path) {
      const inside = toTop(path, prefix);
      const input = commits.map((commit) => `${commit}:${inside}\n`).join("");
      const { bytes } = await ask(["cat-file", "--batch"], { input });
      return parseBatch(bytes);
    },

    async trackedPaths(paths) {
      return splitAtNul(await must(["ls-files", "-z", "--", ...paths]));
    },

    async ignoreRule(path) {
      // It takes no literal pathspecs, and -z only with --stdin.
      const { code, stdout } = await ask(
        ["--no-literal-pathspecs", "check-ignore", "-v", "-z", "--stdin"],
        { input: `${path}\0` },
      );
      if (code !== 0) return undefined;
      const [file, number, pattern] = stdout.split("\0");
      return `${file}:${number}: ${pattern}`;
    },

    async gitlink(commit, path) {
      const revision = `${commit}:${toTop(path, prefix)}`;
      return lineOf(await ask(["rev-parse", "--verify", "--quiet", revision]));
    },
  };
}

/** The arguments by which git prints a patch that it can apply itself. */
export function patchCommand(from: string, to: string): readonly string[] {
  const flags = ["-p", "--binary", "--no-ext-diff", "--no-textconv"];
  return ["diff-tree", ...flags, "--full-index", "--no-renames", from, to];
}

/** Reads `git cat-file --batch`: a header line, then that many bytes. */
function parseBatch(bytes: Uint8Array): readonly (string | undefined)[] {
  // A BOM belongs to the text: it must be written back as it was.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const texts: (string | undefined)[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(10, at);
    const header = decoder.decode(bytes.subarray(at, end));
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1];
    at = end + 1;
    if (size === undefined) {
      texts.push(undefined);
      continue;
    }
    texts.push(decoder.decode(bytes.subarray(at, at + Number(size))));
    at += Number(size) + 1;
  }
  return texts;
}
