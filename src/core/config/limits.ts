import { parseNumber } from "../text/number.ts";

/** What ends a loop that nobody stops; without any it goes on for ever. */
export interface Limits {
  /** Experiments of this run. */
  readonly maxExperiments?: number;
  /** Hours of this run; an experiment that has begun is finished. */
  readonly maxHours?: number;
  /** USD of the whole session, as far as its agents say what they cost. */
  readonly maxCost?: number;
  /** Value of the metric that is good enough. */
  readonly until?: number;
  /** Experiments in a row without a keep, over the whole session. */
  readonly plateau?: number;
}

/** As milliseconds they must fit a timer, or it fires at once. */
const MAX_HOURS = 500;

/**
 * Returns the limits alone of what may hold more.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const flags = { loop: true, maxHours: 8, until: undefined };
 * assertEquals(limitsIn(flags), { maxHours: 8 });
 * ```
 */
export function limitsIn(
  { maxExperiments, maxHours, maxCost, until, plateau }: {
    readonly [Name in keyof Limits]?: number | undefined;
  },
): Limits {
  return {
    ...(maxExperiments === undefined ? {} : { maxExperiments }),
    ...(maxHours === undefined ? {} : { maxHours }),
    ...(maxCost === undefined ? {} : { maxCost }),
    ...(until === undefined ? {} : { until }),
    ...(plateau === undefined ? {} : { plateau }),
  };
}

/** @throws {RangeError} when it is no whole number above 0 */
export function parseCount(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : NaN;
  if (count >= 1 && Number.isSafeInteger(count)) return count;
  throw new RangeError("it must be a whole number above 0");
}

/** @throws {RangeError} when it is no number of hours, or none to wait for */
export function parseHours(text: string): number {
  const hours = parseDecimal(text);
  if (hours > 0 && hours <= MAX_HOURS) return hours;
  throw new RangeError(
    `it must be hours above 0 up to ${MAX_HOURS}, like 8 or 0.5`,
  );
}

/** @throws {RangeError} when it is no sum of money */
export function parseCost(text: string): number {
  const usd = parseDecimal(text);
  if (usd > 0 && Number.isFinite(usd)) return usd;
  throw new RangeError("it must be USD above 0, like 20 or 0.5");
}

/**
 * Returns a value of the metric, read as the metric itself is.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(["85%", "-1.5e-3"].map(parseWanted), [85, -0.0015]);
 * ```
 *
 * @throws {RangeError} when it is no finite number
 */
export function parseWanted(text: string): number {
  const value = parseNumber(text);
  if (value !== undefined) return value;
  throw new RangeError("it must be a finite number");
}

/** Without units, of which `30 min` would be 30 hours. */
function parseDecimal(text: string): number {
  return /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
}
