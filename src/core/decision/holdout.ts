import type { Config, Direction } from "../config/config.ts";
import { tQuantile } from "../statistics/t_quantile.ts";
import { standardDeviation } from "./calibration.ts";
import { isBetter } from "./decision.ts";

/** Runs of the incumbent that are wanted before anything is called worse. */
const ENOUGH_RUNS = 3;

/** What is measured once more of a candidate that is about to be kept. */
export interface Holdout {
  readonly command: string;
  readonly metric: string;
  readonly direction: Direction;
  /** Of the main metric, where both are the same. */
  readonly grep?: string;
}

/** Returns what a config says of a holdout, if anything. */
export function holdoutOf(config: Config): Holdout | undefined {
  const { holdoutCmd, holdoutMetric, metricGrep } = config;
  if (holdoutCmd === undefined) return undefined;
  return {
    command: holdoutCmd,
    metric: holdoutMetric ?? config.metric,
    direction: config.holdoutDirection ?? config.direction,
    ...(holdoutMetric !== undefined || metricGrep === undefined
      ? {}
      : { grep: metricGrep }),
  };
}

/**
 * Says whether the incumbent's runs on the holdout tell enough about its noise:
 * two that are equal, or three.
 */
export function isKnown(runs: readonly number[]): boolean {
  return runs.length >= ENOUGH_RUNS ||
    (runs.length === 2 && new Set(runs).size === 1);
}

/**
 * Says whether a candidate got worse on the holdout by more than the noise: it
 * lies beyond a one-sided prediction interval of 99 % for one more run of the
 * incumbent.
 *
 * @param incumbent its runs, as {@linkcode isKnown} wants them
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isWorse(0.79, [0.8, 0.82, 0.81], "higher"), false);
 * assertEquals(isWorse(0.5, [0.8, 0.82, 0.81], "higher"), true);
 * assertEquals(isWorse(0.79, [0.8, 0.8], "higher"), true);
 * ```
 */
export function isWorse(
  candidate: number,
  incumbent: readonly number[],
  direction: Direction,
): boolean {
  const [first = candidate] = incumbent;
  if (new Set(incumbent).size === 1) {
    return isBetter(first, candidate, direction);
  }
  const sum = incumbent.reduce((total, value) => total + value, 0);
  const mean = sum / incumbent.length;
  const loss = direction === "lower" ? candidate - mean : mean - candidate;
  const degrees = incumbent.length - 1;
  const error = standardDeviation(incumbent) *
    Math.sqrt(1 + 1 / incumbent.length);
  return loss > tQuantile(degrees) * error;
}

/**
 * Returns by what a commit's runs are found again: another command, or another
 * way of measuring, has other numbers.
 */
export function keyOf(
  { command, metric, grep = "" }: Holdout,
  commit: string,
  fingerprint = "",
): string {
  return JSON.stringify([commit, command, metric, grep, fingerprint]);
}

/**
 * Reads runs as they are kept outside the project; none from what has another
 * key, or is damaged.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = '{"key": "c0ffee", "runs": [0.8]}';
 * assertEquals(runsOf(text, "c0ffee"), [0.8]);
 * assertEquals(runsOf(text, "bea057b"), []);
 * assertEquals(runsOf("", "c0ffee"), []);
 * ```
 */
export function runsOf(text: string, key: string): readonly number[] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return [];
    const { key: of, runs }: Record<string, unknown> = { ...value };
    if (of !== key || !Array.isArray(runs)) return [];
    return runs.filter((run): run is number => Number.isFinite(run));
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
