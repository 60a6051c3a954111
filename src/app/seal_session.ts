import { join } from "@std/path";
import type { Watcher } from "../core/event.ts";
import {
  CONFIG_FILE,
  LEDGER_FILE,
  OWN_FOLDER,
  PROGRAM_FILE,
} from "../core/layout.ts";
import type { Ports } from "../core/ports.ts";
import { changedSeals, mendSeals, type Seal, sealFiles } from "./seal.ts";
import type { Session } from "./session.ts";

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
  ports: Pick<Ports, "files">,
  { root, unwatched, outputs }: Pick<
    Session,
    "root" | "unwatched" | "outputs"
  >,
): Promise<readonly Seal[]> {
  const text = await ports.files.read(join(root, SEALS_FILE));
  const before = parseSeals(text ?? "");
  const known = new Map(before.map((seal) => [seal.path, seal]));
  const paths = unwatched.filter((name) => !outputs.has(name));
  const seals = await sealFiles(ports, root, paths, known);
  if (seals.some((seal) => known.get(seal.path) !== seal)) {
    await ports.files.write(join(root, SEALS_FILE), JSON.stringify(seals));
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
  return await mendSeals(ports, root, parseSeals(text ?? ""), keepIn);
}

/**
 * Puts back what must not change while an experiment goes on: sealed files, and
 * the ledger, since the row that it gets is ours to add.
 *
 * @returns the paths of those that had changed
 */
export async function mendSealed(
  ports: Pick<Ports, "files">,
  { root, ledger }: Pick<Session, "root" | "ledger">,
  { seals, keepIn }: {
    readonly seals: readonly Seal[];
    /** Folder that receives what stood in the place of a sealed file. */
    readonly keepIn: string;
  },
  watcher: Watcher,
): Promise<readonly string[]> {
  const mended = await mendSeals(ports, root, seals, keepIn);
  return await ledger.mend(watcher) ? [...mended, LEDGER_FILE] : mended;
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
    typeof value.hash === "string";
}
