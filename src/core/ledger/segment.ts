import type { Row } from "./ledger.ts";

/** How the reason of a segment's first row begins. */
const MARK = "segment: ";

/** Rows whose numbers were measured in the same way, and can be compared. */
export interface Segment {
  readonly rows: readonly Row[];
  /** What changed before it; nothing for the first. */
  readonly reason: string | undefined;
}

/**
 * Splits a ledger where the way of measuring changed: there the incumbent was
 * measured anew, in a row of its own.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseLedger } from "./ledger.ts";
 *
 * const { rows } = parseLedger(
 *   "commit\tmetric\tstatus\tdescription\treason\n" +
 *     "bea057b\t4\tkeep\tbaseline\t\n" +
 *     "bea057b\t9\tkeep\tbaseline\tsegment: eval.py changed\n" +
 *     "7f2a65c\t8\tkeep\tdeeper\t\n",
 * );
 * const segments = segmentsOf(rows);
 *
 * assertEquals(segments.map(({ rows }) => rows.length), [1, 2]);
 * assertEquals(segments[1]?.reason, "eval.py changed");
 * ```
 */
export function segmentsOf(rows: readonly Row[]): readonly Segment[] {
  const starts = rows.filter(isStart).map(({ row }) => row)
    .filter((row) => row > 0);
  return [0, ...starts].map((start, index) => ({
    rows: rows.slice(start, starts[index]),
    reason: start === 0 ? undefined : rows[start]?.reason.slice(MARK.length),
  }));
}

/** Returns the number of the row with which the last segment begins. */
export function lastStart(rows: readonly Row[]): number {
  return Math.max(0, rows.findLastIndex(isStart));
}

/** Returns the reason of a segment's first row. */
export function segmentReason(what: string): string {
  return `${MARK}${what}`;
}

function isStart({ status, reason }: Row): boolean {
  return status === "keep" && reason.startsWith(MARK);
}
