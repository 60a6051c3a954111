import { isGlob, join, normalize } from "@std/path";
import { makeTargetMatcher } from "../../core/config/target.ts";
import { OWN_FOLDER } from "../../core/layout.ts";
import type { Files, Ports, Repository } from "../../core/ports.ts";

/** What no glob of a user's is about. */
const NEVER: ReadonlySet<string> = new Set([".git", OWN_FOLDER]);

/**
 * Returns the files that globs and folders name and git doesn't track, ignored
 * ones among them: of the others git tells when they change.
 */
export async function findMatching(
  { files }: Pick<Ports, "files">,
  repository: Pick<Repository, "root" | "trackedPaths">,
  entries: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const entry of entries.map((entry) => normalize(entry))) {
    if (entry.startsWith("../")) continue;
    const facts = await files.facts(join(repository.root, entry));
    const isFolder = facts?.kind === "folder";
    if (!isFolder && (facts !== undefined || !isGlob(entry))) continue;
    for await (
      const path of filesNamed(files, repository.root, entry, isFolder)
    ) {
      found.add(path);
    }
  }
  if (found.size === 0) return [];
  const tracked = new Set(await repository.trackedPaths([...found]));
  return [...found].filter((path) => !tracked.has(path));
}

async function* filesNamed(
  files: Files,
  root: string,
  entry: string,
  isFolder: boolean,
): AsyncIterable<string> {
  const steps = entry.split("/");
  const fixed = isFolder
    ? steps.length
    : steps.findIndex((step) => isGlob(step));
  const isOfAnyDepth = isFolder || entry.includes("**") || entry.includes("{");
  const depth = isOfAnyDepth ? Infinity : steps.length;
  const matches = isFolder
    ? () => true
    : makeTargetMatcher({ entries: [entry], existing: new Set() });
  const base = steps.slice(0, fixed).join("/");
  for await (const path of filesBelow(files, root, base, depth - fixed)) {
    if (matches(path)) yield path;
  }
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
