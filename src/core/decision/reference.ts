import { MOST_RUNS } from "./decision_rules.ts";
import { type Spread, spreadOf } from "./noise.ts";

/** What is known about the incumbent's runs when a comparison begins. */
export interface Reference {
  /** The most recent ones, oldest first, as they were printed. */
  readonly runs: readonly number[];
  /** Runs of anything else since the incumbent last ran. */
  readonly runsSince: number;
  /** From before the last keep, where one run decides. */
  readonly inherited?: Spread;
}

/** A reference that is older than this is freshened before it is used. */
const STALE_AFTER_RUNS = 8;

/** Whether so much has run since that the machine may have changed. */
export function isOld({ runsSince }: Reference): boolean {
  return runsSince >= STALE_AFTER_RUNS;
}

/**
 * Whether no variance was seen: all runs are equal, or there is only one.
 *
 * @example Usage
 * ```ts
 * import { assert } from "@std/assert";
 *
 * assert(isConstant([10]));
 * assert(isConstant([10, 10]));
 * assert(!isConstant([10, 10, 10.5]));
 * assert(!isConstant([]));
 * ```
 */
export function isConstant(runs: readonly number[]): boolean {
  return new Set(runs).size === 1;
}

/** Returns the runs that are remembered of these, the oldest first. */
export function mostRecent(runs: readonly number[]): readonly number[] {
  return runs.slice(-MOST_RUNS);
}

/**
 * Returns how much the incumbent's runs vary: by themselves, or as before the
 * last keep for as long as that rests on more.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const inherited = { noise: 0.5, degrees: 2 };
 * assertEquals(spreadIn({ runs: [4, 6], runsSince: 0, inherited }), inherited);
 * assertEquals(spreadIn({ runs: [4, 5, 6], runsSince: 0, inherited }), {
 *   noise: 1,
 *   degrees: 2,
 * });
 * ```
 */
export function spreadIn({ runs, inherited }: Reference): Spread {
  const own = spreadOf(runs);
  return inherited !== undefined && own.degrees < inherited.degrees
    ? inherited
    : own;
}

/**
 * Reads a reference from what was kept as JSON; nothing from what is none.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const reference = { runs: [100.2, 101.1], runsSince: 3 };
 * assertEquals(readReference(JSON.parse(JSON.stringify(reference))), reference);
 * assertEquals(readReference({ runs: ["fast"], runsSince: 3 }), undefined);
 * ```
 */
export function readReference(value: unknown): Reference | undefined {
  const { runs, runsSince, inherited } = fieldsOf(value);
  if (!Array.isArray(runs) || !runs.every(isFiniteNumber)) return undefined;
  if (!isFiniteNumber(runsSince)) return undefined;
  const { noise, degrees } = fieldsOf(inherited);
  return {
    runs,
    runsSince,
    ...(isFiniteNumber(noise) && isFiniteNumber(degrees)
      ? { inherited: { noise, degrees } }
      : {}),
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" ? { ...value } : {};
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}
