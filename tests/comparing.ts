import type { Config } from "../src/core/config/config.ts";
import {
  beginComparison,
  type Comparison,
  type Run,
  type RunOutcome,
  withRun,
} from "../src/core/decision/comparison.ts";
import { toDecisionRules } from "../src/core/decision/decision_rules.ts";
import {
  type Measure,
  nextStep,
  type Step,
} from "../src/core/decision/next_step.ts";

/** The runs that a comparison is fed with, in the order in which they are used. */
export interface Runs {
  readonly calibration?: readonly number[];
  readonly screening?: readonly number[];
  readonly pairs?: readonly (readonly [candidate: number, incumbent: number])[];
}

/** Begins a comparison with an incumbent that was run these times just before. */
export function begin(
  reference: readonly number[],
  config: Partial<Config> = {},
  seed = "seed",
): Comparison {
  return beginComparison({
    rules: toDecisionRules({ decision: "paired", ...config }),
    direction: config.direction ?? "lower",
    incumbentMetric: 100,
    reference: { runs: reference, runsSince: 0 },
    seed,
  });
}

export interface Played {
  readonly comparison: Comparison;
  readonly step: Step;
  /** What was measured, in order. */
  readonly steps: readonly Measure[];
}

/** Goes on with a comparison until it is decided or there are no more runs. */
export function play(begun: Comparison, runs: Runs): Played {
  return playWith(begun, (run, comparison) => {
    const value = valueOf(run, comparison, runs);
    return value === undefined ? undefined : { kind: "measured", value };
  });
}

/** Goes on with a comparison until it is decided or a run comes to nothing. */
export function playWith(
  begun: Comparison,
  toOutcome: (run: Run, comparison: Comparison) => RunOutcome | undefined,
): Played {
  const steps: Measure[] = [];
  let comparison = begun;
  let step = nextStep(comparison);
  while (step.kind === "measure") {
    const outcome = toOutcome(step, comparison);
    if (outcome === undefined) break;
    steps.push(step);
    comparison = withRun(comparison, step, outcome);
    step = nextStep(comparison);
  }
  return { comparison, step, steps };
}

function valueOf(
  { side, phase }: Run,
  comparison: Comparison,
  { calibration = [], screening = [], pairs = [] }: Runs,
): number | undefined {
  switch (phase) {
    case "calibration":
      return calibration[comparison.calibration.length];
    case "screening":
      return screening[comparison.screening.length];
    case "pair":
      return pairs[comparison.pairs.length]?.[side === "candidate" ? 0 : 1];
  }
}
