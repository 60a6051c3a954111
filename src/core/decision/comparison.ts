import type { Direction } from "../config/config.ts";
import { median } from "../statistics/median.ts";
import { makeRandom } from "../statistics/random.ts";
import type { Sample } from "../statistics/sample.ts";
import type { DecisionRules } from "./decision_rules.ts";
import { toAmount } from "./min_effect.ts";
import { mostRecent, type Reference } from "./reference.ts";

export type Side = "candidate" | "incumbent";

/**
 * A candidate's comparison with the incumbent, as far as it has come. A plain
 * value: as JSON and back it goes on in the same way.
 */
export interface Comparison {
  readonly rules: DecisionRules;
  readonly direction: Direction;
  /** What the incumbent's row says, which a keep moves by its gain. */
  readonly incumbentMetric: number;
  readonly reference: Reference;
  /** Decides who runs first in a pair. */
  readonly seed: string;
  /** δ0, in the metric's unit: what it was when the comparison began. */
  readonly minEffect: number;
  /** Runs of the incumbent that were wanted before the first pair. */
  readonly calibration: readonly number[];
  /** Runs of the candidate before the first pair. */
  readonly screening: readonly number[];
  readonly pairs: readonly Pair[];
  /** The first run of a pair that lacks its second. */
  readonly half?: number;
  readonly failure?: RunFailure;
  /** All runs, with those that failed or were thrown away. */
  readonly runs: number;
  /** Runs of the candidate since the incumbent last ran. */
  readonly runsSince: number;
}

/** One run to be made. */
export interface Run {
  readonly side: Side;
  readonly phase: "calibration" | "screening" | "pair";
}

export interface Pair {
  readonly first: Side;
  readonly candidate: number;
  readonly incumbent: number;
}

/** A run without a number. */
export interface RunFailure {
  readonly side: Side;
  readonly reason: string;
  /** How often in a row; for the incumbent the first is no end. */
  readonly times: number;
}

/** What a run came to. */
export type RunOutcome =
  | { readonly kind: "measured"; readonly value: number }
  | { readonly kind: "crash"; readonly reason: string };

/** Begins a comparison; the seed should be another one for each. */
export function beginComparison(
  request: Pick<
    Comparison,
    "rules" | "direction" | "incumbentMetric" | "reference" | "seed"
  >,
): Comparison {
  const { rules, reference, incumbentMetric } = request;
  const { runs, runsSince } = reference;
  const level = runs.length === 0 ? incumbentMetric : median(runs);
  return {
    ...request,
    minEffect: toAmount(rules.minEffect, level),
    calibration: [],
    screening: [],
    pairs: [],
    runs: 0,
    runsSince,
  };
}

/**
 * Returns a comparison with one more run. A run of the incumbent that failed
 * throws its pair away, and may be repeated once.
 *
 * @param run whose it was and what for, as the last step asked for it
 */
export function withRun(
  comparison: Comparison,
  run: Run,
  outcome: RunOutcome,
): Comparison {
  const { half, failure, ...rest } = comparison;
  const isIncumbent = run.side === "incumbent";
  const counted = {
    ...rest,
    runs: rest.runs + 1,
    runsSince: isIncumbent ? 0 : rest.runsSince + 1,
  };
  if (outcome.kind === "crash") {
    const times = failure?.side === run.side ? failure.times + 1 : 1;
    const { reason } = outcome;
    return { ...counted, failure: { side: run.side, reason, times } };
  }
  const past = failure === undefined || isIncumbent ? {} : { failure };
  return { ...counted, ...past, ...added(rest, half, run, outcome.value) };
}

/** What a value adds to, with the value. */
function added(
  { calibration, screening, pairs }: Omit<Comparison, "half">,
  half: number | undefined,
  { side, phase }: Run,
  value: number,
): Partial<Comparison> {
  switch (phase) {
    case "calibration":
      return { calibration: [...calibration, value] };
    case "screening":
      return { screening: [...screening, value] };
    case "pair": {
      if (half === undefined) return { half: value };
      const first = other(side);
      const pair = side === "candidate"
        ? { first, candidate: value, incumbent: half }
        : { first, candidate: half, incumbent: value };
      return { pairs: [...pairs, pair] };
    }
  }
}

/**
 * Returns who runs first in a pair, counted from 1: by a fair coin, but in the
 * second pair the other way round than in the first, so that an order effect
 * can't make both differences positive.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const orders = [1, 2, 3, 4].map((pair) => firstOf("t1/7", pair));
 * assertEquals(orders, ["incumbent", "candidate", "candidate", "candidate"]);
 * ```
 */
export function firstOf(seed: string, pair: number): Side {
  if (pair === 2) return other(firstOf(seed, 1));
  return makeRandom(seed, pair)() < 0.5 ? "candidate" : "incumbent";
}

export function other(side: Side): Side {
  return side === "candidate" ? "incumbent" : "candidate";
}

/** Returns the runs in the notation of the rule. */
export function toSample(comparison: Comparison): Sample {
  const { direction, pairs, minEffect } = comparison;
  const sign = direction === "lower" ? 1 : -1;
  const orient = (runs: readonly number[]) => runs.map((run) => sign * run);
  return {
    reference: orient(referenceRuns(comparison)),
    screening: orient(comparison.screening),
    candidate: orient(pairs.map(({ candidate }) => candidate)),
    incumbent: orient(pairs.map(({ incumbent }) => incumbent)),
    minEffect,
  };
}

/** Returns R: what was known of the incumbent, and what was run to know more. */
export function referenceRuns(
  { reference, calibration }: Comparison,
): readonly number[] {
  return mostRecent([...reference.runs, ...calibration]);
}

/** Returns the candidate's runs that count. */
export function candidateRuns(
  { screening, pairs }: Comparison,
): readonly number[] {
  return [...screening, ...pairs.map(({ candidate }) => candidate)];
}
