import { median } from "../statistics/median.ts";
import { parseNumber } from "../text/number.ts";
import { quote } from "../text/plain_text.ts";

/** A condition on a metric beside the main one, which a keep has to meet. */
export interface Guard {
  readonly metric: string;
  readonly operator: Operator;
  readonly bound: number;
  /** Whether the bound is so many times the baseline's value. */
  readonly isRelative: boolean;
}

type Operator = "<=" | ">=" | "<" | ">";

type Metrics = Readonly<Record<string, number>>;

const GUARD = /^(\S+?)\s*(<=|>=|<|>)\s*(\S+?)(x?)$/;

const HOLDS: Readonly<
  Record<Operator, (value: number, bound: number) => boolean>
> = {
  "<=": (value, bound) => value <= bound,
  ">=": (value, bound) => value >= bound,
  "<": (value, bound) => value < bound,
  ">": (value, bound) => value > bound,
};

/**
 * Reads guards with commas between them.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseGuards("memory_mb <= 1.1x, accuracy >= 0.98"), [
 *   { metric: "memory_mb", operator: "<=", bound: 1.1, isRelative: true },
 *   { metric: "accuracy", operator: ">=", bound: 0.98, isRelative: false },
 * ]);
 * ```
 *
 * @throws {RangeError} when one is none
 */
export function parseGuards(text: string): readonly Guard[] {
  return text.split(",").map((part) => part.trim())
    .filter((part) => part !== "").map(parseGuard);
}

/** Returns guards as {@linkcode parseGuards} reads them. */
export function formatGuards(guards: readonly Guard[]): string {
  return guards.map(formatGuard).join(", ");
}

/**
 * Returns the first guard that doesn't hold, as a reason for a discard.
 *
 * @param measured each metric's values in the candidate's runs, of which the
 * median counts
 * @param baseline the same of the baseline
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const guards = parseGuards("memory_mb <= 1.1x");
 * const baseline = { memory_mb: 100 };
 *
 * assertEquals(whyNotHeld(guards, { memory_mb: 110 }, baseline), undefined);
 * assertEquals(
 *   whyNotHeld(guards, { memory_mb: 120 }, baseline),
 *   "guard: memory_mb is 120, not <= 110 (1.1x)",
 * );
 * ```
 */
export function whyNotHeld(
  guards: readonly Guard[],
  measured: Metrics,
  baseline: Metrics,
): string | undefined {
  for (const guard of guards) {
    const why = whyBroken(guard, measured, baseline);
    if (why !== undefined) return `guard: ${why}`;
  }
  return undefined;
}

/** Returns the guards that a baseline with these metrics leaves without sense. */
export function unanswered(
  guards: readonly Guard[],
  baseline: Metrics,
): readonly Guard[] {
  return guards.filter(({ metric }) => baseline[metric] === undefined);
}

/**
 * Returns the median of each metric over several runs; one that a run lacks is
 * left out.
 */
export function medians(runs: readonly Metrics[]): Metrics {
  const [first = {}] = runs;
  const entries = Object.keys(first).flatMap((name) => {
    const values = runs.flatMap((run) => run[name] ?? []);
    return values.length === runs.length ? [[name, median(values)]] : [];
  });
  return Object.fromEntries(entries);
}

function parseGuard(text: string): Guard {
  const [, metric, operator, number = "", times] = GUARD.exec(text) ?? [];
  const bound = parseNumber(number);
  if (metric === undefined || !isOperator(operator) || bound === undefined) {
    throw new RangeError(
      `it must be conditions like memory_mb <= 1.1x, not ${quote(text)}`,
    );
  }
  return { metric, operator, bound, isRelative: times === "x" };
}

function isOperator(text: string | undefined): text is Operator {
  return text !== undefined && Object.hasOwn(HOLDS, text);
}

function formatGuard(
  { metric, operator, bound, isRelative }: Guard,
): string {
  return `${metric} ${operator} ${bound}${isRelative ? "x" : ""}`;
}

function whyBroken(
  { metric, operator, bound, isRelative }: Guard,
  measured: Metrics,
  baseline: Metrics,
): string | undefined {
  const value = measured[metric];
  if (value === undefined) return `the output has no ${metric}`;
  const start = baseline[metric];
  if (!isRelative) {
    if (HOLDS[operator](value, bound)) return undefined;
    return `${metric} is ${value}, not ${operator} ${bound}`;
  }
  if (start === undefined) return `the baseline has no ${metric}`;
  const limit = Number((bound * start).toPrecision(12));
  if (HOLDS[operator](value, limit)) return undefined;
  return `${metric} is ${value}, not ${operator} ${limit} (${bound}x)`;
}
