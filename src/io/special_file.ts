import { dirname, join } from "@std/path";
import type { Change } from "../core/ports.ts";
import { files } from "./files.ts";

/** To git a pipe in a file's place is the file, with something else in it. */
export async function withSpecial(
  root: string,
  change: Change,
): Promise<Change> {
  return change.inWorkingTree && await isNoFile(join(root, change.path))
    ? { ...change, kind: "special" }
    : change;
}

/**
 * Tells paths at which git finds a file, a link or nothing from the others: a
 * pipe or the like stands there, or what stands there lies beyond a link.
 */
export async function byWhatStands(
  root: string,
  paths: readonly string[],
): Promise<
  { readonly plain: readonly string[]; readonly others: readonly string[] }
> {
  const top = await files.realPath(root) ?? root;
  const folders = new Map<string, Promise<boolean>>();
  const isReached = (folder: string) => {
    const known = folders.get(folder) ??
      files.realPath(join(root, folder))
        .then((place) => place === join(top, folder));
    folders.set(folder, known);
    return known;
  };
  const isPlain = await Promise.all(
    paths.map(async (path) =>
      await isReached(dirname(path)) && !await isNoFile(join(root, path))
    ),
  );
  return {
    plain: paths.filter((_, index) => isPlain[index]),
    others: paths.filter((_, index) => !isPlain[index]),
  };
}

/** Says whether a pipe, a socket or a device stands there. */
async function isNoFile(path: string): Promise<boolean> {
  return (await files.facts(path))?.kind === "other";
}
