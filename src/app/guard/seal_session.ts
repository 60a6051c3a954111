import { join } from "@std/path";
import type { Watcher } from "../../core/experiment/event.ts";
import { RECORD_FILE } from "../../core/experiment/record.ts";
import { Failure } from "../../core/failure.ts";
import {
  CONFIG_FILE,
  experimentFolder,
  LEDGER_FILE,
  OWN_FOLDER,
  PROGRAM_FILE,
} from "../../core/layout.ts";
import type { Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import { changedSeals, mendSeals, type Seal, sealFiles } from "./seal.ts";

/** What the protected files were when a run began. */
const SEALS_FILE = `${OWN_FOLDER}/seals.json`;

/** The user may change these between two runs; nobody may during one. */
export const FREE_BETWEEN_RUNS: ReadonlySet<string> = new Set([
  CONFIG_FILE,
  PROGRAM_FILE,
]);

/** Returns protected files that are not what they were in the last run. */
export async function changedSince(
  ports: Pick<Ports, "files">,
  { root }: Pick<Session, "root">,
): Promise<readonly string[]> {
  const text = await ports.files.read(join(root, SEALS_FILE));
  const lasting = parseSeals(text ?? "")
    .filter(({ path }) => !FREE_BETWEEN_RUNS.has(path));
  return (await changedSeals(ports, root, lasting)).map(({ path }) => path);
}

/** Seals the protected files that git doesn't track, for one run. */
export async function sealSession(
  ports: Pick<Ports, "files" | "clock">,
  { root, unwatched, outputs, guard }: Pick<
    Session,
    "root" | "unwatched" | "outputs" | "guard"
  >,
): Promise<readonly Seal[]> {
  const text = await ports.files.read(join(root, SEALS_FILE));
  const before = parseSeals(text ?? "");
  const known = new Map(before.map((seal) => [seal.path, seal]));
  const paths = unwatched.filter((name) => !outputs.has(name));
  const seals = await sealFiles(ports, root, paths, known);
  const isNew = seals.length !== before.length ||
    seals.some((seal) => known.get(seal.path) !== seal);
  if (isNew) {
    await ports.files.write(join(root, SEALS_FILE), JSON.stringify(seals));
  }
  const copies = seals.flatMap(({ copy }) => copy ?? []);
  const record = join(experimentFolder(0), RECORD_FILE);
  for (const name of [SEALS_FILE, record, ...copies]) {
    await guard.hold(join(root, name));
  }
  return seals;
}

/**
 * Seals what git tracks, for one turn of a proposer: what git says of it could
 * be another's word. Before that turn the files are the incumbent's.
 */
export async function sealTracked(
  ports: Pick<Ports, "files" | "clock">,
  { root, tracked, outputs, guard }: Session,
  known: ReadonlyMap<string, Seal>,
): Promise<readonly Seal[]> {
  const paths = tracked.filter((name) => !outputs.has(name));
  const seals = await sealFiles(ports, root, paths, known);
  for (const { copy } of seals) {
    if (copy !== undefined) await guard.hold(join(root, copy));
  }
  return seals;
}

/**
 * Puts the sealed files back that changed since a proposer began, which a crash
 * let nobody see; what stood in their place goes to the folder `keepIn`.
 *
 * @returns the paths of those files
 */
export async function mendSession(
  ports: Pick<Ports, "files">,
  root: string,
  keepIn: string,
): Promise<readonly string[]> {
  const text = await ports.files.read(join(root, SEALS_FILE));
  const seals = parseSeals(text ?? "");
  return (await mendSeals(ports, root, seals, keepIn)).changed;
}

/**
 * Makes sure that the evaluator is still what it was: what could not be put
 * back would be measured with from then on.
 *
 * @throws {Failure} at the first protected file that is another
 */
export async function requireSeals(
  ports: Pick<Ports, "files">,
  { root }: Pick<Session, "root">,
  seals: readonly Seal[],
): Promise<void> {
  const [changed] = await changedSeals(ports, root, seals);
  if (changed === undefined) return;
  throw new Failure(
    "user",
    `Cannot go on: ${changed.path} changed, which is protected, and there is ` +
      "no copy of it to put back",
    "Put it back by hand, or run autoresearch setup for a new session",
  );
}

/**
 * Puts back what must not change while an experiment goes on: sealed files, and
 * the ledger, since the row that it gets is ours to add.
 *
 * @returns the paths of those that had changed, and what the guard has to tell
 */
export async function mendSealed(
  ports: Pick<Ports, "files">,
  { root, ledger, guard }: Pick<Session, "root" | "ledger" | "guard">,
  { seals, keepIn }: {
    readonly seals: readonly Seal[];
    /** Folder that receives what stood in the place of a sealed file. */
    readonly keepIn: string;
  },
  watcher: Watcher,
): Promise<readonly string[]> {
  const { changed, lost } = await mendSeals(ports, root, seals, keepIn);
  for (const path of lost) {
    const message = `Could not put back ${path}: there is no copy of it`;
    watcher.tell({ event: "note", message });
  }
  const rows = await ledger.mend(watcher) ? [LEDGER_FILE] : [];
  return [...changed, ...guard.tell(), ...rows];
}

function parseSeals(text: string): readonly Seal[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isSeal) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function isSeal(value: unknown): value is Seal {
  return typeof value === "object" && value !== null && "path" in value &&
    typeof value.path === "string" && "stamp" in value &&
    typeof value.stamp === "string" && "hash" in value &&
    typeof value.hash === "string" && "mode" in value &&
    typeof value.mode === "number";
}
