import { Failure } from "../failure.ts";
import { parseNumber } from "../text/number.ts";
import { quote } from "../text/plain_text.ts";

export type Status = "keep" | "discard" | "crash";

/** What a metric cell says where there is no metric. */
const NO_METRIC = /^(?:n\/a|-)?$/i;

export function isStatus(cell: string): cell is Status {
  return cell === "keep" || cell === "discard" || cell === "crash";
}

export function isNoMetric(cell: string): boolean {
  return NO_METRIC.test(cell);
}

/**
 * Returns the status that a cell is; `place` names file and line.
 *
 * @throws {Failure} at any other word: it is never taken for a keep
 */
export function toStatus(cell: string, place: string): Status {
  if (isStatus(cell)) return cell;
  throw new Failure(
    "user",
    `Cannot read ${place} has the status ${quote(cell)}`,
    "Write it as keep, discard or crash",
  );
}

/**
 * Returns the number that a cell is; `place` names file and line.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toMetric("0.997900", "line 2"), 0.9979);
 * assertEquals(toMetric("N/A", "line 3"), undefined);
 * ```
 *
 * @throws {Failure} at what is neither a number nor the sign for none
 */
export function toMetric(cell: string, place: string): number | undefined {
  if (isNoMetric(cell)) return undefined;
  const metric = parseNumber(cell);
  if (metric !== undefined) return metric;
  throw new Failure(
    "user",
    `Cannot read ${place} has the metric ${quote(cell)}`,
    "Write it as a number, or as N/A where there is none",
  );
}
