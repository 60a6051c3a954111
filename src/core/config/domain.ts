import type { Config } from "./config.ts";

export type DomainName = "ml" | "prompt" | "code" | "skill";

/** What a domain answers in advance; an explicit flag always beats it. */
export type Preset = Pick<
  Config,
  "target" | "evaluateCmd" | "metric" | "direction" | "budgetMinutes"
>;

export const DOMAINS: Readonly<Record<DomainName, Preset>> = {
  ml: {
    target: ["train.py"],
    evaluateCmd: "uv run train.py",
    metric: "val_bpb",
    direction: "lower",
    budgetMinutes: 5,
  },
  prompt: {
    target: ["prompt.md"],
    evaluateCmd: "python evaluate.py",
    metric: "eval_score",
    direction: "higher",
    budgetMinutes: 2,
  },
  code: {
    target: ["src/module.py"],
    evaluateCmd: "python benchmark.py",
    metric: "p50_ms",
    direction: "lower",
    budgetMinutes: 10,
  },
  skill: {
    target: ["SKILL.md"],
    evaluateCmd: "python scripts/skill_evaluator.py",
    metric: "pass_rate",
    direction: "higher",
    budgetMinutes: 5,
  },
};

export function domainOf(name: DomainName): Preset {
  return DOMAINS[name];
}

/**
 * Returns the domain of that name.
 *
 * @example Usage
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(domainOf(parseDomainName("code")).metric, "p50_ms");
 * assertThrows(() => parseDomainName("art"), RangeError);
 * ```
 *
 * @throws {RangeError} when there is no such domain
 */
export function parseDomainName(text: string): DomainName {
  switch (text) {
    case "ml":
    case "prompt":
    case "code":
    case "skill":
      return text;
  }
  throw new RangeError("it must be ml, prompt, code or skill");
}
