import { basename, dirname, isAbsolute, join, resolve } from "@std/path";
import { OWN_FOLDER } from "../../core/layout.ts";
import type { Files, Ports } from "../../core/ports.ts";
import { settledStamp, stampOf } from "./stamp.ts";

/** A larger file is watched, but no copy is taken to put it back from. */
export const MAX_COPY_BYTES = 64 * 1024 * 1024;

const MAX_NAME = 200;

/** A protected file as it was when it was sealed. */
export interface Seal {
  readonly path: string;
  readonly stamp: string;
  readonly hash: string;
  readonly mode: number;
  /** Where links lead to on the way to it, if there are any. */
  readonly real?: string;
  /** From the project root, which may be moved between two runs. */
  readonly copy?: string;
}

/**
 * Remembers protected files. One that stands as it is `known` is neither hashed
 * nor copied again.
 */
export async function sealFiles(
  ports: Pick<Ports, "files" | "clock">,
  root: string,
  paths: readonly string[],
  known: ReadonlyMap<string, Seal> = new Map(),
): Promise<readonly Seal[]> {
  const realOf = makeRealPlaces(ports.files, root);
  const seals: Seal[] = [];
  for (const path of paths) {
    const made = await seal(ports, root, path, realOf, known.get(path));
    if (made !== undefined) seals.push(made);
  }
  return seals;
}

/** Returns the seals of the files that are not what they were. */
export async function changedSeals(
  { files }: Pick<Ports, "files">,
  root: string,
  seals: readonly Seal[],
): Promise<readonly Seal[]> {
  const realOf = makeRealPlaces(files, root);
  const isChanged = await Promise.all(
    seals.map(async (seal) => !await isWhole(files, root, seal, realOf)),
  );
  return seals.filter((_, index) => isChanged[index]);
}

/** What became of sealed files that had changed. */
export interface Mended {
  /** All that had changed. */
  readonly changed: readonly string[];
  /** Those of which there is no copy, or none that is what it was. */
  readonly lost: readonly string[];
}

/**
 * Puts back every sealed file that is not what it was; what stood in its place
 * goes to the folder `keepIn`.
 */
export async function mendSeals(
  { files }: Pick<Ports, "files">,
  root: string,
  seals: readonly Seal[],
  keepIn: string,
): Promise<Mended> {
  await openFolders(files, root, seals);
  const changed = await changedSeals({ files }, root, seals);
  const lost: string[] = [];
  for (const seal of changed) {
    if (!await putBack(files, root, seal, keepIn)) lost.push(seal.path);
  }
  return { changed: changed.map(({ path }) => path), lost };
}

/** Size, times and inode stand: hashing gigabytes of data costs minutes. */
async function isWhole(
  files: Files,
  root: string,
  { path, stamp, hash, mode, real }: Seal,
  realOf: RealPlaces,
): Promise<boolean> {
  const place = resolve(root, path);
  // A folder on the way may lead elsewhere now, to a copy of the very file.
  if (await realOf(path) !== (real ?? path)) return false;
  if (await stampOf(files, place) === stamp) return true;
  const facts = await factsBehind(files, place);
  if (facts?.kind !== "file" || facts.mode !== mode) return false;
  return await files.hash(place) === hash;
}

async function putBack(
  files: Files,
  root: string,
  seal: Seal,
  keepIn: string,
): Promise<boolean> {
  const { path, copy, mode } = seal;
  const place = resolve(root, path);
  const isBack = () => isWhole(files, root, seal, makeRealPlaces(files, root));
  const facts = await files.facts(place);
  if (facts?.kind === "file" && facts.mode !== mode) {
    await files.setMode(place, mode);
    if (await isBack()) return true;
  }
  // Too large to be moved about, or somewhere else: it is named, and stays.
  if (copy === undefined) return false;
  await clearFolders(files, root, seal, keepIn);
  if (await files.facts(place) !== undefined) {
    await files.move(place, join(keepIn, path));
  }
  if (await files.facts(join(root, copy)) === undefined) return false;
  await files.copy(join(root, copy), place);
  if (await factsBehind(files, place) === undefined) return false;
  if (seal.real === undefined) await files.setMode(place, mode);
  return await isBack();
}

/** Moves away what stands where a folder on the way to a file stood. */
async function clearFolders(
  files: Files,
  root: string,
  { path, real }: Seal,
  keepIn: string,
): Promise<void> {
  if (real !== undefined) return;
  for (const folder of foldersOf(path).toReversed()) {
    const facts = await files.facts(join(root, folder));
    if (facts === undefined || facts.kind === "folder") continue;
    await files.move(join(root, folder), join(keepIn, folder));
    return;
  }
}

/** Without these rights of its owner nobody could look into a folder. */
async function openFolders(
  files: Files,
  root: string,
  seals: readonly Seal[],
): Promise<void> {
  const folders = seals.flatMap(({ path }) => foldersOf(path).toReversed());
  for (const folder of new Set(folders)) {
    const facts = await files.facts(join(root, folder));
    if (facts?.kind !== "folder" || (facts.mode & 0o700) === 0o700) continue;
    await files.setMode(join(root, folder), facts.mode | 0o700);
  }
}

/** Returns the folders on the way to a path in the project, the nearest first. */
function foldersOf(path: string): readonly string[] {
  if (isOutside(path)) return [];
  const folder = dirname(path);
  return folder === "." ? [] : [folder, ...foldersOf(folder)];
}

function isOutside(path: string): boolean {
  return isAbsolute(path) || path.startsWith("../");
}

/** Says where a path leads to, from the project root where it is there. */
type RealPlaces = (path: string) => Promise<string>;

/** Each folder is asked once: of 10,000 files many lie in the same one. */
function makeRealPlaces(files: Files, root: string): RealPlaces {
  const base = files.realPath(root);
  const known = new Map<string, Promise<string | undefined>>();
  const realOf = (path: string) => {
    const place = known.get(path) ?? files.realPath(join(root, path));
    known.set(path, place);
    return place;
  };
  return async (path) => {
    if (isOutside(path)) return path;
    const isLink = (await files.facts(join(root, path)))?.kind === "link";
    const folder = isLink ? undefined : await realOf(dirname(path));
    const place = folder === undefined
      ? await realOf(path)
      : join(folder, basename(path));
    if (place === undefined) return "";
    const start = `${await base}/`;
    return place.startsWith(start) ? place.slice(start.length) : place;
  };
}

async function factsBehind(
  files: Files,
  path: string,
): ReturnType<Files["facts"]> {
  const place = await files.realPath(path);
  return place === undefined ? undefined : await files.facts(place);
}

async function seal(
  ports: Pick<Ports, "files" | "clock">,
  root: string,
  path: string,
  realOf: RealPlaces,
  known: Seal | undefined,
): Promise<Seal | undefined> {
  const { files } = ports;
  const place = resolve(root, path);
  const facts = await factsBehind(files, place);
  if (facts?.kind !== "file") return undefined;
  const { size, mode } = facts;
  const real = await realOf(path);
  const isKnown = known?.stamp === await stampOf(files, place) &&
    known.mode === mode && (known.real ?? path) === real;
  if (isKnown) return known;

  const stamp = await settledStamp(ports, place);
  const hash = await files.hash(place);
  const made = { path, stamp, hash, mode, ...(real === path ? {} : { real }) };
  // What lies elsewhere is somebody else's to put back.
  if (size > MAX_COPY_BYTES || isOutside(path)) return made;
  const copy = join(OWN_FOLDER, "sealed", nameFor(path, hash));
  await files.remove(join(root, copy));
  await files.copy(place, join(root, copy));
  return { ...made, copy };
}

/** No file's name may be longer than 255 bytes, which a whole path can be. */
function nameFor(path: string, hash: string): string {
  const name = encodeURIComponent(path);
  return name.length <= MAX_NAME ? name : hash;
}
