import type { Config, Direction } from "../config/config.ts";
import { isWorse } from "../decision/holdout.ts";
import type { ExperimentEnd } from "../experiment/event.ts";
import { errorFinding, type Finding, warningFinding } from "../finding.ts";
import { CONFIG_FILE } from "../layout.ts";
import type { Plausible } from "../metric/plausible.ts";
import { median } from "../statistics/median.ts";

/** How often the unchanged target is tried. */
export const UNCHANGED_TRIES = 5;

/** What a trial on the copy came to. */
export type Tried = Pick<ExperimentEnd, "status" | "metric" | "reason">;

/** Ways to break a target, whatever it is: no cut could be for the better. */
export const BROKEN = [
  { how: "empty", text: "" },
  // No number in it, and nothing that any language would read.
  { how: "garbled", text: ")]}> <{[( \"' broken\n" },
] as const;

/** What became of one broken target. */
export interface BrokenTrial extends Tried {
  readonly how: typeof BROKEN[number]["how"];
}

/**
 * Says what the tries of an unchanged target show. Nothing is better than
 * itself: what keeps it would keep luck all night.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const equal = { status: "discard", metric: 4, reason: "equal to 4" } as const;
 * assertEquals(judgeUnchanged([equal, equal]), []);
 *
 * const kept = { status: "keep", metric: 3, reason: "better by 1" } as const;
 * assertEquals(
 *   judgeUnchanged([equal, kept]).map(({ message }) => message),
 *   ["The unchanged target was kept in 1 of 2 tries: better by 1"],
 * );
 * ```
 */
export function judgeUnchanged(tries: readonly Tried[]): readonly Finding[] {
  const [kept, crashed] = (["keep", "crash"] as const)
    .map((status) => tries.filter((tried) => tried.status === status));
  const count = (some: readonly Tried[]) =>
    `${some.length} of ${tries.length} tries: ${some[0]?.reason}`;
  return [
    ...(kept === undefined || kept.length === 0 ? [] : [errorFinding(
      "unchanged-kept",
      `The unchanged target was kept in ${count(kept)}`,
      `Write  decision: auto  in ${CONFIG_FILE}, so that noise is measured, ` +
        "or a min_effect that luck does not reach",
    )]),
    ...(crashed === undefined || crashed.length === 0 ? [] : [warningFinding(
      "unchanged-crashed",
      `The unchanged target crashed in ${count(crashed)}`,
      "Run the evaluate command again and again until it fails, and mend that",
    )]),
  ];
}

/**
 * Says what broken targets show: none may be kept, and where all have the
 * unchanged target's number, nobody looks at it.
 *
 * @param runs of the unchanged target, each by itself
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const config = { metric: "loss", evaluateCmd: "sh eval.sh" };
 * const crash = { status: "crash", metric: null, reason: "exit 1" } as const;
 * const equal = { status: "discard", metric: 4, reason: "equal to 4" } as const;
 * const judge = (trial: typeof crash | typeof equal) =>
 *   judgeBroken([{ ...trial, how: "empty" }], [4, 4], config)
 *     .map(({ kind }) => kind);
 *
 * assertEquals(judge(crash), []);
 * assertEquals(judge(equal), ["target-unseen"]);
 * ```
 */
export function judgeBroken(
  trials: readonly BrokenTrial[],
  runs: readonly number[],
  { metric, evaluateCmd }: Pick<Config, "metric" | "evaluateCmd">,
): readonly Finding[] {
  const kept = trials.find(({ status }) => status === "keep");
  if (kept !== undefined) {
    return [errorFinding(
      "broken-kept",
      `A target that was made ${kept.how} was kept: ${kept.reason}`,
      "Let the evaluate command exit with 1 where the target does not do its " +
        `job, or write a checks_cmd that tests it in ${CONFIG_FILE}`,
    )];
  }
  const isUnseen = trials.length > 0 &&
    trials.every(({ metric }) => metric !== null && isAlike(metric, runs));
  if (!isUnseen) return [];
  const seen = trials.map(({ how, metric }) => `${metric} when it is ${how}`);
  return [errorFinding(
    "target-unseen",
    `The evaluator does not see that the target is broken: ${metric} ` +
      `${seen.join(", ")}, ${median(runs)} as it is`,
    `Let  ${evaluateCmd}  measure the target, by a path relative to the ` +
      "project: this was a copy of it",
  )];
}

/** Whether a value could be one more run of the same, for all that is seen. */
function isAlike(value: number, runs: readonly number[]): boolean {
  return runs.length > 0 && !isWorse(value, runs, "lower") &&
    !isWorse(value, runs, "higher");
}

/**
 * Returns a value that is better than the incumbent's and than all that is
 * plausible.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const plausible = { from: 10, to: 500 };
 * assertEquals(implausibleGain(plausible, 100, "lower"), 0);
 * assertEquals(implausibleGain(plausible, 100, "higher"), 1000);
 * assertEquals(implausibleGain({ from: 0, to: 1 }, 0.5, "lower"), -1);
 * ```
 */
export function implausibleGain(
  { from, to }: Plausible,
  incumbent: number,
  direction: Direction,
): number {
  const beyond = (edge: number) => Math.max(1, Math.abs(edge));
  const [low, high] = [Math.min(from, incumbent), Math.max(to, incumbent)];
  return direction === "lower" ? low - beyond(low) : high + beyond(high);
}

/** Says whether a gain that is too good to be true waits for somebody. */
export function judgeImplausible(
  { status, metric, reason }: Tried,
  usual: number,
  { from, to }: Plausible,
): readonly Finding[] {
  if (status === "keep" || !reason.startsWith("held: ")) {
    return [errorFinding(
      "implausible-unheld",
      `A gain to ${metric}, outside of ${from}..${to}, was not held for ` +
        `confirmation: ${status}, ${reason}`,
      `Check the key plausible in ${CONFIG_FILE}`,
    )];
  }
  if (usual >= from && usual <= to) return [];
  return [warningFinding(
    "implausible-start",
    `The unchanged target's ${usual} lies outside of plausible, ` +
      `${from}..${to}: most gains would be held for confirmation`,
    `Correct the key plausible in ${CONFIG_FILE}`,
  )];
}
