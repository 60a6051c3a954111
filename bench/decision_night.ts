import { beginComparison, withRun } from "../src/core/decision/comparison.ts";
import { toDecisionRules } from "../src/core/decision/decision_rules.ts";
import { nextStep } from "../src/core/decision/next_step.ts";
import type { Reference } from "../src/core/decision/reference.ts";
import { referenceAfter } from "../src/core/decision/reference_after.ts";
import { median } from "../src/core/statistics/median.ts";
import {
  CALIBRATION_RUNS,
  type Draw,
  makeDraw,
  type Noise,
} from "./decision_noise.ts";

/** What a night of candidates came to. */
export interface Night {
  readonly nulls: number;
  readonly falseKeeps: number;
  /** Summed over what was kept, losses included. */
  readonly trueGain: number;
  readonly thereToGain: number;
  /** What the ledger says of it. */
  readonly claimed: number;
  readonly runs: number;
}

export interface NightRequest {
  readonly noise: Noise;
  readonly isMixed: boolean;
  readonly seed: number;
}

/** Decides on one candidate; `run` measures it or the incumbent. */
type Decider = (
  run: (isCandidate: boolean) => number,
) => { readonly isKept: boolean; readonly claimed: number };

const CANDIDATES = 200;

const RULES = toDecisionRules({ decision: "paired" });

/** By name, each made anew for a night. */
export const DECIDERS: Readonly<
  Record<
    "rule" | "record" | "fresh" | "medians",
    (run: () => number, seed: string) => Decider
  >
> = {
  rule: decideByRule,
  record(run) {
    let best = run();
    return (run) => {
      const value = run(true);
      const claimed = best - value;
      if (claimed > 0) best = value;
      return { isKept: claimed > 0, claimed };
    };
  },
  fresh(run) {
    run();
    return (run) => {
      const claimed = run(false) - run(true);
      return { isKept: claimed > 0, claimed };
    };
  },
  medians(run) {
    run();
    return (run) => {
      const runs = Array.from({ length: 5 }, () => [run(true), run(false)]);
      const [candidate, incumbent] = [0, 1].map((side) =>
        median(runs.map((pair) => pair[side] ?? NaN))
      );
      const claimed = (incumbent ?? NaN) - (candidate ?? NaN);
      return { isKept: claimed > 0, claimed };
    };
  },
};

/** Simulates a night: what is kept moves the level for all that come later. */
export function simulateNight(
  { noise, isMixed, seed }: NightRequest,
  makeDecider: (run: () => number, seed: string) => Decider,
): Night {
  const draw = makeDraw("night", noise.name, isMixed ? 1 : 0, seed);
  const machine = noise.build(draw, 0);
  let level = 0;
  let runs = 0;
  const measure = (gain: number) =>
    level - gain + machine({ at: runs++, isCandidate: false, isCold: false });
  const decide = makeDecider(() => measure(0), `${noise.name}/${seed}`);

  let [nulls, falseKeeps, trueGain, thereToGain, claimed] = [0, 0, 0, 0, 0];
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const gain = isMixed ? drawGain(draw) : 0;
    if (gain === 0) nulls++;
    thereToGain += Math.max(0, gain);
    const decided = decide((isCandidate) => measure(isCandidate ? gain : 0));
    if (!decided.isKept) continue;
    if (gain === 0) falseKeeps++;
    trueGain += gain;
    claimed += decided.claimed;
    level -= gain;
  }
  return { nulls, falseKeeps, trueGain, thereToGain, claimed, runs };
}

/** Eight in ten are null, one in ten harms, few help. */
function drawGain({ uniform }: Draw): number {
  const chance = uniform();
  if (chance < 0.82) return 0;
  if (chance < 0.92) return -2;
  if (chance < 0.97) return 1;
  return chance < 0.99 ? 2 : 4;
}

/** The real thing, with its reference through the night. */
function decideByRule(run: () => number, seed: string): Decider {
  let reference: Reference = {
    runs: Array.from({ length: CALIBRATION_RUNS }, run),
    runsSince: 0,
  };
  let candidates = 0;
  return (run) => {
    let comparison = beginComparison({
      rules: RULES,
      direction: "lower",
      incumbentMetric: 0,
      reference,
      seed: `${seed}/${++candidates}`,
    });
    let step = nextStep(comparison);
    while (step.kind === "measure") {
      const value = run(step.side === "candidate");
      comparison = withRun(comparison, step, { kind: "measured", value });
      step = nextStep(comparison);
    }
    const isKept = step.kind === "keep";
    reference = referenceAfter(comparison, isKept);
    const claimed = step.kind === "keep" ? step.estimate?.gain ?? NaN : 0;
    return { isKept, claimed };
  };
}
