import { dirname, join } from "@std/path";
import { PRESETS } from "../agents/presets.ts";
import { Failure } from "../core/failure.ts";
import { LOCK_FILE } from "../core/layout.ts";
import type { Ports } from "../core/ports.ts";
import { SKILL_FILES, skillFolders } from "../core/skill/skill.ts";
import {
  type CopyState,
  copyState,
  withoutStamp,
  withStamp,
} from "../core/skill/skill_copy.ts";
import { quote } from "../core/text/plain_text.ts";
import { kindAt } from "./session/kind_at.ts";

export interface InstallRequest {
  readonly root: string;
  /** Name of a preset; without one the skill serves every agent. */
  readonly agent?: string;
  /** Below the home folder, for every project. */
  readonly isForUser: boolean;
  /** Overwrites what somebody changed. */
  readonly isForced: boolean;
}

/** One folder with the skill, and which files of it were written. */
export interface InstalledFolder {
  /** Relative to the project, absolute below the home folder. */
  readonly path: string;
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
}

interface Copy {
  readonly path: string;
  readonly name: string;
  readonly wanted: string;
  readonly state: CopyState;
}

interface Folder {
  readonly path: string;
  readonly copies: readonly Copy[];
}

type InstallPorts = Pick<Ports, "files" | "locks" | "machine">;

/**
 * Writes the skill where agents look for it. Everything is looked at before
 * anything is written, and what is current already is not touched.
 *
 * @throws {Failure} where a file is not as it was installed, unless forced, and
 * where a run would take the files for its agent's
 */
export async function installSkill(
  ports: InstallPorts,
  { root, agent, isForUser, isForced }: InstallRequest,
): Promise<readonly InstalledFolder[]> {
  const base = isForUser ? homeOf(ports) : root;
  const folders: Folder[] = [];
  const shown = isForUser ? base : "";
  for (const folder of foldersFor(agent)) {
    const path = join(shown, folder);
    await refuseBlocked(ports, { base, shown }, folder);
    folders.push({ path, copies: await lookAt(ports, join(base, folder)) });
  }
  if (!isForced) refuseChanged(folders);
  const due = folders.flatMap(({ copies }) => copies).filter(isDue);
  if (due.length > 0) await refuseWhereNoneBelong(ports, base, isForUser);

  for (const { path, wanted } of due) await ports.files.write(path, wanted);
  return folders.map(({ path, copies }) => ({
    path,
    written: copies.filter(isDue).map(({ name }) => name),
    unchanged: copies.filter((copy) => !isDue(copy)).map(({ name }) => name),
  }));
}

function homeOf({ machine }: Pick<Ports, "machine">): string {
  if (machine.home !== undefined) return machine.home;
  throw new Failure(
    "user",
    "Cannot install the skill for you: HOME is not set",
    "Set it to your home folder, or install into a project without --user",
  );
}

function foldersFor(agent: string | undefined): readonly string[] {
  const names = PRESETS.map(({ name }) => name);
  if (agent !== undefined && !names.includes(agent)) {
    throw new Failure(
      "usage",
      `Cannot install the skill for ${quote(agent)}: no agent is known by ` +
        "that name",
      `Take one of ${names.join(", ")}, or leave --agent out`,
    );
  }
  const folders = skillFolders(agent);
  if (folders.length > 0) return folders;
  throw new Failure(
    "user",
    `Cannot install the skill for ${agent}: it reads none`,
    `Leave --agent out, and name the SKILL.md in ${agent}'s own command line`,
  );
}

/** What no `--force` can write over is found before a file is written. */
async function refuseBlocked(
  ports: Pick<Ports, "files">,
  { base, shown }: { readonly base: string; readonly shown: string },
  folder: string,
): Promise<void> {
  const files = SKILL_FILES.map(({ name }) => join(folder, name));
  const ways = files.flatMap(foldersAbove);
  for (const path of new Set([...ways, ...files])) {
    const wanted = ways.includes(path) ? "folder" : "file";
    const kind = await kindAt(ports, join(base, path));
    const isReplaceable = wanted === "file" && kind === "link";
    if (kind === undefined || kind === wanted || isReplaceable) continue;
    throw new Failure(
      "user",
      `Cannot install the skill: ${quote(join(shown, path))} is no ${wanted}`,
      "Move it out of the way, then run the same command again",
    );
  }
}

function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === "." ? [] : [...foldersAbove(folder), folder];
}

async function lookAt(
  { files }: Pick<Ports, "files">,
  folder: string,
): Promise<readonly Copy[]> {
  return await Promise.all(SKILL_FILES.map(async ({ name, text }) => {
    const path = join(folder, name);
    const wanted = withStamp(text, await files.hashText(text));
    const found = await readCopy({ files }, path);
    const hash = await files.hashText(withoutStamp(found ?? ""));
    return { path, name, wanted, state: copyState({ found, hash, wanted }) };
  }));
}

/** As we wrote it, where git gave it back with the line ends of a Windows. */
async function readCopy(
  { files }: Pick<Ports, "files">,
  path: string,
): Promise<string | undefined> {
  const text = (await files.read(path))?.replaceAll("\r\n", "\n");
  // A link that leads nowhere is somebody's as well.
  return text ?? (await files.facts(path) === undefined ? undefined : "");
}

function refuseChanged(folders: readonly Folder[]): void {
  const changed = folders.flatMap(({ path, copies }) =>
    copies.filter(({ state }) => state === "changed")
      .map(({ name }) => quote(join(path, name)))
  );
  if (changed.length === 0) return;
  throw new Failure(
    "user",
    `Cannot install the skill: not as it was installed: ${changed.join(", ")}`,
    "Keep what you changed elsewhere, then overwrite it with --force",
  );
}

async function refuseWhereNoneBelong(
  { files, locks }: InstallPorts,
  base: string,
  isForUser: boolean,
): Promise<void> {
  if (await kindAt({ files }, base) !== "folder") {
    throw new Failure(
      "user",
      `Cannot install the skill: there is no folder ${quote(base)}`,
      isForUser ? "Check HOME" : "Check --path",
    );
  }
  // What appears beside its agent's work is taken for the agent's.
  const run = isForUser ? undefined : await locks.holder(join(base, LOCK_FILE));
  if (run === undefined) return;
  throw new Failure(
    "user",
    `Cannot install the skill into a project where a run is under way: ${run}`,
    "End it with  autoresearch stop, or install for all projects with --user",
  );
}

function isDue({ state }: Copy): boolean {
  return state !== "current";
}
