import type { Config } from "../config/config.ts";
import { wantsAnotherRun } from "../decision/calibration.ts";
import { toDecisionRules } from "../decision/decision_rules.ts";
import type { Row } from "../ledger/ledger.ts";
import { median } from "../statistics/median.ts";
import { BROKEN, UNCHANGED_TRIES } from "./canary.ts";

/** Two runs in each fresh copy, and one to see that a bare copy won't do. */
const LEAVING_RUNS = { least: 2, most: 7 };

/**
 * Says how many evaluations canaries take, where nothing varies and where
 * everything does.
 *
 * @param seconds that one of them takes
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const config = { budgetMinutes: 5 };
 * assertEquals(canaryRuns(config, 2), { least: 14, most: 306 });
 * assertEquals(canaryRuns({ ...config, decision: "strict" }, 2), {
 *   least: 10,
 *   most: 15,
 * });
 * ```
 */
export function canaryRuns(
  config: Pick<Config, "budgetMinutes"> & Partial<Config>,
  seconds: number,
): { readonly least: number; readonly most: number } {
  let start = 0;
  while (wantsAnotherRun({ runs: start, seconds: start * seconds }, config)) {
    start++;
  }
  const trials = UNCHANGED_TRIES + BROKEN.length;
  const { mode, maxPairs, calibrateRuns } = toDecisionRules(config);
  const isOneRun = mode === "strict" || maxPairs === 0;
  // Noise that shows late is measured by more runs of the start, and each trial
  // may have to measure the incumbent anew before it is screened and paired.
  const known = isOneRun ? start : Math.max(start, calibrateRuns);
  const each = isOneRun ? 1 : 2 + 2 * maxPairs;
  return {
    least: start + trials + LEAVING_RUNS.least,
    most: known + trials * each + LEAVING_RUNS.most,
  };
}

/**
 * Says what that means in time.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   describeCost({ least: 14, most: 306 }, 2),
 *   "14 evaluations, about 28 s; a noisy number may take up to 306, 11 min",
 * );
 * ```
 */
export function describeCost(
  { least, most }: ReturnType<typeof canaryRuns>,
  seconds: number,
): string {
  return `${least} evaluations, about ${toTime(least * seconds)}; a noisy ` +
    `number may take up to ${most}, ${toTime(most * seconds)}`;
}

function toTime(seconds: number): string {
  if (seconds < 120) return `${Number(seconds.toPrecision(2))} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}

/** Returns how long one evaluation of a session takes, if its rows say so. */
export function secondsPerRun(rows: readonly Row[]): number | undefined {
  const known = rows.flatMap(({ seconds, runs = 1 }) =>
    seconds === undefined || runs === 0 ? [] : [seconds / runs]
  );
  return known.length === 0 ? undefined : median(known);
}
