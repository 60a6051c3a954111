import type { Answers, Config } from "./config.ts";
import { type DomainName, domainOf } from "./domain.ts";

export type { DomainName };

/** The keys that a session can't do without, and the flags that give them. */
const REQUIRED = {
  target: "--target",
  evaluateCmd: "--evaluate-cmd",
  metric: "--metric",
  direction: "--direction",
  budgetMinutes: "--budget",
} as const;

export type RequiredKey = keyof typeof REQUIRED;

/**
 * Joins what a user said in several places; flags beat the file of answers,
 * and both beat a domain's preset.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const flags = { metric: "loss" };
 * const { metric, direction } = mergeAnswers(flags, {}, "ml");
 * assertEquals([metric, direction], ["loss", "lower"]);
 * ```
 */
export function mergeAnswers(
  flags: Answers,
  file: Answers,
  domain: DomainName | undefined,
): Answers {
  const preset = domain === undefined ? {} : domainOf(domain);
  return { ...preset, ...file, ...flags };
}

/** Returns which of the required answers are still open. */
export function openAnswers(answers: Answers): readonly RequiredKey[] {
  return REQUIRED_KEYS.filter((key) => answers[key] === undefined);
}

const REQUIRED_KEYS: readonly RequiredKey[] = [
  "target",
  "metric",
  "direction",
  "budgetMinutes",
  "evaluateCmd",
];

/** Returns the flag that answers a required key. */
export function flagOf(key: RequiredKey): string {
  return REQUIRED[key];
}

/** Returns the answers as a config, once none of the required ones is open. */
export function toConfig(answers: Answers): Config | undefined {
  const { target, evaluateCmd, metric, direction, budgetMinutes } = answers;
  if (
    target === undefined || evaluateCmd === undefined ||
    metric === undefined || direction === undefined ||
    budgetMinutes === undefined
  ) return undefined;
  const required = { target, evaluateCmd, metric, direction, budgetMinutes };
  return { protected: [], ...answers, ...required };
}

/**
 * Guesses the domain of a session that names none, for its program.md.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(guessDomain({ target: ["a/SKILL.md"], metric: "m" }), "skill");
 * assertEquals(guessDomain({ target: ["x.ts"], metric: "p50_ms" }), "code");
 * assertEquals(guessDomain({ target: ["x.py"], metric: "val_loss" }), "ml");
 * ```
 */
export function guessDomain(
  { target, metric }: Pick<Config, "target" | "metric">,
): DomainName {
  const [first = ""] = target;
  if (/(?:^|\/)SKILL\.md$/.test(first)) return "skill";
  if (/\.(?:md|txt|prompt)$/.test(first)) return "prompt";
  if (/loss|bpb|accuracy|perplexity|auc|f1/i.test(metric)) return "ml";
  return "code";
}

/** Returns the branches that a new branch can't stand beside. */
export function branchesInTheWay(
  branch: string,
  existing: readonly string[],
): readonly string[] {
  return existing.filter((other) =>
    other === branch || branch.startsWith(`${other}/`) ||
    other.startsWith(`${branch}/`)
  );
}
