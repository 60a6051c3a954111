import { join } from "@std/path";
import type { Watcher } from "../core/event.ts";
import { Failure } from "../core/failure.ts";
import {
  CONFIG_FILE,
  LEDGER_FILE,
  OWN_FOLDER,
  PROGRAM_FILE,
} from "../core/layout.ts";
import type { Ports } from "../core/ports.ts";
import { quoteForShell } from "../core/shell_quote.ts";
import { changedSeals, mendSeals, type Seal, sealFiles } from "./seal.ts";
import type { Session } from "./session.ts";

/** What the evaluator was when the baseline was measured. */
const SEALS_FILE = `${OWN_FOLDER}/seals.json`;

/** The user may change these between two runs; nobody may during one. */
const FREE_BETWEEN_RUNS: ReadonlySet<string> = new Set([
  CONFIG_FILE,
  PROGRAM_FILE,
]);

/**
 * Returns the seals of the last run.
 *
 * @throws {Failure} when the evaluator is another than the baseline's
 */
export async function readSeals(
  ports: Pick<Ports, "files">,
  { root }: Pick<Session, "root">,
): Promise<readonly Seal[]> {
  const before = parseSeals(
    await ports.files.read(join(root, SEALS_FILE)) ?? "",
  );
  const lasting = before.filter((seal) => !FREE_BETWEEN_RUNS.has(seal.path));
  const [changed] = await changedSeals(ports, root, lasting);
  if (changed !== undefined) throw otherEvaluator(changed);
  return before;
}

/**
 * Seals the protected files that git doesn't track, for one run.
 *
 * @throws {Failure} when the evaluator is another than the baseline's
 */
export async function sealSession(
  ports: Pick<Ports, "files">,
  session: Session,
): Promise<readonly Seal[]> {
  const { root, unwatched, outputs } = session;
  const before = await readSeals(ports, session);
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

function otherEvaluator({ path, copy }: Seal): Failure {
  const back = copy === undefined
    ? ""
    : `, or put it back: cp ${quoteForShell(copy)} ${quoteForShell(path)}`;
  return new Failure(
    "user",
    `Cannot compare with the baseline: ${path} changed since it was measured`,
    `Run autoresearch setup for a new session${back}`,
  );
}
