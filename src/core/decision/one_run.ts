import { advantage } from "../statistics/sample.ts";
import { tQuantile } from "../statistics/t_quantile.ts";
import { type Estimate, toEstimate } from "./gain.ts";
import type { Spread } from "./noise.ts";
import type { Figures } from "./paired.ts";

export interface OneRun {
  readonly kind: "keep" | "discard";
  /** A gain that nobody can verify yet is discarded, and called that. */
  readonly why: "unpaired" | "unverified";
  readonly figures: Figures;
  readonly estimate: Estimate | undefined;
}

/** Two runs say too little about the noise to keep anything. */
const FEWEST_DEGREES = 2;

/**
 * Judges one run of a candidate, where a run takes hours: kept is what lies
 * beyond a one-sided prediction interval of 99 % for one more run of the
 * incumbent. Nothing that is free of assumptions is possible here (a candidate
 * that is no better beats all of m runs with probability 1/(m + 1)), so that it
 * holds for noise that is Gaussian and stays the same.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const level = [100.2, 101.1, 99.5, 100.7, 99.9];
 * const spread = { noise: 0.634035, degrees: 4 };
 *
 * assertEquals(judgeOneRun(97, { level, spread, minEffect: 0 }).kind, "keep");
 * assertEquals(judgeOneRun(98, { level, spread, minEffect: 0 }).kind, "discard");
 * ```
 *
 * @param run oriented, as all others, so that less is better
 * @param incumbent its runs, and how much they vary: after a keep the old
 * incumbent's are all there is about that
 */
export function judgeOneRun(
  run: number,
  incumbent: {
    readonly level: readonly number[];
    readonly spread: Spread;
    readonly minEffect: number;
  },
): OneRun {
  const { level, spread: { noise, degrees }, minEffect } = incumbent;
  const mean = level.reduce((sum, value) => sum + value, 0) / level.length;
  const excess = advantage(mean, run, minEffect);
  const error = noise * Math.sqrt(1 + 1 / level.length);
  const t = excess === 0 ? 0 : excess / error;
  if (degrees < FEWEST_DEGREES) {
    const why = excess > 0 ? "unverified" : "unpaired";
    return {
      kind: "discard",
      why,
      figures: { g: excess },
      estimate: undefined,
    };
  }
  const limit = tQuantile(degrees);
  const isKept = excess > 0 && t >= limit;
  return {
    kind: isKept ? "keep" : "discard",
    why: "unpaired",
    figures: { s: noise, t, limit },
    estimate: toEstimate({ excess, error, degrees, minEffect, isKept }),
  };
}
