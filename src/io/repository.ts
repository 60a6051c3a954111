import { dirname, join, resolve } from "@std/path";
import { OWN_FOLDER } from "../core/layout.ts";
import type { Operation, Repository } from "../core/ports.ts";
import { files } from "./files.ts";
import { makeFlags } from "./flags.ts";
import { gitIn, lineOf, type RunGit } from "./git_call.ts";
import { makeSettingFiles } from "./git_settings.ts";
import { makeHistory } from "./history.ts";
import { markIndex } from "./index_mark.ts";
import { makeOwnIndex } from "./own_index.ts";
import { makeRefs } from "./refs.ts";
import { makeTransplant } from "./transplant.ts";

/** By which file or folder git remembers an unfinished operation. */
const OPERATIONS: readonly (readonly [string, Operation])[] = [
  ["MERGE_HEAD", "merge"],
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
];

/** Where a repository keeps its things, all but the prefix absolute paths. */
interface Places {
  readonly root: string;
  readonly prefix: string;
  readonly indexFile: string;
  readonly excludeFile: string;
  readonly stashFile: string;
  readonly operationFiles: readonly string[];
  readonly ownIndex: string;
}

/** Makes a repository that has an index, and nothing in it. */
export async function initRepository(
  runGit: RunGit,
  top: string,
): Promise<void> {
  const { must } = gitIn(runGit, top);
  // A template could bring hooks and settings along.
  await must(["init", "--quiet", "--template="]);
  await must(["read-tree", "--empty"]);
}

/** Asks git where the repository around a folder keeps its things. */
export async function findPlaces(
  runGit: RunGit,
  root: string,
): Promise<{ readonly places: Places } | { readonly refused: string }> {
  const names = [
    "index",
    "info/exclude",
    "logs/refs/stash",
    ...OPERATIONS.map(([file]) => file),
  ];
  const answer = await runGit([
    "rev-parse",
    "--is-inside-work-tree",
    "--show-prefix",
    ...names.flatMap((file) => ["--git-path", file]),
  ], { cwd: root });
  const [
    inside,
    prefix = "",
    index = "",
    exclude = "",
    stash = "",
    ...operations
  ] = answer.stdout.trimEnd().split("\n");
  if (answer.code !== 0) return { refused: answer.stderr };
  if (inside !== "true") return { refused: "not in a work tree" };
  return {
    places: {
      root,
      prefix,
      indexFile: resolve(root, index),
      excludeFile: resolve(root, exclude),
      stashFile: resolve(root, stash),
      operationFiles: operations.map((file) => resolve(root, file)),
      ownIndex: join(root, OWN_FOLDER, "index"),
    },
  };
}

/** @param usersFiles where git looks for the user's own settings */
export function makeRepository(
  runGit: RunGit,
  places: Places,
  usersFiles: readonly string[],
): Repository {
  const { root, prefix, indexFile, excludeFile, stashFile, ownIndex } = places;
  const { operationFiles } = places;
  const { git, mark } = markIndex(gitIn(runGit, root), ownIndex);
  const gitFolder = dirname(indexFile);
  // The exclude file is the same for all work trees, and so is where it lies.
  const commonFolder = dirname(dirname(excludeFile));
  return {
    root,
    prefix,
    indexFile,
    excludeFile,
    stashFile,
    gitFolder,
    refsFolder: join(commonFolder, "refs"),
    settingFiles: makeSettingFiles(git, {
      root,
      gitFolder,
      commonFolder,
      usersFiles,
    }),
    ...makeOwnIndex(git, places, mark),
    ...makeTransplant(git, places),
    ...makeHistory(git, prefix),
    ...makeRefs(git),
    ...makeFlags(git, prefix),

    async operations() {
      const facts = await Promise.all(operationFiles.map(files.facts));
      const names = OPERATIONS.filter((_, index) => facts[index])
        .map(([, operation]) => operation);
      return [...new Set(names)];
    },

    async quit(operation) {
      await git.must([operation, "--quit"]);
    },

    async isSwitchedOn(key) {
      const args = ["config", "--type=bool", "--get", key];
      return lineOf(await git.ask(args, { asConfigured: true })) === "true";
    },

    async hooksFolder() {
      const args = ["rev-parse", "--git-path", "hooks"];
      const folder = await git.must(args, { asConfigured: true });
      return resolve(root, folder.trimEnd());
    },

    async submodule(path) {
      if (await files.facts(join(root, path)) === undefined) {
        // Somebody removed it; its own repository lies within ours.
        const flags = ["--quiet", "update", "--no-fetch", "--force"];
        const { code } = await git.ask(["submodule", ...flags, "--", path]);
        if (code !== 0) return undefined;
      }
      const found = await findPlaces(runGit, join(root, path));
      // A folder that isn't checked out answers for the repository around it.
      if (!("places" in found) || found.places.prefix !== "") return undefined;
      const index = `${ownIndex}-${encodeURIComponent(path)}`;
      const inner = { ...found.places, ownIndex: index };
      return makeRepository(runGit, inner, usersFiles);
    },
  };
}
