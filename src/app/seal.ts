import { join, resolve } from "@std/path";
import { OWN_FOLDER } from "../core/layout.ts";
import type { Files, Ports } from "../core/ports.ts";

/** A larger file is watched, but no copy is taken to put it back from. */
const MAX_COPY_BYTES = 64 * 1024 * 1024;

/** A protected file that git doesn't track, as it was when it was sealed. */
export interface Seal {
  readonly path: string;
  readonly stamp: string;
  readonly hash: string;
  /** From the project root, which may be moved between two runs. */
  readonly copy?: string;
}

/**
 * Remembers protected files; those that git tracks need no seal. A file that
 * stands as it is `known` is neither hashed nor copied again.
 */
export async function sealFiles(
  { files }: Pick<Ports, "files">,
  root: string,
  paths: readonly string[],
  known: ReadonlyMap<string, Seal> = new Map(),
): Promise<readonly Seal[]> {
  const seals = await Promise.all(
    paths.map((path) => seal(files, root, path, known.get(path))),
  );
  return seals.filter((seal) => seal !== undefined);
}

/** Returns the seals of the files that are not what they were. */
export async function changedSeals(
  { files }: Pick<Ports, "files">,
  root: string,
  seals: readonly Seal[],
): Promise<readonly Seal[]> {
  const changed: Seal[] = [];
  for (const seal of seals) {
    const facts = await files.facts(join(root, seal.path));
    // Size, times and inode stand: hashing gigabytes of data costs minutes.
    if (facts?.stamp === seal.stamp) continue;
    const isFile = facts?.kind === "file";
    if (isFile && await files.hash(join(root, seal.path)) === seal.hash) {
      continue;
    }
    changed.push(seal);
  }
  return changed;
}

/**
 * Puts back every sealed file that is not what it was; what stood in its place
 * goes to the folder `keepIn`.
 *
 * @returns the paths of those files
 */
export async function mendSeals(
  ports: Pick<Ports, "files">,
  root: string,
  seals: readonly Seal[],
  keepIn: string,
): Promise<readonly string[]> {
  const { files } = ports;
  const changed = await changedSeals(ports, root, seals);
  for (const { path, copy } of changed) {
    const place = join(root, path);
    if (await files.facts(place) !== undefined) {
      await files.move(place, join(keepIn, path));
    }
    if (copy !== undefined) await files.copy(resolve(root, copy), place);
  }
  return changed.map(({ path }) => path);
}

async function seal(
  files: Files,
  root: string,
  path: string,
  known: Seal | undefined,
): Promise<Seal | undefined> {
  const place = join(root, path);
  const facts = await files.facts(place);
  if (facts?.kind !== "file") return undefined;
  const { stamp, size } = facts;
  if (known?.stamp === stamp) return known;

  const hash = await files.hash(place);
  if (size > MAX_COPY_BYTES) return { path, stamp, hash };
  const copy = join(OWN_FOLDER, "sealed", encodeURIComponent(path));
  await files.remove(join(root, copy));
  await files.copy(place, join(root, copy));
  return { path, stamp, hash, copy };
}
