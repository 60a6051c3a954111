import { dirname } from "@std/path";
import { fromTop, parseStatus, toTop } from "../core/git_status.ts";
import type { Change, Flag, OwnIndex } from "../core/ports.ts";
import { makeFlags } from "./flags.ts";
import { type GitIn, splitAtNul } from "./git_call.ts";
import { DELETED, isHiding, withDeleted } from "./hidden_files.ts";
import type { IndexMark } from "./index_mark.ts";
import { makeOutputBuffer } from "./output_buffer.ts";
import { byWhatStands, withSpecial } from "./special_file.ts";
import { makeStatusReader, STATUS } from "./status_reader.ts";
import { makeSubmoduleFiles } from "./submodule_files.ts";

/** Settings by which a file's bytes may be other than its blob's. */
const CONVERSION = /^(?:core\.autocrlf true|core\.eol crlf|filter\.)/m;

/** For reading through the user's index: then nothing is written to it. */
const READ_ONLY = { GIT_OPTIONAL_LOCKS: "0" };

interface Places {
  readonly root: string;
  readonly prefix: string;
  readonly indexFile: string;
  readonly ownIndex: string;
}

export function makeOwnIndex(
  { ask, must, mustAnswer }: GitIn,
  { root, prefix, indexFile, ownIndex }: Places,
  mark: IndexMark,
): Omit<OwnIndex, "transplant"> {
  const variables = { GIT_INDEX_FILE: ownIndex };
  const inSubmodules = makeSubmoduleFiles(
    { ask, must, mustAnswer },
    { root, prefix },
  );
  const flags = makeFlags({ ask, must, mustAnswer }, prefix, variables);
  const toLook = makeStatusReader(prefix);
  const buffer = makeOutputBuffer();
  // The user's index as it was found right: asking the file costs no git call.
  let settled: { readonly commit: string; readonly stamp: string } | undefined;
  let standing: string | undefined;
  // Those that the user had set before us: they came with the first copy.
  let overlooked: ReadonlyMap<string, Flag> | undefined;
  // Put back through our index: the user's knows other times and sizes.
  const restored = new Set<string>();
  let converting: Promise<boolean> | undefined;
  const isConverting = () =>
    converting ??= ask(
      ["config", "--get-regexp", "^core\\.(autocrlf|eol)$|^filter\\."],
      { asConfigured: true },
    ).then(({ stdout }) => CONVERSION.test(stdout));
  // Ours alone, and only a cache: made anew it is right again. What the user's
  // index says of the files' times may be somebody else's word by now.
  const makeAnew = async (tree: string) => {
    await removeIfThere(ownIndex);
    await removeIfThere(`${ownIndex}.lock`);
    await must(["read-tree", "--reset", tree], { variables });
    const known = new Set(splitAtNul(
      await must(["ls-files", "-z", "--full-name"], { variables }),
    ));
    for (const [path, flag] of overlooked ?? []) {
      if (known.has(toTop(path, prefix))) await flags.setFlag(path, flag);
    }
  };
  const standAt = async (commit: string) => {
    standing = commit;
    if (overlooked !== undefined && !await mark.stands()) {
      return await makeAnew(commit);
    }
    await ensureIndex(indexFile, ownIndex);
    const args = ["read-tree", "--reset", commit];
    const { code } = await ask(args, { variables });
    if (code !== 0) await makeAnew(commit);
    overlooked ??= await flags.flags();
  };
  return {
    standAt,

    async look() {
      // An agent that tidies up would make every file look deleted, and one
      // that cheats would set its flags in here.
      if (standing !== undefined && !await mark.stands()) {
        await makeAnew(standing);
      }
      const [{ bytes, stderr }, inside] = await Promise.all([
        mustAnswer(STATUS, { variables, buffer }),
        inSubmodules(),
      ]);
      const found = toLook(bytes);
      const { changes: told } = found;
      const all = isHiding(stderr)
        ? withDeleted(told, await must(DELETED, { variables }), prefix)
        : told;
      const changes = await Promise.all(
        all.map((change) => withSpecial(root, change)),
      );
      const ignored = inside.length === 0
        ? found.ignored
        : [...found.ignored, ...inside];
      return { ...found, changes, ignored };
    },

    async forgetStats() {
      if (standing !== undefined) await makeAnew(standing);
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
      const { plain, others } = await byWhatStands(root, paths);
      // Git can't take in what is no file of its, and would end at the first.
      for (
        const [flag, some] of [
          ["--remove", plain],
          ["--force-remove", others],
        ] as const
      ) {
        if (some.length === 0) continue;
        const args = ["update-index", "--add", flag, "--replace"];
        const input = nulTerminated(some);
        await must([...args, "-z", "--stdin"], { input, variables });
      }
    },

    async writeTree() {
      standing = (await must(["write-tree"], { variables })).trimEnd();
      return standing;
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
