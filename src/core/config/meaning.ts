import { toNameList } from "../text/name_list.ts";
import type { Config } from "./config.ts";

/**
 * All that gives a metric's number its meaning, by name: keys of the config,
 * protected files with their hash, and the machine. Who proposes and how it is
 * decided is none of it.
 */
export type Meaning = Readonly<Record<string, string>>;

/** How the machine is called among the parts; no file has a blank at its end. */
const MACHINE = "the machine";

/**
 * Gathers a meaning.
 *
 * @param files SHA-256 of each protected file that may change between two runs
 * @param machine the model of its processors
 */
export function meaningOf(
  { target, evaluateCmd, metric, direction, metricGrep, budgetMinutes }: Config,
  files: ReadonlyMap<string, string>,
  machine: string,
): Meaning {
  return {
    target: target.join(", "),
    evaluate_cmd: evaluateCmd,
    metric,
    metric_direction: direction,
    metric_grep: metricGrep ?? "",
    time_budget_minutes: String(budgetMinutes),
    ...Object.fromEntries([...files].map(([path, hash]) => [`${path} `, hash])),
    [MACHINE]: machine,
  };
}

/** Returns a meaning as a text of which a hash can be taken. */
export function formatMeaning(meaning: Meaning): string {
  const names = Object.keys(meaning).toSorted();
  return JSON.stringify(names.map((name) => [name, meaning[name]]));
}

/**
 * Says what changed between two meanings, or nothing where that is nothing.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const before = { metric: "loss", "eval.py ": "0a1b", "the machine": "M1" };
 * const after = { ...before, "eval.py ": "2c3d" };
 * assertEquals(whatChanged(before, after), "eval.py changed");
 * assertEquals(whatChanged(before, before), undefined);
 * ```
 */
export function whatChanged(
  before: Meaning,
  after: Meaning,
): string | undefined {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => before[name] !== after[name]);
  if (changed.length === 0) return undefined;
  return `${toNameList(changed.map((name) => name.trim()))} changed`;
}

/**
 * Reads a meaning from what was kept as JSON; nothing from what is none.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readMeaning({ metric: "loss" }), { metric: "loss" });
 * assertEquals(readMeaning(["loss"]), undefined);
 * ```
 */
export function readMeaning(value: unknown): Meaning | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return undefined;
  }
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(entries);
}
