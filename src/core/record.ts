import type { Row } from "./ledger.ts";

/** File of an experiment's folder with everything that is known about it. */
export const RECORD_FILE = "experiment.json";

export interface ExperimentRecord extends Omit<Row, "other"> {
  /** Full ids, where the ledger has seven digits. */
  readonly commit: string;
  readonly incumbent: string;
  readonly secondary: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
  /** Untracked files that the proposer left outside the target. */
  readonly leavings: readonly string[];
  /** Processes that outlived the evaluation, and were ended. */
  readonly leftBehind: readonly string[];
  /** Tracked or sealed files that the evaluation changed. */
  readonly changed: readonly string[];
}

export function formatRecord(record: ExperimentRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/**
 * Returns what an evaluation changed, from its record; of the baseline's this
 * is what the evaluator writes by itself.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(changedIn('{"changed": ["uv.lock"]}'), ["uv.lock"]);
 * assertEquals(changedIn(""), []);
 * ```
 */
export function changedIn(text: string): readonly string[] {
  const record = parseRecord(text);
  const names = record?.["changed"];
  return Array.isArray(names)
    ? names.filter((name) => typeof name === "string")
    : [];
}

function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object"
      ? { ...value }
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
