import type { Direction } from "../config/config.ts";
import { differences, type Sample } from "../statistics/sample.ts";
import type { Pair } from "./comparison.ts";
import { type Estimate, estimateGain } from "./gain.ts";
import { keepingNoise } from "./noise.ts";

/** Pairs that an estimate rests on which nobody has selected. */
export const VERIFY_PAIRS = 10;

/** After so many pairs a number that never varies has said all. */
const ENOUGH_WITHOUT_NOISE = 2;

/** What fresh pairs of an old and a new commit say. */
export interface Verification {
  /** Positive where the new one is better. */
  readonly gain: number;
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
  readonly verdict: "real" | "not shown" | "worse";
}

/** Says whether another pair would tell anything new. */
export function wantsAnotherPair(pairs: readonly Pair[]): boolean {
  if (pairs.length >= VERIFY_PAIRS) return false;
  const values = (side: "candidate" | "incumbent") =>
    new Set(pairs.map((pair) => pair[side])).size;
  const isConstant = values("candidate") === 1 && values("incumbent") === 1;
  return !(isConstant && pairs.length >= ENOUGH_WITHOUT_NOISE);
}

/**
 * Estimates the gain of the new commit over the old one, with an interval that
 * is called one of 95 %.
 *
 * @param pairs at least two; the new commit is the candidate
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const pair = { first: "candidate", candidate: 90, incumbent: 100 } as const;
 * assertEquals(verify([pair, pair], "lower"), {
 *   gain: 10,
 *   low: 10,
 *   high: 10,
 *   pairs: 2,
 *   verdict: "real",
 * });
 * assertEquals(verify([pair, pair], "higher").verdict, "worse");
 * ```
 */
export function verify(
  pairs: readonly Pair[],
  direction: Direction,
): Verification {
  const sign = direction === "lower" ? 1 : -1;
  const sample: Sample = {
    reference: [],
    screening: [],
    candidate: pairs.map(({ candidate }) => sign * candidate),
    incumbent: pairs.map(({ incumbent }) => sign * incumbent),
    minEffect: 0,
  };
  const { raw, low, high } = estimateGain(
    differences(sample),
    keepingNoise(sample),
    { minEffect: 0, isKept: false },
  );
  return {
    gain: raw,
    low,
    high,
    pairs: pairs.length,
    verdict: verdictOf({ low, high }),
  };
}

function verdictOf(
  { low, high }: Pick<Estimate, "low" | "high">,
): Verification["verdict"] {
  if (low > 0) return "real";
  return high < 0 ? "worse" : "not shown";
}
