import {
  type Comparison,
  firstOf,
  other,
  referenceRuns,
  type Run,
  toSample,
} from "./comparison.ts";
import {
  type Decided,
  decidedByOneRun,
  decidedByPairs,
  decidedByValue,
} from "./decided.ts";
import { judgeOneRun } from "./one_run.ts";
import { judgePairs, judgeScreening } from "./paired.ts";
import { isConstant, isOld, spreadIn } from "./reference.ts";

/** What is to be done next, or what came out. */
export type Step =
  | Measure
  | Decided
  | { readonly kind: "crash"; readonly reason: string }
  /** The incumbent can't be measured any more: nothing can be judged. */
  | { readonly kind: "stuck"; readonly reason: string };

export interface Measure extends Run {
  readonly kind: "measure";
  /** What the run is for, in a few words. */
  readonly purpose: string;
  /**
   * How many runs there may be yet, this one among them, as far as is known:
   * noise that nobody has seen yet adds to it.
   */
  readonly runsLeft: number;
}

/** A failed run of the incumbent may be an accident once. */
const MOST_FAILURES = 1;

/**
 * Returns the next step of a comparison. The same comparison always has the
 * same next step.
 *
 * - `strict`: one run decides.
 * - `auto`, as long as no variance was seen: one run rejects, and a better one
 *   is kept when a second run gives the very same number. Else there is noise,
 *   and it goes on with pairs.
 * - `paired`, and `auto` where there is noise: see paired.ts; with no pairs
 *   allowed see one_run.ts.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { beginComparison, type Comparison, withRun } from "./comparison.ts";
 * import { toDecisionRules } from "./decision_rules.ts";
 *
 * const begun = beginComparison({
 *   rules: toDecisionRules({ decision: "auto" }),
 *   direction: "lower",
 *   incumbentMetric: 100,
 *   reference: { runs: [100, 100], runsSince: 0 },
 *   seed: "t1/1",
 * });
 * const run = { side: "candidate", phase: "screening" } as const;
 * const once = withRun(begun, run, { kind: "measured", value: 90 });
 * const twice = withRun(once, run, { kind: "measured", value: 90 });
 *
 * const kinds = [begun, once, twice].map((each) => nextStep(each).kind);
 * assertEquals(kinds, ["measure", "measure", "keep"]);
 * ```
 */
export function nextStep(comparison: Comparison): Step {
  const { failure, rules } = comparison;
  if (failure?.side === "candidate") {
    return { kind: "crash", reason: failure.reason };
  }
  if (failure !== undefined && failure.times > MOST_FAILURES) {
    return { kind: "stuck", reason: failure.reason };
  }
  if (rules.mode === "strict") return nextStrict(comparison);
  if (rules.maxPairs === 0) return nextOfOneRun(comparison);
  return isExact(comparison) ? nextExact(comparison) : nextPaired(comparison);
}

function nextStrict(comparison: Comparison): Step {
  const { screening: [value], incumbentMetric } = comparison;
  if (value === undefined) return screen("candidate", 1);
  return decidedByValue(comparison, value, incumbentMetric);
}

/** Whether nothing yet speaks of noise. */
function isExact({ rules, reference, screening }: Comparison): boolean {
  return rules.mode === "auto" && isConstant(reference.runs) &&
    new Set(screening).size < 2;
}

function nextExact(comparison: Comparison): Step {
  const { screening: [first, second], reference: { runs } } = comparison;
  const [level = NaN] = runs;
  if (first === undefined) return screen("candidate", 2);
  const decided = decidedByValue(comparison, first, level);
  if (decided.kind === "discard" || second !== undefined) return decided;
  return screen("candidate, once more", 1);
}

function nextPaired(comparison: Comparison): Step {
  const { screening, pairs, half, rules } = comparison;
  const runs = 2 * rules.maxPairs;
  const isBegun = pairs.length > 0 || half !== undefined;
  if (!isBegun) {
    const wanted = runsWanted(comparison, rules.calibrateRuns);
    const screenings = screening.length === 0 ? 1 : 0;
    if (wanted > 0) return calibrate(wanted, screenings + runs);
    if (screenings > 0) return screen("candidate", 1 + runs);
  }
  if (half === undefined) {
    const sample = toSample(comparison);
    const verdict = isBegun
      ? judgePairs(sample, rules)
      : judgeScreening(sample, rules);
    if (verdict.kind !== "open") return decidedByPairs(comparison, verdict);
  }
  return pair(comparison);
}

function nextOfOneRun(comparison: Comparison): Step {
  const { screening: [value], reference } = comparison;
  if (value === undefined) {
    const wanted = runsWanted(comparison, 1);
    return wanted > 0 ? calibrate(wanted, 1) : screen("candidate", 1);
  }
  const runs = referenceRuns(comparison);
  const sample = toSample(comparison);
  return decidedByOneRun(
    comparison,
    judgeOneRun(sample.screening[0] ?? NaN, {
      level: sample.reference,
      spread: spreadIn({ ...reference, runs }),
      minEffect: sample.minEffect,
    }),
  );
}

/** How many runs the reference lacks; an old one lacks one at least. */
function runsWanted(comparison: Comparison, enough: number): number {
  const { reference, calibration } = comparison;
  const missing = enough - referenceRuns(comparison).length;
  const isFresh = calibration.length > 0 || !isOld(reference);
  return Math.max(isFresh ? 0 : 1, missing);
}

function calibrate(wanted: number, others: number): Measure {
  return {
    kind: "measure",
    side: "incumbent",
    phase: "calibration",
    purpose: "incumbent, to know its noise",
    runsLeft: wanted + others,
  };
}

function screen(purpose: string, runsLeft: number): Measure {
  const run = { side: "candidate", phase: "screening" } as const;
  return { kind: "measure", ...run, purpose, runsLeft };
}

function pair({ pairs, half, rules, seed }: Comparison): Measure {
  const number = pairs.length + 1;
  const first = firstOf(seed, number);
  const side = half === undefined ? first : other(first);
  return {
    kind: "measure",
    side,
    phase: "pair",
    purpose: `pair ${number} of at most ${rules.maxPairs}, ${side}`,
    runsLeft: 2 * (rules.maxPairs - pairs.length) -
      (half === undefined ? 0 : 1),
  };
}
