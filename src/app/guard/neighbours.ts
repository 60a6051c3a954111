import { dirname, join } from "@std/path";
import type { Ports } from "../../core/ports.ts";
import type { Others } from "./newcomers.ts";
import type { Seal } from "./seal.ts";

/** Whatever lies beside sealed files in folders that git ignores as a whole. */
export type Neighbours = ReadonlySet<string>;

/**
 * Lists what lies beside sealed files where git says nothing of new ones: one
 * of them could be read in the place of another.
 */
export async function findNeighbours(
  { files }: Pick<Ports, "files">,
  root: string,
  seals: readonly Seal[],
  { ignored }: Others,
): Promise<Neighbours> {
  const whole = ignored.filter((path) => path.endsWith("/"));
  const folders = new Set(
    seals.map(({ path }) => dirname(path))
      .filter((folder) => whole.some((path) => `${folder}/`.startsWith(path))),
  );
  const lists = await Promise.all([...folders].map(async (folder) => {
    const names = await files.list(join(root, folder));
    return names.map((name) => join(folder, name));
  }));
  return new Set(lists.flat());
}
