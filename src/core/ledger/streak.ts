import type { Row } from "./ledger.ts";

/** Returns how many crashes in a row a ledger ends with. */
export function crashesInARow(rows: readonly Row[]): number {
  const last = rows.findLastIndex(({ status }) => status !== "crash");
  return rows.length - 1 - last;
}

/** Returns how many rows a ledger ends with that kept nothing. */
export function rowsSinceKeep(rows: readonly Row[]): number {
  const last = rows.findLastIndex(({ status }) => status === "keep");
  return rows.length - 1 - last;
}
