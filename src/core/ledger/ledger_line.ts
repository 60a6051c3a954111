import { parse } from "@std/csv/parse";
import { isStatus } from "./ledger_cell.ts";
import { FIRST_COLUMNS, type LedgerForm } from "./ledger_form.ts";

const SEPARATOR = "\t";

/** One line of a ledger that is not blank, taken apart. */
export interface LedgerLine {
  /** Counted from 1, blank ones included, as an editor does. */
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[];
  /** Whether the parser refused it: its quotes are characters. */
  readonly isRaw: boolean;
}

/**
 * Takes the lines of a ledger apart, each for itself: a quote can't swallow the
 * next row.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const lines = splitLines('a\t"b"\n\nc\t5" pipe\n');
 * assertEquals(lines.map(({ line, cells }) => [line, ...cells]), [
 *   [1, "a", "b"],
 *   [3, "c", '5" pipe'],
 * ]);
 * ```
 */
export function splitLines(text: string): readonly LedgerLine[] {
  return text.split("\n")
    .map((text, at) => ({ line: at + 1, text, ...toCells(text) }))
    .filter(({ text }) => !isBlank(text));
}

/** `trim()` takes a byte order mark for a space. */
export function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** Says whether a last line without its newline was cut off. */
export function isTorn(
  { text, cells, isRaw }: LedgerLine,
  { columns, metricColumn }: LedgerForm,
): boolean {
  const needed = FIRST_COLUMNS
    .map((name) => columns.indexOf(name === "metric" ? metricColumn : name));
  const status = cells[columns.indexOf("status")]?.trim() ?? "";
  return cells.length <= Math.max(...needed) || !isStatus(status) ||
    text.includes("\0") || (isRaw && cells.some(isOpenQuote));
}

function toCells(text: string): Pick<LedgerLine, "cells" | "isRaw"> {
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

/** A cell that begins with a quote and never ends it was cut within. */
function isOpenQuote(cell: string): boolean {
  return cell.startsWith('"') && cell.split('"').length % 2 === 0;
}
