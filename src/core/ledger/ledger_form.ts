import { Failure } from "../failure.ts";
import { parseNumber } from "../text/number.ts";
import { quote } from "../text/plain_text.ts";
import { isNoMetric, isStatus } from "./ledger_cell.ts";

/** The columns that every ledger of ours begins with. */
export const FIRST_COLUMNS: readonly string[] = [
  "commit",
  "metric",
  "status",
  "description",
];

/** The columns of a ledger of ours. */
export const COLUMNS: readonly string[] = [
  ...FIRST_COLUMNS,
  "seconds",
  "runs",
  "reason",
  "at",
  "fingerprint",
  "tokens",
  "usd",
  "agent_seconds",
  "repairs",
];

/** Columns of numbers, in the ledgers of others, that tell no result. */
const SIDE_COLUMNS: ReadonlySet<string> = new Set(
  [
    "commit status description seconds runs reason at fingerprint",
    "tokens usd cost agent_seconds repairs",
    "row iteration iter experiment exp round step epoch id run_id",
    "time timestamp date duration duration_s elapsed runtime minutes",
    "memory memory_gb memory_mb peak_memory_gb peak_vram_gb vram_gb",
    "delta guard baseline params num_params",
  ].flatMap((line) => line.split(" ")),
);

/** What a ledger's header says about its lines. */
export interface LedgerForm {
  readonly form: "ours" | "four columns" | "foreign";
  readonly columns: readonly string[];
  /** The column of the metric, and where the header names it, its name. */
  readonly metricColumn: string;
  readonly metricName: string | undefined;
}

/**
 * Recognises a ledger by its header. In a foreign one the metric is the column
 * called `metric`, else the first that is no known side column and holds
 * numbers in most of its cells.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const header = ["commit", "memory_gb", "val_bpb", "status"];
 * const lines = [["bea057b", "43.9", "0.986041", "keep"]];
 * const { form, metricName } = recognizeForm(header, lines, "line 1");
 * assertEquals([form, metricName], ["foreign", "val_bpb"]);
 * ```
 *
 * @throws {Failure} where there is no commit, no status or no metric
 */
export function recognizeForm(
  header: readonly string[],
  lines: readonly (readonly string[])[],
  place: string,
): LedgerForm {
  const columns = header.map((cell) => cell.trim());
  if (FIRST_COLUMNS.every((name, at) => columns[at] === name)) {
    const isShort = columns.length === FIRST_COLUMNS.length;
    const form = isShort ? "four columns" : "ours";
    return { form, columns, metricColumn: "metric", metricName: undefined };
  }
  if (columns.some(isStatus)) throw noHeader(place, columns, "is a row");
  for (const name of ["commit", "status"]) {
    if (columns.includes(name)) continue;
    throw noHeader(place, columns, `has no column ${quote(name)}`);
  }
  const metricColumn = findMetricColumn(columns, lines);
  if (metricColumn === undefined) {
    throw noHeader(place, columns, "has no column with a metric");
  }
  const metricName = metricColumn === "metric" ? undefined : metricColumn;
  return { form: "foreign", columns, metricColumn, metricName };
}

/** Fails because of a file that has no header; `place` names file and line. */
export function noHeader(
  place: string,
  columns: readonly string[],
  state: string,
): Failure {
  const shown = columns.length === 0 ? "" : ` (${quote(columns.join(" "))})`;
  return new Failure(
    "user",
    `Cannot read ${place}${shown} ${state}`,
    `Give it a header such as  ${FIRST_COLUMNS.join(" ")}  with tabs between`,
  );
}

function findMetricColumn(
  columns: readonly string[],
  lines: readonly (readonly string[])[],
): string | undefined {
  if (columns.includes("metric")) return "metric";
  const filled = (name: string) =>
    lines.map((cells) => cells[columns.indexOf(name)]?.trim() ?? "")
      .filter((cell) => !isNoMetric(cell));
  const candidates = columns
    .filter((name) => name !== "" && !SIDE_COLUMNS.has(name.toLowerCase()));
  return candidates.find((name) => isMostlyNumbers(filled(name))) ??
    // Nothing was measured yet.
    candidates.find((name) => filled(name).length === 0);
}

function isMostlyNumbers(cells: readonly string[]): boolean {
  const numbers = cells.filter((cell) => parseNumber(cell) !== undefined);
  return numbers.length > cells.length / 2;
}
