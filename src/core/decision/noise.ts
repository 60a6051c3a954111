import { median } from "../statistics/median.ts";
import type { Sample } from "../statistics/sample.ts";

/** Median distance of two draws from a Gaussian law of deviation 1. */
const MEDIAN_DISTANCE = 0.9539;

/** A deviation and on how many degrees of freedom it rests. */
export interface Spread {
  readonly noise: number;
  readonly degrees: number;
}

/**
 * Returns the deviation of runs of one and the same thing; none of fewer than
 * two.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(spreadOf([1, 2, 3]), { noise: 1, degrees: 2 });
 * assertEquals(spreadOf([0.1, 0.1, 0.1]), { noise: 0, degrees: 2 });
 * assertEquals(spreadOf([4]), { noise: 0, degrees: 0 });
 * ```
 */
export function spreadOf(runs: readonly number[]): Spread {
  const degrees = Math.max(0, runs.length - 1);
  if (degrees === 0) return { noise: 0, degrees };
  return { noise: Math.sqrt(sumOfSquares(runs) / degrees), degrees };
}

/**
 * Returns s, the noise by which a gain is measured before it is kept: the
 * larger of what the reference shows and what the pairs show, so that it can
 * only err towards caution.
 */
export function keepingNoise(
  { reference, candidate, incumbent }: Sample,
): Spread {
  const before = spreadOf(reference);
  const degrees = 2 * Math.max(0, candidate.length - 1);
  const squares = sumOfSquares(candidate) + sumOfSquares(incumbent);
  const now = degrees === 0 ? 0 : Math.sqrt(squares / degrees);
  return {
    noise: Math.max(before.noise, now),
    degrees: before.degrees + degrees,
  };
}

/**
 * Returns r, the noise by which a candidate is given up: robust, since a single
 * outlier must not end a real gain.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const sample = { screening: [], candidate: [], incumbent: [], minEffect: 0 };
 * const reference = [100.2, 101.1, 99.5, 100.7, 99.9];
 * assertAlmostEquals(robustNoise({ ...sample, reference }), 0.786246, 5e-7);
 * ```
 */
export function robustNoise(sample: Sample): number {
  const groups = [sample.reference, sample.candidate, sample.incumbent];
  const middle = median(groups.flatMap(distances));
  if (middle > 0) return middle / MEDIAN_DISTANCE;

  // More than half of the runs are equal: what the others show is all there is.
  const degrees = groups.reduce((sum, runs) => sum + spreadOf(runs).degrees, 0);
  const squares = groups.reduce((sum, runs) => sum + sumOfSquares(runs), 0);
  return degrees === 0 ? 0 : Math.sqrt(squares / degrees);
}

function distances(runs: readonly number[]): readonly number[] {
  return runs.flatMap((value, i) =>
    runs.slice(0, i).map((other) => Math.abs(value - other))
  );
}

/** Around the mean, taken from the first run on: equal ones give exactly 0. */
function sumOfSquares(runs: readonly number[]): number {
  const [first = 0] = runs;
  const mean = runs.reduce((sum, run) => sum + (run - first), 0) / runs.length;
  return runs.reduce((sum, run) => sum + (run - first - mean) ** 2, 0);
}
