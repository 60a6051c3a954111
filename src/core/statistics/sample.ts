/**
 * The runs of one comparison, in the notation of the rule. All are oriented so
 * that less is better.
 */
export interface Sample {
  /** R: runs of the incumbent from before, at most the 10 most recent. */
  readonly reference: readonly number[];
  /** x0: runs of the candidate before the first pair, as a rule one. */
  readonly screening: readonly number[];
  /** C and I, in the order in which they were run. */
  readonly candidate: readonly number[];
  readonly incumbent: readonly number[];
  /** δ0: only what a gain has beyond it counts. */
  readonly minEffect: number;
}

/** What a rounding of binary fractions may leave where nothing is. */
const ROUNDING = 1e-12;

/**
 * Returns by how much a run of the candidate is better than one of the
 * incumbent, beyond the smallest gain that is wanted.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(advantage(100, 97, 1), 2);
 * assertEquals(advantage(0.3, 0.2, 0.1), 0);
 * ```
 */
export function advantage(
  incumbent: number,
  candidate: number,
  minEffect: number,
): number {
  const size = Math.abs(incumbent) + Math.abs(candidate) + Math.abs(minEffect);
  const difference = incumbent - candidate - minEffect;
  return Math.abs(difference) <= ROUNDING * size ? 0 : difference;
}

/** Returns D: the advantage in each pair. */
export function differences(
  { candidate, incumbent, minEffect }: Sample,
): readonly number[] {
  return incumbent.map((value, i) =>
    advantage(value, candidate[i] ?? NaN, minEffect)
  );
}

/** Returns the advantage of each run of one side over each of the other. */
export function advantages(
  incumbent: readonly number[],
  candidate: readonly number[],
  minEffect: number,
): readonly number[] {
  return incumbent.flatMap((value) =>
    candidate.map((other) => advantage(value, other, minEffect))
  );
}
