import { stringify } from "@std/csv/stringify";
import { Failure } from "../failure.ts";
import { formatNumber, parseNumber } from "../text/number.ts";
import { quote, toOneLine } from "../text/plain_text.ts";
import { type Status, toMetric, toStatus } from "./ledger_cell.ts";
import { COLUMNS, type LedgerForm } from "./ledger_form.ts";
import type { LedgerLine } from "./ledger_line.ts";

const SEPARATOR = "\t";
const MAX_CELL = 500;

/** One experiment, or the baseline, which is row 0. */
export interface Row {
  readonly row: number;
  readonly commit: string;
  /** A crash has none, whatever its cell says. */
  readonly metric: number | undefined;
  readonly status: Status;
  readonly description: string;
  readonly reason: string;
  readonly seconds?: number;
  readonly runs?: number;
  readonly at?: string;
  /** Hash of what gives the metric its meaning. */
  readonly fingerprint?: string;
  /** What models read and wrote for it, where somebody counts. */
  readonly tokens?: number;
  readonly usd?: number;
  /** In which its proposer was at work, over all of its calls. */
  readonly agentSeconds?: number;
  /** How often it crashed and went back to its proposer. */
  readonly repairs?: number;
  /** The cells of columns that are none of ours. */
  readonly other: Readonly<Record<string, string>>;
}

/** Columns of ours that hold a number, beside the metric. */
const FIGURES = [
  "seconds",
  "runs",
  "tokens",
  "usd",
  "agent_seconds",
  "repairs",
] as const;

/** A damaged file may name any number, and all below it would be missing. */
const MAX_ROW = 1_000_000;

/** Whether a value can be a row's number. */
export function isRowNumber(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 &&
    Number(value) <= MAX_ROW;
}

/**
 * Returns one whole line of a ledger with these columns, its text made safe
 * to be a cell.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const line = formatRow({
 *   commit: "bea057b",
 *   metric: 0.9979,
 *   status: "keep",
 *   description: "halve\tthe batch",
 *   reason: "",
 *   other: {},
 * }, ["commit", "metric", "status", "description"]);
 * assertEquals(line, "bea057b\t0.997900\tkeep\thalve the batch\n");
 * ```
 */
export function formatRow(
  row: Omit<Row, "row">,
  columns: readonly string[],
): string {
  const { metric, status } = row;
  const cells = new Map<string, string | undefined>(Object.entries({
    ...row.other,
    commit: row.commit,
    metric: metric === undefined || status === "crash"
      ? "N/A"
      : formatNumber(metric),
    status,
    description: row.description,
    seconds: toCell(row.seconds, 3),
    runs: row.runs === undefined ? undefined : `${row.runs}`,
    reason: row.reason,
    at: row.at,
    fingerprint: row.fingerprint,
    tokens: toCell(row.tokens),
    usd: toCell(row.usd, 6),
    agent_seconds: toCell(row.agentSeconds, 3),
    repairs: toCell(row.repairs),
  }));
  return toLine(
    columns.map((name) => toOneLine(cells.get(name) ?? "", MAX_CELL)),
  );
}

function toCell(value: number | undefined, digits = 0): string | undefined {
  return value === undefined ? undefined : `${Number(value.toFixed(digits))}`;
}

/**
 * Reads a line as a row; `name` is how errors call the file.
 *
 * @throws {Failure} when it is none
 */
export function toRow(
  line: LedgerLine,
  row: number,
  form: LedgerForm,
  name: string,
): Row {
  const { columns, metricColumn } = form;
  const place = placeOf(line, name);
  const cell = (name: string) =>
    line.cells[columns.indexOf(name)]?.trim().toWellFormed() ?? "";

  const status = toStatus(cell("status"), place);
  const [seconds, runs, tokens, usd, agentSeconds, repairs] = FIGURES
    .map((name) => parseNumber(cell(name)));
  const at = cell("at");
  const fingerprint = cell("fingerprint");
  const other = columns
    .filter((name) => name !== metricColumn && !COLUMNS.includes(name));
  return {
    row,
    commit: cell("commit"),
    metric: status === "crash"
      ? undefined
      : toMetric(cell(metricColumn), place),
    status,
    description: cell("description"),
    reason: cell("reason"),
    ...(seconds === undefined ? {} : { seconds }),
    ...(runs === undefined ? {} : { runs }),
    ...(at === "" ? {} : { at }),
    ...(fingerprint === "" ? {} : { fingerprint }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(usd === undefined ? {} : { usd }),
    ...(agentSeconds === undefined ? {} : { agentSeconds }),
    ...(repairs === undefined ? {} : { repairs }),
    other: Object.fromEntries(other.map((name) => [name, cell(name)])),
  };
}

export function placeOf({ line, text }: LedgerLine, name: string): string {
  const place = `${quote(name)}: line ${line}`;
  if (!text.includes("\0")) return place;
  throw new Failure(
    "user",
    `Cannot read ${place} holds a NUL character`,
    "It is no text, or was damaged: restore it, or take the line out",
  );
}

/** Returns cells as one line of a ledger. */
export function toLine(cells: readonly string[]): string {
  const options = { separator: SEPARATOR, headers: false };
  // The stringifier ends its line with \r\n, whatever it is told.
  return stringify([cells], options).replace(/\r\n$/, "\n");
}
