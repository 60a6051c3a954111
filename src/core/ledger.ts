import { parse } from "@std/csv/parse";
import { stringify } from "@std/csv/stringify";
import { Failure } from "./failure.ts";
import { isStatus, type Status, toMetric, toStatus } from "./ledger_cell.ts";
import {
  COLUMNS,
  FIRST_COLUMNS,
  type LedgerForm,
  noHeader,
  recognizeForm,
} from "./ledger_form.ts";
import { formatNumber, parseNumber } from "./number.ts";
import { quote, toOneLine } from "./plain_text.ts";

export { COLUMNS, type Status };

const SEPARATOR = "\t";
const MAX_CELL = 500;
const BYTE_ORDER_MARK = "\uFEFF";

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
  /** The cells of columns that are none of ours. */
  readonly other: Readonly<Record<string, string>>;
}

export interface Ledger {
  /** Only ours is written to; four columns are widened first. */
  readonly form: "ours" | "four columns" | "foreign";
  readonly columns: readonly string[];
  /** What a foreign header calls the metric. */
  readonly metricName: string | undefined;
  readonly rows: readonly Row[];
  /** A last line that was never written to its end. */
  readonly torn: { readonly line: number; readonly text: string } | undefined;
  readonly endsWithNewline: boolean;
}

/**
 * Reads a ledger: ours, or another's whose header names a commit, a status and
 * a metric. `name` is how errors call the file.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = "commit\tval_bpb\tstatus\nbea057b\t0.986041\tkeep\n";
 * const { form, metricName, rows } = parseLedger(text);
 * assertEquals([form, metricName], ["foreign", "val_bpb"]);
 * assertEquals(rows[0]?.metric, 0.986041);
 * ```
 *
 * @throws {Failure} at a line that is neither a row nor a torn last line
 */
export function parseLedger(text: string, name = "results.tsv"): Ledger {
  const [header, ...lines] = splitLines(text);
  if (header === undefined) {
    throw noHeader(`${quote(name)}:`, [], "it is empty");
  }
  const form = recognizeForm(
    header.cells,
    lines.map(({ cells }) => cells),
    placeOf(header, name),
  );
  const endsWithNewline = text.endsWith("\n");
  const last = endsWithNewline ? undefined : lines.at(-1);
  const torn = last !== undefined && isTorn(last, form)
    ? { line: last.line, text: last.text }
    : undefined;
  const whole = torn === undefined ? lines : lines.slice(0, -1);
  return {
    form: form.form,
    columns: form.columns,
    metricName: form.metricName,
    rows: whole.map((line, row) => toRow(line, row, form, name)),
    torn,
    endsWithNewline,
  };
}

export function formatHeader(): string {
  return toLine(COLUMNS);
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
  const { metric, status, seconds, runs } = row;
  const cells = new Map<string, string | undefined>(Object.entries({
    ...row.other,
    commit: row.commit,
    metric: metric === undefined || status === "crash"
      ? "N/A"
      : formatNumber(metric),
    status,
    description: row.description,
    seconds: seconds === undefined
      ? undefined
      : `${Number(seconds.toFixed(3))}`,
    runs: runs === undefined ? undefined : `${runs}`,
    reason: row.reason,
    at: row.at,
  }));
  return toLine(
    columns.map((name) => toOneLine(cells.get(name) ?? "", MAX_CELL)),
  );
}

/**
 * Gives a ledger of four columns our header; the lines below stay the same.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const line = "bea057b\t0.9\tkeep\tbaseline\n";
 * const widened = widenHeader(`commit\tmetric\tstatus\tdescription\n${line}`);
 * assertEquals(widened, formatHeader() + line);
 * ```
 */
export function widenHeader(text: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => !isBlank(line));
  const start = text.startsWith(BYTE_ORDER_MARK) && at === 0
    ? BYTE_ORDER_MARK
    : "";
  const end = lines[at]?.endsWith("\r") ? "\r" : "";
  return lines.with(at, `${start}${COLUMNS.join(SEPARATOR)}${end}`).join("\n");
}

interface Line {
  /** Counted from 1, blank ones included, as an editor does. */
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[];
  /** Whether the parser refused it: its quotes are characters. */
  readonly isRaw: boolean;
}

function splitLines(text: string): readonly Line[] {
  return text.split("\n")
    .map((text, at) => ({ line: at + 1, text, ...toCells(text) }))
    .filter(({ text }) => !isBlank(text));
}

/** `trim()` takes a byte order mark for a space. */
function isBlank(text: string): boolean {
  return text.trim() === "";
}

function toCells(text: string): Pick<Line, "cells" | "isRaw"> {
  const line = text.replace(/^\uFEFF/, "");
  try {
    const [cells = []] = parse(line, { separator: SEPARATOR });
    return { cells, isRaw: false };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // A quote that stands there as a character, as in  5" pipe
    return { cells: line.split(SEPARATOR), isRaw: true };
  }
}

function isTorn(
  { text, cells, isRaw }: Line,
  { columns, metricColumn }: LedgerForm,
): boolean {
  const needed = FIRST_COLUMNS
    .map((name) => columns.indexOf(name === "metric" ? metricColumn : name));
  const status = cells[columns.indexOf("status")]?.trim() ?? "";
  return cells.length <= Math.max(...needed) || !isStatus(status) ||
    text.includes("\0") || (isRaw && cells.some(isOpenQuote));
}

/** A cell that begins with a quote and never ends it was cut within. */
function isOpenQuote(cell: string): boolean {
  return cell.startsWith('"') && cell.split('"').length % 2 === 0;
}

function toRow(line: Line, row: number, form: LedgerForm, name: string): Row {
  const { columns, metricColumn } = form;
  const place = placeOf(line, name);
  const cell = (name: string) =>
    line.cells[columns.indexOf(name)]?.trim() ?? "";

  const status = toStatus(cell("status"), place);
  const seconds = parseNumber(cell("seconds"));
  const runs = parseNumber(cell("runs"));
  const at = cell("at");
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
    other: Object.fromEntries(other.map((name) => [name, cell(name)])),
  };
}

function placeOf({ line, text }: Line, name: string): string {
  const place = `${quote(name)}: line ${line}`;
  if (!text.includes("\0")) return place;
  throw new Failure(
    "user",
    `Cannot read ${place} holds a NUL character`,
    "It is no text, or was damaged: restore it, or take the line out",
  );
}

function toLine(cells: readonly string[]): string {
  const options = { separator: SEPARATOR, headers: false };
  // The stringifier ends its line with \r\n, whatever it is told.
  return stringify([cells], options).replace(/\r\n$/, "\n");
}
