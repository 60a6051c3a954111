import type { Config } from "../src/core/config/config.ts";
import { beginComparison, withRun } from "../src/core/decision/comparison.ts";
import type { Decided } from "../src/core/decision/decided.ts";
import { toDecisionRules } from "../src/core/decision/decision_rules.ts";
import { nextStep } from "../src/core/decision/next_step.ts";
import {
  CALIBRATION_RUNS,
  type Machine,
  makeDraw,
  type Noise,
  PAIRS_AT,
  SCREENING_AT,
} from "./decision_noise.ts";

/** One simulated candidate, from its seed. */
export interface Trial {
  readonly noise: Noise;
  /** In deviations; a null candidate has none. */
  readonly gain: number;
  readonly seed: number;
  readonly calibrationRuns?: number;
  readonly config?: Partial<Config>;
}

/**
 * Sends a simulated candidate through the real decision: some runs of the
 * incumbent, much else, the screening run, pairs of two runs in a row.
 */
export function decideTrial(trial: Trial): Decided {
  const { noise, seed, calibrationRuns = CALIBRATION_RUNS, config } = trial;
  const machine = toMachine(trial);
  // A deadline with more pairs than this is none of this bench.
  let comparison = beginComparison({
    rules: toDecisionRules({
      decision: "paired",
      calibrateRuns: calibrationRuns,
      ...config,
    }),
    direction: noise.direction ?? "lower",
    incumbentMetric: 0,
    // As if it had just run: the tables are without the freshening run.
    reference: { runs: calibrate(machine, calibrationRuns), runsSince: 0 },
    seed: `${noise.name}/${seed}`,
  });
  for (;;) {
    const step = nextStep(comparison);
    if (step.kind === "keep" || step.kind === "discard") return step;
    if (step.kind !== "measure") throw new Error(step.reason);
    const { pairs, half } = comparison;
    const isLone = step.phase === "screening";
    const value = machine({
      at: isLone
        ? SCREENING_AT
        : PAIRS_AT + 2 * pairs.length + (half === undefined ? 0 : 1),
      isCandidate: step.side === "candidate",
      isCold: isLone || half === undefined,
    });
    comparison = withRun(comparison, step, { kind: "measured", value });
  }
}

export function toMachine({ noise, gain, seed }: Trial): Machine {
  return noise.build(makeDraw("trial", noise.name, gain, seed), gain);
}

/** Runs of the incumbent, one after the other. */
export function calibrate(machine: Machine, runs: number): readonly number[] {
  return Array.from(
    { length: runs },
    (_, at) => machine({ at, isCandidate: false, isCold: true }),
  );
}
