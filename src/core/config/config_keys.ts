import { formatGuards, parseGuards } from "../metric/guard.ts";
import type { Answers, Config } from "./config.ts";
import {
  ABOVE_0,
  parseBudget,
  parseDecision,
  parseDirection,
  parseEffect,
  parsePlausible,
  parseSandbox,
  parseSwitch,
  parseWhole,
  parseWithin,
} from "./config_value.ts";
import { parseValue } from "./key_lines.ts";
import { parseCost, parseCount, parseHours, parseWanted } from "./limits.ts";
import { parseFilePath, parseTargetList, splitList } from "./target.ts";

/** One key of the file: adding one takes an entry in {@linkcode KEYS}. */
interface Key {
  /** A line to show to somebody who got it wrong. */
  readonly example: string;
  /** Throws a RangeError, whose text begins with "it", for what can't be. */
  readonly read: (text: string, existing: ReadonlySet<string>) => Answers;
  readonly write: (config: Config) => string | undefined;
}

/** In the order in which they are written. */
export const KEYS: ReadonlyMap<string, Key> = new Map<string, Key>([
  ["target", {
    example: "target: train.py",
    read: (text, existing) => ({ target: parseTargetList(text, existing) }),
    write: ({ target }) => target.join(", "),
  }],
  ["evaluate_cmd", {
    example: "evaluate_cmd: python evaluate.py",
    read: (text) => ({ evaluateCmd: parseValue(text) }),
    write: ({ evaluateCmd }) => evaluateCmd,
  }],
  ["metric", {
    example: "metric: val_loss",
    read: (text) => ({ metric: parseValue(text) }),
    write: ({ metric }) => metric,
  }],
  ["metric_direction", {
    example: "metric_direction: lower",
    read: (text) => ({ direction: parseDirection(text) }),
    write: ({ direction }) => direction,
  }],
  ["time_budget_minutes", {
    example: "time_budget_minutes: 5",
    read: (text) => ({ budgetMinutes: parseBudget(text) }),
    write: ({ budgetMinutes }) => String(budgetMinutes),
  }],
  ["metric_grep", {
    example: "metric_grep: ^val_loss:",
    read: (text) => text === "" ? {} : { metricGrep: text },
    write: ({ metricGrep }) => metricGrep,
  }],
  ["branch", {
    example: "branch: autoresearch/2026-11-25",
    read: (text) => text === "" ? {} : { branch: text },
    write: ({ branch }) => branch,
  }],
  ["agent_cmd", {
    example: "agent_cmd: sh propose.sh",
    read: (text) => text === "" ? {} : { agentCmd: text },
    write: ({ agentCmd }) => agentCmd,
  }],
  ["agent_minutes", {
    example: "agent_minutes: 20",
    read: (text) => text === "" ? {} : { agentMinutes: parseBudget(text) },
    write: ({ agentMinutes }) => agentMinutes?.toString(),
  }],
  ["repair", {
    example: "repair: 1",
    read: (text) => ({ repair: parseWhole(text, 0, 20) }),
    write: ({ repair }) => repair?.toString(),
  }],
  ["prompt_template", {
    example: "prompt_template: prompt.md",
    read: (text) => text === "" ? {} : { promptTemplate: parseFilePath(text) },
    write: ({ promptTemplate }) => promptTemplate,
  }],
  ["prompt_chars", {
    example: "prompt_chars: 24000",
    read: (text) => ({ promptChars: parseWhole(text, 2000, 10_000_000) }),
    write: ({ promptChars }) => promptChars?.toString(),
  }],
  ["max_experiments", {
    example: "max_experiments: 100",
    read: (text) => ({ maxExperiments: parseCount(text) }),
    write: ({ maxExperiments }) => maxExperiments?.toString(),
  }],
  ["max_hours", {
    example: "max_hours: 8",
    read: (text) => ({ maxHours: parseHours(text) }),
    write: ({ maxHours }) => maxHours?.toString(),
  }],
  ["max_cost", {
    example: "max_cost: 20",
    read: (text) => ({ maxCost: parseCost(text) }),
    write: ({ maxCost }) => maxCost?.toString(),
  }],
  ["until", {
    example: "until: 0.95",
    read: (text) => ({ until: parseWanted(text) }),
    write: ({ until }) => until?.toString(),
  }],
  ["plateau", {
    example: "plateau: 20",
    read: (text) => ({ plateau: parseCount(text) }),
    write: ({ plateau }) => plateau?.toString(),
  }],
  ["protected", {
    example: "protected: data/*.csv, evaluate.py",
    read: (text, existing) => ({ protected: splitList(text, existing) }),
    write: ({ protected: entries }) => entries.join(", ") || undefined,
  }],
  ["decision", {
    example: "decision: auto",
    read: (text) => ({ decision: parseDecision(text) }),
    write: ({ decision }) => decision,
  }],
  ["alpha", {
    example: "alpha: 0.01",
    read: (text) => ({ alpha: parseWithin(text, ABOVE_0, 0.5) }),
    write: ({ alpha }) => alpha?.toString(),
  }],
  ["max_pairs", {
    example: "max_pairs: 20",
    read: (text) => ({ maxPairs: parseWhole(text, 0, 1000) }),
    write: ({ maxPairs }) => maxPairs?.toString(),
  }],
  ["min_effect", {
    example: "min_effect: 0.5%",
    read: (text) => ({ minEffect: parseEffect(text) }),
    write: ({ minEffect }) => minEffect,
  }],
  ["patience", {
    example: "patience: 1",
    read: (text) => ({ patience: parseWithin(text, ABOVE_0, 100) }),
    write: ({ patience }) => patience?.toString(),
  }],
  ["clear_keep", {
    example: "clear_keep: off",
    read: (text) => ({ clearKeep: parseSwitch(text) }),
    write: ({ clearKeep }) => writeSwitch(clearKeep),
  }],
  ["calibrate_runs", {
    example: "calibrate_runs: 5",
    read: (text) => ({ calibrateRuns: parseWhole(text, 1, 100) }),
    write: ({ calibrateRuns }) => calibrateRuns?.toString(),
  }],
  ["compare_minutes", {
    example: "compare_minutes: 60",
    read: (text) => ({ compareMinutes: parseBudget(text) }),
    write: ({ compareMinutes }) => compareMinutes?.toString(),
  }],
  ["guards", {
    example: "guards: memory_mb <= 1.1x, accuracy >= 0.98",
    read: (text) => ({ guards: parseGuards(text) }),
    write: ({ guards = [] }) => formatGuards(guards) || undefined,
  }],
  ["precheck_cmd", commandKey("precheckCmd", "precheck_cmd: make")],
  ["checks_cmd", commandKey("checksCmd", "checks_cmd: make test")],
  ["holdout_cmd", commandKey("holdoutCmd", "holdout_cmd: sh holdout.sh")],
  ["holdout_metric", {
    example: "holdout_metric: eval_score",
    read: (text) => ({ holdoutMetric: parseValue(text) }),
    write: ({ holdoutMetric }) => holdoutMetric,
  }],
  ["holdout_direction", {
    example: "holdout_direction: higher",
    read: (text) => ({ holdoutDirection: parseDirection(text) }),
    write: ({ holdoutDirection }) => holdoutDirection,
  }],
  ["plausible", {
    example: "plausible: 10..500",
    read: (text) => ({ plausible: parsePlausible(text) }),
    write: ({ plausible: range }) =>
      range === undefined ? undefined : `${range.from}..${range.to}`,
  }],
  ["sandbox", {
    example: "sandbox: bwrap",
    read: (text) => ({ sandbox: parseSandbox(text) }),
    write: ({ sandbox }) => sandbox,
  }],
  ["network", {
    example: "network: off",
    read: (text) => ({ network: parseSwitch(text) }),
    write: ({ network }) => writeSwitch(network),
  }],
]);

type Command = "precheckCmd" | "checksCmd" | "holdoutCmd";

function commandKey(field: Command, example: string): Key {
  return {
    example,
    read: (text) => text === "" ? {} : { [field]: text },
    write: (config) => config[field],
  };
}

function writeSwitch(isOn: boolean | undefined): string | undefined {
  return isOn === undefined ? undefined : isOn ? "on" : "off";
}
