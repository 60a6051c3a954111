import { isGlob, join, normalize } from "@std/path";
import { makeTargetMatcher } from "../../core/config/target.ts";
import { OWN_FOLDER } from "../../core/layout.ts";
import type { Files, Ports, Repository } from "../../core/ports.ts";

/** What no glob of a user's is about. */
const NEVER: ReadonlySet<string> = new Set([".git", OWN_FOLDER]);

/** The files that an entry names. */
interface Search {
  /** The folder that holds all of them, and how far below it they may lie. */
  readonly base: string;
  readonly depth: number;
  readonly matches: (path: string) => boolean;
}

/**
 * Returns the files that globs and folders name and git doesn't track, ignored
 * ones among them: of the others git tells when they change.
 */
export async function findMatching(
  { files }: Pick<Ports, "files">,
  repository: Pick<Repository, "root" | "trackedPaths">,
  entries: readonly string[],
): Promise<readonly string[]> {
  const { root } = repository;
  const searches: Search[] = [];
  for (const entry of entries.map((entry) => normalize(entry))) {
    if (entry.startsWith("../")) continue;
    const facts = await files.facts(join(root, entry));
    const isFolder = facts?.kind === "folder";
    if (!isFolder && (facts !== undefined || !isGlob(entry))) continue;
    searches.push(searchFor(entry, isFolder));
  }
  if (searches.length === 0) return [];
  const bases = searches.map(({ base }) => base || ".");
  // By folder: of all files together the names may be too many arguments.
  const tracked = await repository.trackedPaths(bases);
  const isTracked = new Set(tracked);
  const found = new Set<string>();
  for (const { base, depth, matches } of searches) {
    const isOfGit = tracked.some((path) => path.startsWith(`${base}/`));
    // Who put a link in its place may have led it to a whole disk; git tells.
    if (isOfGit && await isElsewhere(files, root, base)) continue;
    for await (const path of filesBelow(files, root, base, depth)) {
      if (matches(path) && !isTracked.has(path)) found.add(path);
    }
  }
  return [...found];
}

function searchFor(entry: string, isFolder: boolean): Search {
  const steps = entry.split("/").filter(Boolean);
  const fixed = isFolder
    ? steps.length
    : steps.findIndex((step) => isGlob(step));
  const isOfAnyDepth = isFolder || entry.includes("**") || entry.includes("{");
  const depth = isOfAnyDepth ? Infinity : steps.length;
  const matches = isFolder
    ? () => true
    : makeTargetMatcher({ entries: [entry], existing: new Set() });
  return {
    base: steps.slice(0, fixed).join("/"),
    depth: depth - fixed,
    matches,
  };
}

async function isElsewhere(
  files: Files,
  root: string,
  path: string,
): Promise<boolean> {
  const [top, place] = await Promise.all([
    files.realPath(root),
    files.realPath(join(root, path)),
  ]);
  return top !== undefined && place !== join(top, path);
}

/** Yields files and links; no link is followed. */
async function* filesBelow(
  files: Files,
  root: string,
  folder: string,
  depth: number,
): AsyncIterable<string> {
  for (const name of await files.list(join(root, folder))) {
    if (folder === "" && NEVER.has(name)) continue;
    const path = join(folder, name);
    const facts = await files.facts(join(root, path));
    if (facts?.kind !== "folder") yield path;
    else if (depth > 1 && name !== ".git") {
      yield* filesBelow(files, root, path, depth - 1);
    }
  }
}
