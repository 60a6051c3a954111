import type { Row } from "../ledger/ledger.ts";
import type { Direction } from "./config.ts";

/**
 * Guesses which values are better, for a ledger that comes without a config:
 * the way from the first kept value to the last.
 */
export function guessDirection(rows: readonly Row[]): Direction {
  const kept = rows.flatMap(({ status, metric }) =>
    status === "keep" && metric !== undefined ? [metric] : []
  );
  const [first, last] = [kept[0], kept.at(-1)];
  return first !== undefined && last !== undefined && last > first
    ? "higher"
    : "lower";
}
