import { dirname, join, resolve } from "@std/path";
import { fromTop, parseStatus, toTop } from "../core/git_status.ts";
import { OWN_FOLDER } from "../core/layout.ts";
import type { Change, Repository, StashEntry } from "../core/ports.ts";
import type { GitAnswer, GitCall, RunGit } from "./git.ts";

const STATUS = [
  // What only the user's own excludes hide is still there when it is measured.
  "-c",
  "core.excludesFile=/dev/null",
  "status",
  "--porcelain=v2",
  "--branch",
  "--no-ahead-behind",
  "--no-renames",
  "--untracked-files=all",
  "--ignore-submodules=untracked",
  "-z",
];

/** Used where neither the user nor the machine has an identity configured. */
const IDENTITY = {
  GIT_AUTHOR_NAME: "autoresearch",
  GIT_AUTHOR_EMAIL: "autoresearch@localhost",
  GIT_COMMITTER_NAME: "autoresearch",
  GIT_COMMITTER_EMAIL: "autoresearch@localhost",
};

interface Places {
  readonly root: string;
  readonly top: string;
  /** The root below the top level: `sub/folder/`, or empty. */
  readonly prefix: string;
  readonly indexFile: string;
  readonly excludeFile: string;
  readonly stashFile: string;
  readonly ownIndex: string;
}

/** Asks git where the repository around a folder keeps its things. */
export async function findPlaces(
  runGit: RunGit,
  root: string,
): Promise<{ readonly places: Places } | { readonly refused: string }> {
  const answer = await runGit([
    "rev-parse",
    "--show-toplevel",
    "--show-prefix",
    "--git-path",
    "index",
    "--git-path",
    "info/exclude",
    "--git-path",
    "logs/refs/stash",
  ], { cwd: root });
  if (answer.code !== 0) return { refused: answer.stderr };
  const [top = "", prefix = "", index = "", exclude = "", stash = ""] = answer
    .stdout.split("\n");
  return {
    places: {
      root,
      top,
      prefix,
      indexFile: resolve(root, index),
      excludeFile: resolve(root, exclude),
      stashFile: resolve(root, stash),
      ownIndex: join(root, OWN_FOLDER, "index"),
    },
  };
}

export function makeRepository(runGit: RunGit, places: Places): Repository {
  const { root, prefix, indexFile, ownIndex } = places;
  const ours = { GIT_INDEX_FILE: ownIndex };

  const ask = (args: readonly string[], call: Omit<GitCall, "cwd"> = {}) =>
    runGit(args, { cwd: root, ...call });
  const must = async (
    args: readonly string[],
    call: Omit<GitCall, "cwd"> = {},
  ): Promise<string> => succeeded(args, await ask(args, call)).stdout;
  const line = async (...args: string[]) => (await must(args)).trimEnd();

  return {
    root,
    top: places.top,
    prefix,
    indexFile,
    excludeFile: places.excludeFile,
    stashFile: places.stashFile,

    async head() {
      const [commit, branch] = await Promise.all([
        ask(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]),
        ask(["symbolic-ref", "--quiet", "--short", "HEAD"]),
      ]);
      return { commit: lineOf(commit), branch: lineOf(branch) };
    },

    async look() {
      return parseStatus(await must(STATUS, { variables: ours }), prefix);
    },

    async lookOnly() {
      const variables = { GIT_OPTIONAL_LOCKS: "0" };
      return parseStatus(await must(STATUS, { variables }), prefix);
    },

    async withoutPhantoms(changes) {
      const suspects = changes.filter(mayBePhantom);
      if (suspects.length === 0) return changes;
      const real = await differing(must, suspects, prefix, ours);
      return changes.filter((change) =>
        !mayBePhantom(change) || real.has(change.path)
      );
    },

    async standAt(commit) {
      await ensureIndex(indexFile, ownIndex);
      const args = ["read-tree", "--reset", commit];
      const { code } = await ask(args, { variables: ours });
      if (code === 0) return;
      // Ours alone, and only a cache: made anew it is right again.
      await Deno.remove(ownIndex);
      await must(args, { variables: ours });
    },

    async stage(paths) {
      await must(
        ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"],
        { input: nulTerminated(paths), variables: ours },
      );
    },

    async writeTree() {
      return (await must(["write-tree"], { variables: ours })).trimEnd();
    },

    async commitTree(tree, { parent, message }) {
      const args = ["commit-tree", tree, "-p", parent];
      const first = await ask(args, { input: message });
      if (first.code === 0) return first.stdout.trimEnd();
      const second = await must(args, { input: message, variables: IDENTITY });
      return second.trimEnd();
    },

    async restore(paths, commit) {
      if (paths.length === 0) return;
      await must([
        "restore",
        `--source=${commit}`,
        "--staged",
        "--worktree",
        "--ignore-skip-worktree-bits",
        "--pathspec-from-file=-",
        "--pathspec-file-nul",
      ], { input: nulTerminated(paths), variables: ours });
    },

    async resetIndex(commit) {
      const readOnly = { GIT_OPTIONAL_LOCKS: "0" };
      const { code } = await ask(
        ["diff-index", "--cached", "--quiet", commit, "--"],
        { variables: readOnly },
      );
      // Not written where it stands right already: that would take its lock.
      if (code !== 0) await must(["read-tree", "--reset", commit]);
    },

    async resolve(revision) {
      return lineOf(
        await ask([
          "rev-parse",
          "--verify",
          "--quiet",
          "--end-of-options",
          `${revision}^{commit}`,
        ]),
      );
    },

    treeOf: (commit) => line("rev-parse", `${commit}^{tree}`),

    async isAncestor(ancestor, commit) {
      const args = ["merge-base", "--is-ancestor", ancestor, commit];
      return (await ask(args)).code === 0;
    },

    subjectOf: (commit) => line("show", "--no-patch", "--format=%s", commit),

    async changedPaths(from, to) {
      const flags = ["-r", "-z", "--name-only", "--no-renames"];
      const output = await must(["diff-tree", ...flags, from, to]);
      const paths = output.split("\0").filter(Boolean);
      return paths.map((path) => fromTop(path, prefix));
    },

    async diff(from, to) {
      const flags = ["-p", "--no-ext-diff", "--no-textconv", "--no-renames"];
      return await must(["diff-tree", ...flags, from, to]);
    },

    async textsAt(commits, path) {
      const inside = toTop(path, prefix);
      const input = commits.map((commit) => `${commit}:${inside}\n`).join("");
      const args = ["cat-file", "--batch"];
      return parseBatch(succeeded(args, await ask(args, { input })).bytes);
    },

    async trackedPaths(paths) {
      const output = await must(["ls-files", "-z", "--", ...paths]);
      return output.split("\0").filter(Boolean);
    },

    async ignoreRule(path) {
      const { code, stdout } = await ask([
        "check-ignore",
        "--verbose",
        "-z",
        "--",
        path,
      ]);
      if (code !== 0) return undefined;
      const [file, number, pattern] = stdout.split("\0");
      return `${file}:${number}: ${pattern}`;
    },

    async setting(key) {
      return lineOf(await ask(["config", "--get", key]));
    },

    async refs(refPrefix) {
      const output = await line(
        "for-each-ref",
        "--format=%(refname)",
        refPrefix,
      );
      return output.split("\n").filter(Boolean);
    },

    async setRef(ref, commit, expected) {
      const guard = expected === undefined ? [] : [expected];
      await must(["update-ref", "-m", "autoresearch", ref, commit, ...guard]);
    },

    async deleteRef(ref) {
      await must(["update-ref", "-d", ref]);
    },

    async pointHead(branch) {
      const ref = `refs/heads/${branch}`;
      await must(["symbolic-ref", "-m", "autoresearch", "HEAD", ref]);
    },

    async stash() {
      const format = "--format=%H %gs";
      const { code, stdout } = await ask([
        "reflog",
        "show",
        format,
        "refs/stash",
        "--",
      ]);
      if (code !== 0) return [];
      return stdout.split("\n").filter(Boolean).map(toStashEntry);
    },

    async restoreStash(entries) {
      await ask(["update-ref", "-d", "refs/stash"]);
      for (const { commit, message } of entries.toReversed()) {
        await must(["stash", "store", "-m", message, commit]);
      }
    },

    async gitlink(commit, path) {
      const inside = toTop(path, prefix);
      const answer = await ask([
        "rev-parse",
        "--verify",
        "--quiet",
        `${commit}:${inside}`,
      ]);
      return lineOf(answer);
    },

    async submodule(path) {
      const found = await findPlaces(runGit, join(root, path));
      // A folder that isn't checked out answers for the repository around it.
      if (!("places" in found) || found.places.prefix !== "") return undefined;
      const index = `${ownIndex}-${encodeURIComponent(path)}`;
      return makeRepository(runGit, { ...found.places, ownIndex: index });
    },
  };
}

function succeeded(args: readonly string[], answer: GitAnswer): GitAnswer {
  if (answer.code === 0) return answer;
  throw new Error(
    `git ${args.join(" ")} exited with ${answer.code}: ${answer.stderr}`,
  );
}

function lineOf({ code, stdout }: GitAnswer): string | undefined {
  return code === 0 ? stdout.trimEnd() : undefined;
}

function nulTerminated(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join("");
}

function toStashEntry(line: string): StashEntry {
  const space = line.indexOf(" ");
  return { commit: line.slice(0, space), message: line.slice(space + 1) };
}

/**
 * Makes our index where there is none, as a copy of the user's: it brings the
 * stat data of every file, and the flags that the user had set before us.
 */
async function ensureIndex(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await removeIfThere(`${to}.lock`); // Left by a git that died; we hold the run lock.
  try {
    await Deno.lstat(to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await Deno.copyFile(from, to);
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Its size or times differ, but a clean filter may make it the same again. */
function mayBePhantom({ kind, inHead, inWorkingTree }: Change): boolean {
  return kind === "content" && inWorkingTree && !inHead;
}

async function differing(
  must: (
    args: readonly string[],
    call: Omit<GitCall, "cwd">,
  ) => Promise<string>,
  suspects: readonly Change[],
  prefix: string,
  variables: Readonly<Record<string, string>>,
): Promise<ReadonlySet<string>> {
  // The porcelain diff compares through the filters; status only guesses.
  const output = await must([
    "diff",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
    "--no-relative",
    "--name-only",
    "-z",
    "--",
    ...suspects.map(({ path }) => path),
  ], { variables });
  const paths = output.split("\0").filter(Boolean);
  return new Set(paths.map((path) => fromTop(path, prefix)));
}

/** Reads `git cat-file --batch`: a header line, then that many bytes. */
function parseBatch(bytes: Uint8Array): readonly (string | undefined)[] {
  const texts: (string | undefined)[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(10, at);
    const header = new TextDecoder().decode(bytes.subarray(at, end));
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1];
    at = end + 1;
    if (size === undefined) {
      texts.push(undefined);
      continue;
    }
    texts.push(new TextDecoder().decode(bytes.subarray(at, at + Number(size))));
    at += Number(size) + 1;
  }
  return texts;
}
