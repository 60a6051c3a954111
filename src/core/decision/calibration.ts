import type { Config } from "../config/config.ts";

/** Runs of a baseline that are wanted where they cost little. */
export const CALIBRATE_RUNS = 5;

/** Where hours go into one run, nothing can be said on fewer. */
const ONE_RUN_REGIME_RUNS = 3;

/** An evaluation that takes longer is compared run by run, never in pairs. */
const MAX_PAIRED_SECONDS = 20 * 60;

type Rules = Pick<
  Config,
  "decision" | "calibrateRuns" | "maxPairs" | "budgetMinutes"
>;

/**
 * Says whether a baseline is to be measured once more: while that is cheap, and
 * never for longer than one budget in all.
 *
 * @param spent how many runs there were, and how long they took
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const rules = { budgetMinutes: 1 };
 * assertEquals(wantsAnotherRun({ runs: 1, seconds: 20 }, rules), true);
 * assertEquals(wantsAnotherRun({ runs: 2, seconds: 40 }, rules), true);
 * assertEquals(wantsAnotherRun({ runs: 3, seconds: 60 }, rules), false);
 * ```
 */
export function wantsAnotherRun(
  { runs, seconds }: { readonly runs: number; readonly seconds: number },
  { decision = "auto", calibrateRuns, maxPairs, budgetMinutes }: Rules,
): boolean {
  if (runs === 0) return true;
  if (decision === "strict") return false;
  if (maxPairs === 0 && runs < ONE_RUN_REGIME_RUNS) return true;
  const isWanted = runs < (calibrateRuns ?? CALIBRATE_RUNS);
  return isWanted && seconds + seconds / runs <= budgetMinutes * 60;
}

/**
 * Says whether runs take so long that pairs of them are out of the question,
 * and nobody has said how many there may be.
 */
export function takesTooLongForPairs(
  { runs, seconds }: { readonly runs: number; readonly seconds: number },
  { decision, maxPairs }: Rules,
): boolean {
  return seconds / runs > MAX_PAIRED_SECONDS && maxPairs === undefined &&
    decision !== "strict";
}

/**
 * Says in a few words what the runs of an unchanged target showed.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(describeRuns([4]), "the first measurement");
 * assertEquals(describeRuns([4, 4, 4]), "3 runs, all equal");
 * assertEquals(describeRuns([4, 6]), "median of 2 runs, sd 1.41");
 * ```
 */
export function describeRuns(values: readonly number[]): string {
  if (values.length < 2) return "the first measurement";
  if (new Set(values).size === 1) return `${values.length} runs, all equal`;
  const deviation = Number(standardDeviation(values).toPrecision(3));
  return `median of ${values.length} runs, sd ${deviation}`;
}

/** Of at least two values, as a sample of more. */
export function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.map((value) => (value - mean) ** 2);
  const sum = squares.reduce((sum, square) => sum + square, 0);
  return Math.sqrt(sum / (values.length - 1));
}
