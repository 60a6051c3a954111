import type { Direction } from "../config/config.ts";
import { median } from "../statistics/median.ts";
import { tQuantile } from "../statistics/t_quantile.ts";
import { isBetter } from "./decision.ts";
import type { Spread } from "./noise.ts";

/** Digits of a metric that are more than any noise leaves. */
const DIGITS = 12;

/** How large a gain is; more is better. */
export interface Estimate {
  /** What the runs say. */
  readonly raw: number;
  /**
   * What to believe. Of a kept candidate it is shrunk, since it was kept for
   * looking good.
   */
  readonly gain: number;
  /** Standard error of `raw`. */
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Estimates the gain from the differences of pairs, which were lessened by the
 * smallest gain that is wanted: the median of all means of two (Hodges and
 * Lehmann, Estimates of location based on rank tests, 1963). Its interval is
 * called one of 95 %: the wider quantile pays for optional stopping.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const spread = { noise: 0, degrees: 8 };
 * assertEquals(
 *   estimateGain([1, 2, 3], spread, { minEffect: 0.5, isKept: true }),
 *   { raw: 2.5, gain: 2.5, error: 0, low: 2.5, high: 2.5 },
 * );
 * ```
 */
export function estimateGain(
  differences: readonly number[],
  { noise, degrees }: Spread,
  { minEffect, isKept }: {
    readonly minEffect: number;
    readonly isKept: boolean;
  },
): Estimate {
  const means = differences.flatMap((one, i) =>
    differences.slice(i).map((other) => (one + other) / 2)
  );
  const excess = median(means);
  const error = noise * Math.sqrt(2 / differences.length);
  return toEstimate({ excess, error, degrees, minEffect, isKept });
}

/** Returns the estimate for an excess over the smallest gain that is wanted. */
export function toEstimate(
  { excess, error, degrees, minEffect, isKept }: {
    readonly excess: number;
    readonly error: number;
    readonly degrees: number;
    readonly minEffect: number;
    readonly isKept: boolean;
  },
): Estimate {
  const raw = excess + minEffect;
  const margin = error === 0 ? 0 : tQuantile(degrees) * error;
  const share = excess > 0 ? Math.max(0, 1 - (error / excess) ** 2) : 0;
  return {
    raw,
    gain: isKept ? minEffect + excess * share : raw,
    error,
    low: raw - margin,
    high: raw + margin,
  };
}

/**
 * Returns a metric moved by a gain, for the row of what was kept: the column is
 * a chain of gains, and no lucky run enters it. It always improves, so that the
 * last kept row is the best one, also where a gain was shrunk to nothing.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(moveBy(100, 3.064921, "lower"), 96.935079);
 * assertEquals(moveBy(0.1, 0.2, "higher"), 0.3);
 * assertEquals(moveBy(100, 0, "lower"), 99.999999999);
 * ```
 */
export function moveBy(
  metric: number,
  gain: number,
  direction: Direction,
): number {
  const sign = direction === "lower" ? -1 : 1;
  const size = Math.max(Math.abs(metric), Math.abs(gain));
  if (size === 0) return sign * 10 ** -DIGITS;
  const exponent = Math.floor(Math.log10(size));
  const moved = round(metric + sign * gain, DIGITS - 1 - exponent);
  if (isBetter(moved, metric, direction)) return moved;
  const step = 10 ** (exponent + 1 - DIGITS);
  return Number((metric + sign * step).toPrecision(DIGITS + 1));
}

/** What lies beyond the decimals that can be asked for is left as it is. */
function round(value: number, decimals: number): number {
  if (decimals > 100) return value;
  return Number(value.toFixed(Math.max(0, decimals)));
}
