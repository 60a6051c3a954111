/**
 * Returns the values, less is better, as the model wants them: a crash
 * (`undefined`) as bad as the worst, what is worse than the median squeezed so
 * that a cliff doesn't flatten the rest, mean 0 and deviation 1.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toScores([1, undefined, 3, 1]), [-1, 1, 1, -1]);
 * ```
 */
export function toScores(
  values: readonly (number | undefined)[],
): readonly number[] {
  const measured = values.filter((value) => value !== undefined);
  if (measured.length === 0) return values.map(() => 0);
  const worst = Math.max(...measured);
  const filled = values.map((value) => value ?? worst);

  const middle = medianOf(filled);
  const scale = middle - Math.min(...filled);
  const squeezed = filled.map((value) =>
    value > middle && scale > 0
      ? middle + scale * Math.log(1 + (value - middle) / scale)
      : value
  );
  const mean = meanOf(squeezed);
  const deviation = Math.sqrt(meanOf(squeezed.map((y) => (y - mean) ** 2)));
  return squeezed.map((y) => deviation > 0 ? (y - mean) / deviation : 0);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const above = sorted.length >> 1;
  const below = sorted.length - 1 - above;
  return ((sorted[below] ?? 0) + (sorted[above] ?? 0)) / 2;
}
