import { dirname } from "@std/path";
import {
  fromTop,
  parseStatus,
  parseTracked,
  statusParts,
} from "../core/git_status.ts";
import type { Change, Look, OwnIndex } from "../core/ports.ts";
import { files } from "./files.ts";
import { type GitIn, splitAtNul } from "./git_call.ts";
import { makeOutputBuffer } from "./output_buffer.ts";
import { makePathListReader } from "./path_list.ts";

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
  "--ignored=matching",
  "--ignore-submodules=untracked",
  "-z",
];

/** Settings by which a file's bytes may be other than its blob's. */
const CONVERSION = /^(?:core\.autocrlf true|core\.eol crlf|filter\.)/m;

/** For reading through the user's index: then nothing is written to it. */
const READ_ONLY = { GIT_OPTIONAL_LOCKS: "0" };

interface Places {
  readonly prefix: string;
  readonly indexFile: string;
  readonly ownIndex: string;
}

export function makeOwnIndex(
  { ask, must, mustBytes }: GitIn,
  { prefix, indexFile, ownIndex }: Places,
): Omit<OwnIndex, "transplant"> {
  const variables = { GIT_INDEX_FILE: ownIndex };
  const toLook = makeStatusReader(prefix);
  const buffer = makeOutputBuffer();
  // The user's index as it was found right: asking the file costs no git call.
  let settled: { readonly commit: string; readonly stamp: string } | undefined;
  let standing: string | undefined;
  // Put back through our index: the user's knows other times and sizes.
  const restored = new Set<string>();
  let converting: Promise<boolean> | undefined;
  const isConverting = () =>
    converting ??= ask(
      ["config", "--get-regexp", "^core\\.(autocrlf|eol)$|^filter\\."],
      { asConfigured: true },
    ).then(({ stdout }) => CONVERSION.test(stdout));
  const standAt = async (commit: string) => {
    standing = commit;
    await ensureIndex(indexFile, ownIndex);
    const args = ["read-tree", "--reset", commit];
    const { code } = await ask(args, { variables });
    if (code === 0) return;
    // Ours alone, and only a cache: made anew it is right again.
    await Deno.remove(ownIndex);
    await must(args, { variables });
  };
  return {
    standAt,

    async look() {
      // An agent that tidies up would make every file look deleted.
      const isGone = await files.facts(ownIndex) === undefined;
      if (isGone && standing !== undefined) await standAt(standing);
      return toLook(await mustBytes(STATUS, { variables, buffer }));
    },

    async lookOnly() {
      const options = { variables: READ_ONLY };
      const look = parseStatus(await must(STATUS, options), prefix);
      const suspects = look.changes.filter(mayBePhantom);
      if (suspects.length === 0) return look;
      // The porcelain diff would write what it finds out into that index.
      const output = await must([
        "diff-files",
        "--numstat",
        "--no-relative",
        "-z",
        "--",
        ...suspects.map(({ path }) => path),
      ], options);
      const paths = splitAtNul(output)
        .map((line) => line.replace(/^\S+\t\S+\t/, ""));
      return { ...look, changes: onlyReal(look.changes, paths, prefix) };
    },

    async withoutPhantoms(changes) {
      const suspects = changes.filter(mayBePhantom);
      if (suspects.length === 0) return changes;
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
      return onlyReal(changes, splitAtNul(output), prefix);
    },

    async stage(paths) {
      await must(
        ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"],
        { input: nulTerminated(paths), variables },
      );
    },

    async writeTree() {
      return (await must(["write-tree"], { variables })).trimEnd();
    },

    async restore(paths, commit) {
      standing = commit;
      if (paths.length === 0) return;
      await must([
        "restore",
        `--source=${commit}`,
        "--staged",
        "--worktree",
        "--ignore-skip-worktree-bits",
        "--pathspec-from-file=-",
        "--pathspec-file-nul",
      ], { input: nulTerminated(paths), variables });
      for (const path of paths) restored.add(path);
    },

    async resetIndex(commit) {
      const isUntouched = settled?.stamp === await stampOf(indexFile);
      if (!isUntouched || settled?.commit !== commit) {
        // Not written where it stands right already: that would take its lock.
        const args = ["diff-index", "--cached", "--quiet", commit, "--"];
        const isRight = !isUntouched &&
          (await ask(args, { variables: READ_ONLY })).code === 0;
        if (!isRight) await must(["read-tree", "--reset", commit]);
      }
      // Where git converts what it writes, a file's size is news to that index,
      // and status would call it modified for ever.
      if (restored.size > 0 && await isConverting()) {
        const input = nulTerminated([...restored]);
        await must(["update-index", "--remove", "-z", "--stdin"], { input });
      }
      restored.clear();
      settled = { commit, stamp: await stampOf(indexFile) };
    },
  };
}

/** Returns a reader of status that keeps what it has read of long lists. */
function makeStatusReader(prefix: string): (output: Uint8Array) => Look {
  const decoder = new TextDecoder();
  const toPath = (entry: string) => fromTop(entry.slice(2), prefix);
  const readUntracked = makePathListReader(toPath);
  const readIgnored = makePathListReader(toPath);
  return (output) => {
    const { untracked, ignored } = statusParts(output);
    const tracked = decoder.decode(output.subarray(0, untracked));
    return {
      ...parseTracked(tracked, prefix),
      untracked: readUntracked(output.subarray(untracked, ignored)),
      ignored: readIgnored(output.subarray(ignored)),
    };
  };
}

/**
 * Makes our index where there is none, as a copy of the user's: it brings the
 * stat data of every file, and the flags that the user had set before us.
 */
async function ensureIndex(from: string, to: string): Promise<void> {
  // Left by a git that died; only one of us at a time gets as far as here.
  await removeIfThere(`${to}.lock`);
  try {
    await Deno.lstat(to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await Deno.mkdir(dirname(to), { recursive: true });
    await Deno.copyFile(from, to);
  }
}

/** Git replaces its index file whole, so that its inode changes as well. */
async function stampOf(path: string): Promise<string> {
  const { mtime, ctime, ino, size } = await Deno.stat(path);
  return [mtime?.getTime(), ctime?.getTime(), ino, size].join(" ");
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

function onlyReal(
  changes: readonly Change[],
  differing: readonly string[],
  prefix: string,
): readonly Change[] {
  const real = new Set(differing.map((path) => fromTop(path, prefix)));
  return changes.filter((change) =>
    !mayBePhantom(change) || real.has(change.path)
  );
}

function nulTerminated(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join("");
}
