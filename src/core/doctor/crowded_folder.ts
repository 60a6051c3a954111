/**
 * Returns the deepest folder that holds most of the paths, as `a/b/`; nothing
 * where they lie scattered, or above the project.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const paths = ["runs/data/1", "runs/data/2", "runs/data/3", "notes"];
 * assertEquals(crowdedFolder(paths), "runs/data/");
 * assertEquals(crowdedFolder(["a", "b", "c"]), undefined);
 * ```
 */
export function crowdedFolder(paths: readonly string[]): string | undefined {
  const enough = paths.length / 2;
  let folder = "";
  while (true) {
    const below = countFolders(paths, folder);
    const next = [...below].find(([, count]) => count > enough)?.[0];
    if (next === undefined || next === "..") break;
    folder += `${next}/`;
  }
  return folder === "" ? undefined : folder;
}

/** How many of the paths each folder right below this one holds. */
function countFolders(
  paths: readonly string[],
  folder: string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const path of paths) {
    if (!path.startsWith(folder)) continue;
    const end = path.indexOf("/", folder.length);
    if (end < 0) continue;
    const name = path.slice(folder.length, end);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
