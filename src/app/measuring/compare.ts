import type { Config } from "../../core/config/config.ts";
import {
  beginComparison,
  type Comparison,
  withRun,
} from "../../core/decision/comparison.ts";
import { cutShort, type Decided } from "../../core/decision/decided.ts";
import { toDecisionRules } from "../../core/decision/decision_rules.ts";
import { nextStep, type Step } from "../../core/decision/next_step.ts";
import type { Reference } from "../../core/decision/reference.ts";
import type { Result } from "../../core/experiment/verdict.ts";
import type { Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import type { Bench } from "./bench.ts";

/** What a comparison came to, and all that was measured for it. */
export interface Compared {
  /** Nothing where a run spoiled it. */
  readonly result: Decided | Crashed | Unjudged | undefined;
  readonly comparison: Comparison;
}

type Crashed = Extract<Result, { readonly kind: "crash" }>;

/** What ends an experiment without a verdict. */
export type Unjudged =
  | { readonly kind: "interrupted" }
  /** The incumbent can't be measured any more. */
  | { readonly kind: "stuck"; readonly reason: string };

/**
 * A comparison may take so many budgets: all runs of all pairs, each with the
 * time that it should take.
 */
const MOST_BUDGETS = 45;

/** Measures candidate and incumbent in turns until it is decided. */
export async function compare(
  { clock }: Pick<Ports, "clock">,
  session: Session,
  bench: Bench,
  { reference, row }: { readonly reference: Reference; readonly row: number },
): Promise<Compared> {
  const { config, incumbent, tag } = session;
  const deadline = clock.seconds() + secondsFor(config);
  let comparison = beginComparison({
    rules: toDecisionRules(config),
    direction: config.direction,
    incumbentMetric: incumbent.metric ?? NaN,
    reference,
    seed: `${tag}/${row}`,
  });
  while (true) {
    const step = nextStep(comparison);
    if (step.kind !== "measure") return { result: step, comparison };
    if (comparison.runs > 0 && clock.seconds() > deadline) {
      return { result: cutShort(comparison, "out of time"), comparison };
    }
    const measurement = await bench.measure(step.side, describe(step));
    if (measurement.kind === "interrupted") {
      return { result: measurement, comparison };
    }
    comparison = withRun(comparison, step, measurement);
    const isCrash = step.side === "candidate" && measurement.kind === "crash";
    // Whoever looks at the bench says why, and no number of it counts.
    if (bench.isSpoiled() && !isCrash) return { result: undefined, comparison };
  }
}

function secondsFor({ budgetMinutes, compareMinutes }: Config): number {
  return 60 * (compareMinutes ?? MOST_BUDGETS * budgetMinutes);
}

/** For the live line: what the run is for, and how many there may be yet. */
function describe(
  { purpose, runsLeft }: Extract<Step, { kind: "measure" }>,
): string {
  return runsLeft === 1 ? purpose : `${purpose} (at most ${runsLeft} runs)`;
}
