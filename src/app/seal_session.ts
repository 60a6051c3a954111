import { join } from "@std/path";
import { Failure } from "../core/failure.ts";
import { CONFIG_FILE, OWN_FOLDER, PROGRAM_FILE } from "../core/layout.ts";
import type { Ports } from "../core/ports.ts";
import { changedSeals, type Seal, sealFiles } from "./seal.ts";
import type { Session } from "./session.ts";

/** What the evaluator was when the baseline was measured. */
const SEALS_FILE = `${OWN_FOLDER}/seals.json`;

/** The user may change these between two runs; nobody may during one. */
const FREE_BETWEEN_RUNS: ReadonlySet<string> = new Set([
  CONFIG_FILE,
  PROGRAM_FILE,
]);

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
  const path = join(root, SEALS_FILE);
  const before = parseSeals(await ports.files.read(path) ?? "");
  const lasting = before.filter((seal) => !FREE_BETWEEN_RUNS.has(seal.path));
  const [changed] = await changedSeals(ports, root, lasting);
  if (changed !== undefined) throw otherEvaluator(changed);

  const known = new Map(before.map((seal) => [seal.path, seal]));
  const paths = unwatched.filter((name) => !outputs.has(name));
  const seals = await sealFiles(ports, root, paths, known);
  if (seals.some((seal) => known.get(seal.path) !== seal)) {
    await ports.files.write(path, JSON.stringify(seals));
  }
  return seals;
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
    : `, or put it back: cp '${copy}' ${path}`;
  return new Failure(
    "user",
    `Cannot compare with the baseline: ${path} changed since it was measured`,
    `Run autoresearch setup for a new session${back}`,
  );
}
