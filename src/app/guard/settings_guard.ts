import { isAbsolute, join, relative } from "@std/path";
import type { FileFacts, Files, Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import { settledStamp, stampOf } from "./stamp.ts";

/** What git is told to look at and to run, which an agent could tell it. */
export interface SettingsGuard {
  /**
   * Puts git's settings and hooks back where somebody changed them, and forgets
   * a merge or rebase that was begun: the next commit would be a part of it.
   *
   * @param keepIn folder that receives the files as they were changed
   * @returns the names of the files that were put back
   */
  mend(keepIn: string): Promise<readonly string[]>;
}

/** A setting file as it was; without facts there was none. */
interface Kept {
  readonly facts: FileFacts | undefined;
  /** Changes when what the file leads to does, if it is a link. */
  readonly stamp: string;
  readonly text: string | undefined;
}

/** Remembers git's settings for the time in which others are at work. */
export async function watchSettings(
  ports: Pick<Ports, "files" | "clock">,
  { repository, root }: Pick<Session, "repository" | "root">,
): Promise<SettingsGuard> {
  const { files } = ports;
  const operations = new Set(await repository.operations());
  const { gitFolder } = repository;
  const isFolder = (await files.facts(gitFolder))?.kind === "folder";
  const known = new Map<string, Kept>();
  for (const path of await repository.settingFiles()) {
    known.set(path, await keep(ports, path));
  }

  return {
    async mend(keepIn) {
      // The user's own link to a folder elsewhere is none of an agent's.
      const isMoved = isFolder && await putFolderBack(files, gitFolder);
      const changed = isMoved ? [nameOf(root, gitFolder)] : [];
      const paths = [...known.keys(), ...await repository.settingFiles()];
      for (const path of await touched(files, new Set(paths), known)) {
        const before = known.get(path) ?? NOTHING;
        const now = await keep(ports, path);
        if (!isSame(before, now)) {
          const name = nameOf(root, path);
          changed.push(name);
          if (now.facts !== undefined) {
            const place = name.replace(/^\/+/, "");
            await files.copy(path, join(keepIn, "settings", place));
          }
          await putBack(files, path, before, now);
        }
        known.set(path, { ...before, stamp: await settledStamp(ports, path) });
      }
      for (const operation of await repository.operations()) {
        if (!operations.has(operation)) await repository.quit(operation);
      }
      return changed;
    },
  };
}

const NOTHING: Kept = { facts: undefined, stamp: "", text: undefined };

/** Looked at all at once: nearly always there is none. */
async function touched(
  files: Files,
  paths: ReadonlySet<string>,
  known: ReadonlyMap<string, Kept>,
): Promise<readonly string[]> {
  const isTouched = await Promise.all(
    [...paths].map(async (path) =>
      await stampOf(files, path) !== (known.get(path) ?? NOTHING).stamp
    ),
  );
  return [...paths].filter((_, at) => isTouched[at]);
}

async function keep(
  ports: Pick<Ports, "files" | "clock">,
  path: string,
): Promise<Kept> {
  const { files } = ports;
  const stamp = await settledStamp(ports, path);
  const facts = await files.facts(path);
  // Of a pipe and of /dev/null, which stands for no settings, there is none.
  const text = await files.read(path);
  return { facts, stamp, text };
}

function isSame(before: Kept, now: Kept): boolean {
  return before.text === now.text && before.facts?.kind === now.facts?.kind &&
    before.facts?.mode === now.facts?.mode;
}

async function putBack(
  files: Files,
  path: string,
  before: Kept,
  now: Kept,
): Promise<void> {
  const { facts, text } = before;
  // Written into where it is of the same kind, so that a link stays one.
  if (facts?.kind !== now.facts?.kind) await files.remove(path);
  if (facts === undefined || text === undefined) return;
  if (now.facts === undefined) await files.write(path, text);
  else if (now.text !== text) await files.overwrite(path, text);
  if (facts.kind === "file") await files.setMode(path, facts.mode);
}

/** Somebody may have moved git's folder away, and left a link to it. */
async function putFolderBack(files: Files, folder: string): Promise<boolean> {
  const facts = await files.facts(folder);
  const place = facts?.kind === "link"
    ? await files.realPath(folder)
    : undefined;
  if (place === undefined) return false;
  await files.remove(folder);
  await files.move(place, folder);
  return true;
}

/** From the project root where it lies there, else in full. */
function nameOf(root: string, path: string): string {
  const name = relative(root, path);
  return name.startsWith("..") || isAbsolute(name) ? path : name;
}
