import type { Config, DecisionMode } from "../config/config.ts";
import { CALIBRATE_RUNS } from "./calibration.ts";
import { type MinEffect, parseMinEffect } from "./min_effect.ts";

/** How candidates are judged, every key with its value. */
export interface DecisionRules {
  readonly mode: DecisionMode;
  /** How often, at most, a candidate that is no better may be kept. */
  readonly alpha: number;
  /** K; without pairs one run decides, as well as it can. */
  readonly maxPairs: number;
  readonly minEffect: MinEffect;
  /** d: with more of it a candidate is given up later. */
  readonly patience: number;
  readonly clearKeep: boolean;
  /** Runs of the incumbent that are wanted before the first pair. */
  readonly calibrateRuns: number;
}

/** The alpha that the limits of the clear keep were calibrated for. */
const CLEAR_KEEP_ALPHA = 0.01;

/** Fewer runs of the incumbent say next to nothing, more are forgotten. */
export const FEWEST_RUNS = 3;
export const MOST_RUNS = 10;

/**
 * Returns the rules that a config asks for.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toDecisionRules({ minEffect: "2%", calibrateRuns: 1 }), {
 *   mode: "auto",
 *   alpha: 0.01,
 *   maxPairs: 20,
 *   minEffect: { kind: "relative", share: 0.02 },
 *   patience: 1,
 *   clearKeep: true,
 *   calibrateRuns: 3,
 * });
 * assertEquals(toDecisionRules({ alpha: 0.05 }).clearKeep, false);
 * ```
 */
export function toDecisionRules(config: Partial<Config>): DecisionRules {
  const { alpha = CLEAR_KEEP_ALPHA, clearKeep = true } = config;
  const { calibrateRuns = CALIBRATE_RUNS } = config;
  return {
    mode: config.decision ?? "auto",
    alpha,
    maxPairs: config.maxPairs ?? 20,
    minEffect: parseMinEffect(config.minEffect ?? "0"),
    patience: config.patience ?? 1,
    clearKeep: clearKeep && alpha === CLEAR_KEEP_ALPHA,
    calibrateRuns: Math.min(MOST_RUNS, Math.max(FEWEST_RUNS, calibrateRuns)),
  };
}
