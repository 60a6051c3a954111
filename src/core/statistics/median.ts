/**
 * Returns the median of numbers; NaN of none.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(median([3, 1, 2]), 2);
 * assertEquals(median([4, 1]), 2.5);
 * ```
 */
export function median(values: readonly number[]): number {
  const sorted = new Float64Array(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  if (sorted.length % 2 === 1) return upper;
  return ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
