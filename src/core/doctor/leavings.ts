import type { Config, Direction } from "../config/config.ts";
import { keepingNoise } from "../decision/noise.ts";
import { type Finding, warningFinding } from "../finding.ts";
import { median } from "../statistics/median.ts";
import { tQuantile } from "../statistics/t_quantile.ts";
import { toNameList } from "../text/name_list.ts";
import { quoteForShell } from "../text/shell_quote.ts";

/** Copies that it takes to call a difference one: fewer could be luck. */
const COPIES = 3;

/** Two runs in a fresh copy: the second finds what the first has left. */
export interface TwoRuns {
  readonly first: number;
  readonly second: number;
}

/** Says whether another copy could still show that a first run flatters. */
export function wantsAnotherCopy(
  copies: readonly TwoRuns[],
  direction: Direction,
): boolean {
  return copies.length < COPIES && gainsOf(copies, direction).every(isGain);
}

/**
 * Says whether the second run beats the first in every copy, and by more than
 * the noise: beyond the 99 % limit of Student's law.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const seconds = [50, 50, 50].map((second) => ({ first: 100, second }));
 * assertEquals(isFlattered(seconds, "lower"), true);
 * assertEquals(isFlattered(seconds, "higher"), false);
 * assertEquals(isFlattered(seconds.slice(1), "lower"), false);
 * ```
 */
export function isFlattered(
  copies: readonly TwoRuns[],
  direction: Direction,
): boolean {
  const gains = gainsOf(copies, direction);
  if (copies.length < COPIES || !gains.every(isGain)) return false;
  const { noise, degrees } = keepingNoise({
    reference: [],
    screening: [],
    candidate: copies.map(({ second }) => second),
    incumbent: copies.map(({ first }) => first),
    minEffect: 0,
  });
  const gain = gains.reduce((sum, each) => sum + each, 0) / gains.length;
  return gain > tQuantile(degrees) * noise * Math.sqrt(2 / copies.length);
}

function gainsOf(
  copies: readonly TwoRuns[],
  direction: Direction,
): readonly number[] {
  const sign = direction === "lower" ? 1 : -1;
  return copies.map(({ first, second }) => sign * (first - second));
}

function isGain(gain: number): boolean {
  return gain > 0;
}

/**
 * Names what an evaluation leaves, if that flatters the next one.
 *
 * @param files that a first run has made or changed
 */
export function judgeLeavings(
  copies: readonly TwoRuns[],
  files: readonly string[],
  { metric, direction, evaluateCmd }: Pick<
    Config,
    "metric" | "direction" | "evaluateCmd"
  >,
): readonly Finding[] {
  if (!isFlattered(copies, direction)) return [];
  const first = median(copies.map(({ first }) => first));
  const second = median(copies.map(({ second }) => second));
  const [what, fix] = files.length === 0
    ? ["something outside of the project", `Let  ${evaluateCmd}  remove it`]
    : [
      toNameList(files),
      `Let  ${evaluateCmd}  begin with: rm -rf ` +
      files.slice(0, 5).map(quoteForShell).join(" "),
    ];
  return [warningFinding(
    "leavings",
    `What an evaluation leaves flatters the next one: in a fresh copy the ` +
      `first has ${metric} ${first}, the second ${second}; it left ${what}`,
    fix,
  )];
}
