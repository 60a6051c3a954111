import { Failure } from "../failure.ts";
import { quote } from "../text/plain_text.ts";
import type { Status } from "./ledger_cell.ts";
import {
  COLUMNS,
  type LedgerForm,
  noHeader,
  recognizeForm,
} from "./ledger_form.ts";
import { isBlank, isTorn, type LedgerLine, splitLines } from "./ledger_line.ts";
import {
  formatRow,
  isRowNumber,
  placeOf,
  type Row,
  toLine,
  toRow,
} from "./ledger_row.ts";

export { COLUMNS, formatRow, isRowNumber, type Row, type Status };

const SEPARATOR = "\t";
const BYTE_ORDER_MARK = "\uFEFF";

export interface Ledger {
  /** Only ours is written to; four columns are widened first. */
  readonly form: "ours" | "four columns" | "foreign";
  readonly columns: readonly string[];
  /** What a foreign header calls the metric. */
  readonly metricName: string | undefined;
  readonly rows: readonly Row[];
  /** The line of each row, as it stands there. */
  readonly lines: readonly string[];
  /** Whole lines among the rows that are none, or are there twice. */
  readonly skipped: readonly SkippedLine[];
  /** A last line that was never written to its end. */
  readonly torn: { readonly line: number; readonly text: string } | undefined;
  readonly endsWithNewline: boolean;
  readonly text: string;
}

export interface SkippedLine {
  /** Counted from 1, as an editor does. */
  readonly line: number;
  readonly text: string;
  /** Goes on where "line 7" leaves off: `repeats line 6`. */
  readonly problem: string;
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
 * Lines that are no rows are skipped and named; so is one of ours that stands
 * there twice, to the letter and to the millisecond.
 *
 * @throws {Failure} where not a single line can be read, or one of another's
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
    ...toRows(whole, form, name),
    torn,
    endsWithNewline,
    text,
  };
}

export function formatHeader(): string {
  return toLine(COLUMNS);
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

/** Reads the lines one by one; what is no row makes no row after it unreadable. */
function toRows(
  lines: readonly LedgerLine[],
  form: LedgerForm,
  name: string,
): Pick<Ledger, "rows" | "lines" | "skipped"> {
  const read: Row[] = [];
  const texts: string[] = [];
  const skipped: SkippedLine[] = [];
  const failures: Failure[] = [];
  const seen = new Map<string, number>();
  for (const line of lines) {
    const { text } = line;
    const row = readOrRefuse(line, read.length, form, name);
    const before = seen.get(text.trimEnd());
    if (row instanceof Failure) {
      failures.push(row);
      const place = `Cannot read ${quote(name)}: line ${line.line} `;
      const problem = row.message.slice(place.length);
      skipped.push({ line: line.line, text, problem });
    } else if (before !== undefined && row.at !== undefined) {
      const problem = `repeats line ${before}`;
      skipped.push({ line: line.line, text, problem });
    } else {
      seen.set(text.trimEnd(), line.line);
      read.push(row);
      texts.push(text);
    }
  }
  const [first] = failures;
  // Another's table, or a dialect: a few odd lines among rows are neither.
  const isOurs = form.form !== "foreign" && read.length > 0;
  if (first !== undefined && !isOurs) throw first;
  return { rows: read, lines: texts, skipped };
}

function readOrRefuse(
  line: LedgerLine,
  row: number,
  form: LedgerForm,
  name: string,
): Row | Failure {
  try {
    return toRow(line, row, form, name);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
