const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** A flat line says that nothing changed: neither the least nor the most. */
const FLAT = "▄";

/**
 * Draws a series as a line of bars at most `width` wide, lower values as lower
 * bars. Of several values that share a bar the last one shows, so that the
 * drawing ends where the series ends.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sparkline([9, 8, 8, 2], 10), "█▇▇▁");
 * assertEquals(sparkline([1, 2, 3, 4], 2), "▁█");
 * ```
 */
export function sparkline(values: readonly number[], width: number): string {
  const shown = thin(values.filter(Number.isFinite), Math.floor(width));
  const low = Math.min(...shown);
  // Halved, since the distance of two doubles may be more than a double holds.
  const range = Math.max(...shown) / 2 - low / 2;
  return shown
    .map((value) =>
      range === 0
        ? FLAT
        : BARS[Math.round((value / 2 - low / 2) / range * (BARS.length - 1))]
    )
    .join("");
}

function thin(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values;
  const lasts = Array.from(
    { length: Math.max(0, width) },
    (_, at) => values[Math.floor((at + 1) * values.length / width) - 1],
  );
  return lasts.filter((value) => value !== undefined);
}
