/** Values that a metric can have without being too good to be true. */
export interface Plausible {
  readonly from: number;
  readonly to: number;
}

/**
 * Says why a metric needs somebody to look at it before it is kept, or nothing.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const range = { from: 10, to: 500 };
 * assertEquals(whyImplausible(20, range, 7), undefined);
 * assertEquals(
 *   whyImplausible(0.1, range, 7),
 *   "held: 0.1 lies outside of 10..500; autoresearch retry 7 confirms it",
 * );
 * ```
 */
export function whyImplausible(
  metric: number,
  { from, to }: Plausible,
  row: number,
): string | undefined {
  if (metric >= from && metric <= to) return undefined;
  return `held: ${metric} lies outside of ${from}..${to}; ` +
    `autoresearch retry ${row} confirms it`;
}
