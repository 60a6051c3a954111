import type { Direction } from "../config/config.ts";
import { Failure } from "../failure.ts";
import type { Row } from "./ledger.ts";
import {
  baselineRow,
  bestRow,
  keptRows,
  type Measured,
  takenBack,
} from "./summary.ts";

const RETRY = /^retry \d+: /;

/**
 * Returns a row by its number.
 *
 * @param what what it is wanted for, as a verb
 *
 * @example Usage
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => rowAt([], 3, "show"), Error, "there are no rows yet");
 * ```
 *
 * @throws {Failure} where there is none, with the range of those there are
 */
export function rowAt(
  rows: readonly Row[],
  number: number,
  what: string,
): Row {
  const row = rows[number];
  if (row !== undefined) return row;
  const range = rows.length === 0
    ? "there are no rows yet"
    : rows.length === 1
    ? "row 0 is the only one"
    : `there are rows 0 to ${rows.length - 1}`;
  throw new Failure(
    "user",
    `Cannot ${what} row ${number}: ${range}`,
    "See  autoresearch log --history",
  );
}

/** Returns the row whose change a row is about: of an undone one the kept. */
export function originOf(rows: readonly Row[], row: Row): Row {
  return takenBack(rows, row) ?? row;
}

/** Returns the row by which a kept one was taken back, if it was. */
export function undoneBy(rows: readonly Row[], row: Row): Row | undefined {
  return rows.find((later) => takenBack(rows, later) === row);
}

/** Returns what a row was judged against; the baseline against nothing. */
export function incumbentBefore(
  rows: readonly Row[],
  { row }: Row,
  direction: Direction,
): Measured | undefined {
  return bestRow(rows.slice(0, row), direction);
}

/**
 * Returns the keep that an undo takes back: the last one that still counts.
 *
 * @throws {Failure} where that is the baseline, or nothing at all
 */
export function lastKept(rows: readonly Row[]): Row {
  const last = keptRows(rows).at(-1);
  if (last !== undefined && last !== baselineRow(rows)) return last;
  throw new Failure(
    "user",
    last === undefined
      ? "Cannot undo: no row was kept yet"
      : "Cannot undo: only the baseline is left, and it stays",
    "See  autoresearch log --history  for what was kept and taken back",
  );
}

/**
 * Returns the row that takes a kept one back.
 *
 * @param at the moment, in ISO 8601
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const kept = {
 *   row: 3,
 *   commit: "7f2a65c",
 *   metric: 90,
 *   status: "keep",
 *   description: "deeper",
 *   reason: "better by 10",
 *   seconds: 2,
 *   runs: 1,
 *   other: {},
 * } as const;
 * assertEquals(undoing(kept, { row: 5, at: "2026-11-25T06:00:00Z" }), {
 *   row: 5,
 *   commit: "7f2a65c",
 *   metric: 90,
 *   status: "discard",
 *   description: "deeper",
 *   reason: "undone: row 3",
 *   seconds: 0,
 *   runs: 0,
 *   at: "2026-11-25T06:00:00Z",
 *   other: {},
 * });
 * ```
 */
export function undoing(
  { row: number, commit, metric, description }: Row,
  { row, at }: { readonly row: number; readonly at: string },
): Row {
  return {
    row,
    commit,
    metric,
    status: "discard",
    description,
    reason: `undone: row ${number}`,
    seconds: 0,
    runs: 0,
    at,
    other: {},
  };
}

/**
 * Returns how an idea is called when it is judged again.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const again = { row: 7, description: "retry 3: deeper" };
 * assertEquals(retryIdea(again), "retry 7: deeper");
 * ```
 */
export function retryIdea(
  { row, description }: Pick<Row, "row" | "description">,
): string {
  return `retry ${row}: ${description.replace(RETRY, "")}`;
}
