import { type Meaning, readMeaning } from "../config/meaning.ts";
import type { Comparison } from "../decision/comparison.ts";
import type { Decided } from "../decision/decided.ts";
import { readReference, type Reference } from "../decision/reference.ts";
import { isRowNumber, type Row } from "../ledger/ledger.ts";
import { isStatus } from "../ledger/ledger_cell.ts";
import type { Notes } from "../prompt/idea.ts";
import type { AgentUse } from "./agent_use.ts";

/** File of an experiment's folder with everything that is known about it. */
export const RECORD_FILE = "experiment.json";

/** Else they would be others once they have been through the ledger. */
const COMMIT = /^[0-9a-f]{7,}$/;
const MOMENT = /^[\d:.TZ+-]+$/;
const HASH = /^[0-9a-f]+$/;

export interface ExperimentRecord extends Omit<Row, "other">, Notes {
  /** Full ids, where the ledger has seven digits. */
  readonly commit: string;
  readonly incumbent: string;
  readonly secondary: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
  /** Untracked files that the proposer left outside the target. */
  readonly leavings: readonly string[];
  /** Processes that outlived the proposer or a run, and were ended. */
  readonly leftBehind: readonly string[];
  /** Tracked or sealed files that the evaluation changed. */
  readonly changed: readonly string[];
  /** How it was compared; missing where it never was. */
  readonly comparison?: ComparisonRecord;
  /** What is known about the incumbent from here on. */
  readonly reference?: KnownReference;
  /** What each call of the agent took that it came of. */
  readonly agentCalls?: readonly AgentUse[];
  /** What gives the numbers of a segment their meaning, in its first row. */
  readonly meaning?: Meaning;
}

/** Every run and figure of a comparison. */
export interface ComparisonRecord
  extends Comparison, Partial<Pick<Decided, "figures" | "estimate">> {}

export interface KnownReference {
  /** Full id of the incumbent that it is about. */
  readonly commit: string;
  readonly reference: Reference;
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
  return textsIn(parseRecord(text)?.["changed"]);
}

/**
 * Returns what a record says of the incumbent's runs, if it does.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const reference = { runs: [4, 5], runsSince: 0 };
 * const text = JSON.stringify({ reference: { commit: "c0ffee", reference } });
 * assertEquals(referenceIn(text), { commit: "c0ffee", reference });
 * assertEquals(referenceIn(""), undefined);
 * ```
 */
export function referenceIn(text: string): KnownReference | undefined {
  const known = parseRecord(text)?.["reference"];
  if (typeof known !== "object" || known === null) return undefined;
  const { commit, reference }: Record<string, unknown> = { ...known };
  const read = readReference(reference);
  if (typeof commit !== "string" || read === undefined) return undefined;
  return { commit, reference: read };
}

/** Returns what the numbers of a segment mean, from its first row's record. */
export function meaningIn(text: string): Meaning | undefined {
  return readMeaning(parseRecord(text)?.["meaning"]);
}

/** Returns what the proposer said of its idea, beside the idea itself. */
export function notesIn(text: string): Notes {
  const { why, learnt } = parseRecord(text) ?? {};
  return {
    ...(typeof why === "string" ? { why } : {}),
    ...(typeof learnt === "string" ? { learnt } : {}),
  };
}

/** What a record tells beyond its row. */
export interface RecordFacts extends
  Pick<
    ExperimentRecord,
    | "secondary"
    | "violations"
    | "leavings"
    | "leftBehind"
    | "changed"
    | keyof Notes
  > {
  readonly incumbent: string | undefined;
}

/**
 * Reads a record; of one that was damaged, what can be read.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readRecord('{"incumbent": "c0ffee", "secondary": {"loss": 3}}'), {
 *   incumbent: "c0ffee",
 *   secondary: { loss: 3 },
 *   violations: [],
 *   leavings: [],
 *   leftBehind: [],
 *   changed: [],
 * });
 * ```
 */
export function readRecord(text: string): RecordFacts {
  const { incumbent, secondary, ...lists } = parseRecord(text) ?? {};
  const numbers = Object.entries(secondary ?? {}).filter(
    (entry): entry is [string, number] => isFinite(entry[1]),
  );
  return {
    incumbent: typeof incumbent === "string" ? incumbent : undefined,
    secondary: Object.fromEntries(numbers),
    violations: textsIn(lists["violations"]),
    leavings: textsIn(lists["leavings"]),
    leftBehind: textsIn(lists["leftBehind"]),
    changed: textsIn(lists["changed"]),
    ...notesIn(text),
  };
}

/**
 * Returns the row that a record is of, or nothing where it was damaged.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = '{"row": 3, "commit": "7f2a65c0ffee", "status": "crash"}';
 * assertEquals(rowIn(text), {
 *   row: 3,
 *   commit: "7f2a65c",
 *   metric: undefined,
 *   status: "crash",
 *   description: "",
 *   reason: "",
 *   other: {},
 * });
 * assertEquals(rowIn('{"row": 3, "com'), undefined);
 * ```
 */
export function rowIn(text: string): Row | undefined {
  const record = parseRecord(text) ?? {};
  const { row, commit, status, metric, seconds, runs, at } = record;
  const { fingerprint, tokens, usd, agentSeconds, repairs } = record;
  if (
    !isRowNumber(row) || typeof commit !== "string" ||
    !COMMIT.test(commit) ||
    typeof status !== "string" || !isStatus(status)
  ) return undefined;
  const { description, reason } = record;
  return {
    row,
    commit: commit.slice(0, 7),
    metric: isFinite(metric) ? metric : undefined,
    status,
    description: typeof description === "string" ? description : "",
    reason: typeof reason === "string" ? reason : "",
    ...(isFinite(seconds) ? { seconds } : {}),
    ...(isFinite(runs) ? { runs } : {}),
    ...(typeof at === "string" && MOMENT.test(at) ? { at } : {}),
    ...(typeof fingerprint === "string" && HASH.test(fingerprint)
      ? { fingerprint }
      : {}),
    ...(isFinite(tokens) ? { tokens } : {}),
    ...(isFinite(usd) ? { usd } : {}),
    ...(isFinite(agentSeconds) ? { agentSeconds } : {}),
    ...(isFinite(repairs) ? { repairs } : {}),
    other: {},
  };
}

/** JSON has no infinity, but 1e999 reads as one. */
function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((text) => typeof text === "string")
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
