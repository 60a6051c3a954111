import { dirname, isAbsolute, join, resolve } from "@std/path";
import type { Repository } from "../core/ports.ts";
import { files } from "./files.ts";
import { type GitIn, splitAtNul } from "./git_call.ts";

/** Beside what lies in the folders of {@linkcode FOLDERS}. */
const COMMON_FILES = ["config", "shallow", "objects/info/alternates"];
const OWN_FILES = ["config.worktree", "commondir", "gitdir"];
const FOLDERS = ["hooks", "info"];

/** What a submodule's own folder holds beside settings, and much of it. */
const BULKY: ReadonlySet<string> = new Set(["objects", "logs", "refs"]);

interface Places {
  readonly root: string;
  /** Of this work tree, and of all of them. */
  readonly gitFolder: string;
  readonly commonFolder: string;
  readonly usersFiles: readonly string[];
}

/** Returns the files that git looks for a user's settings in. */
export function usersSettingFiles(
  { GIT_CONFIG_GLOBAL, HOME, XDG_CONFIG_HOME }: Readonly<
    Record<string, string>
  >,
): readonly string[] {
  const folder = XDG_CONFIG_HOME || (HOME ? join(HOME, ".config") : undefined);
  const general = folder === undefined
    ? []
    : ["config", "attributes"].map((name) => join(folder, "git", name));
  const named = GIT_CONFIG_GLOBAL || (HOME ? join(HOME, ".gitconfig") : "");
  return [named, ...general].filter(isAbsolute);
}

/** Returns how a repository's setting files are found, as {@linkcode Repository} says. */
export function makeSettingFiles(
  git: GitIn,
  { root, gitFolder, commonFolder, usersFiles }: Places,
): Repository["settingFiles"] {
  let named: Promise<readonly string[]> | undefined;
  return async () => {
    named ??= namedInSettings(git, root);
    const folders = [...new Set([commonFolder, gitFolder])]
      .flatMap((folder) => FOLDERS.map((name) => join(folder, name)));
    const [inFolders, inModules] = await Promise.all([
      Promise.all(folders.map((folder) => filesIn(folder, () => true))),
      filesIn(join(commonFolder, "modules"), isSetting),
    ]);
    return [
      ...new Set([
        ...COMMON_FILES.map((name) => join(commonFolder, name)),
        ...OWN_FILES.map((name) => join(gitFolder, name)),
        ...usersFiles,
        ...await named,
        ...inFolders.flat(),
        ...inModules,
      ]),
    ];
  };
}

/** What the settings themselves say to read, wherever it lies. */
async function namedInSettings(
  { ask }: GitIn,
  root: string,
): Promise<readonly string[]> {
  const args = ["config", "--list", "--show-origin", "--includes", "-z"];
  const entries = splitAtNul((await ask(args, { asConfigured: true })).stdout);
  const paths = entries.flatMap((entry, index) => {
    const origin = /^file:(.+)$/s.exec(entry)?.[1];
    // An origin stands before its key, both with a NUL behind.
    const value = /^core\.attributesfile\n(\/.+)$/s.exec(entry)?.[1];
    return index % 2 === 0 ? (origin ?? []) : (value ?? []);
  });
  return [...new Set(paths)].map((path) => resolve(root, path));
}

/** Every file below a folder that is wanted, the bulk of git's own left out. */
async function filesIn(
  folder: string,
  isWanted: (path: string) => boolean,
): Promise<readonly string[]> {
  const names = await files.list(folder);
  const found = await Promise.all(names.map(async (name) => {
    const path = join(folder, name);
    const facts = await files.facts(path);
    if (facts?.kind !== "folder") return isWanted(path) ? [path] : [];
    return BULKY.has(name) ? [] : await filesIn(path, isWanted);
  }));
  return found.flat();
}

function isSetting(path: string): boolean {
  return /\/config(?:\.worktree)?$/.test(path) ||
    /^(?:hooks|info)$/.test(dirname(path).replace(/^.*\//s, ""));
}
