import { join } from "@std/path";
import { unfinishedFolder, unfinishedRef } from "../../core/layout.ts";
import type { Files, Ports, Repository } from "../../core/ports.ts";

/**
 * Holds a commit under an `unfinished` ref of its own. A clock may stand still
 * or go back: a name that is taken never loses what it holds.
 *
 * @returns the ref
 */
export async function holdUnfinished(
  { clock }: Pick<Ports, "clock">,
  repository: Pick<Repository, "createRef" | "resolve" | "setRef">,
  tag: string,
  commit: string,
): Promise<string> {
  const first = unfinishedRef(tag, clock.now());
  for (let count = 1;; count++) {
    const ref = numbered(first, count);
    if (await repository.createRef(ref, commit)) return ref;
    const held = await repository.resolve(ref);
    // It was not refused because of another: this says what for.
    if (held === undefined) await repository.setRef(ref, commit);
    if (held === undefined || held.commit === commit) return ref;
  }
}

/**
 * Moves a folder to those that ended without a row, where no other is.
 *
 * @returns its place, from the project root
 */
export async function moveToUnfinished(
  { files, clock }: Pick<Ports, "files" | "clock">,
  root: string,
  folder: string,
): Promise<string> {
  const place = await freePlace(files, root, unfinishedFolder(clock.now()));
  await files.move(join(root, folder), join(root, place));
  return place;
}

async function freePlace(
  files: Files,
  root: string,
  first: string,
): Promise<string> {
  for (let count = 1;; count++) {
    const place = numbered(first, count);
    if (await files.facts(join(root, place)) === undefined) return place;
  }
}

function numbered(name: string, count: number): string {
  return count === 1 ? name : `${name}-${count}`;
}
