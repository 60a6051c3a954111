/** A moment as a clock on a wall shows it; months count from 0. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/**
 * Returns what a clock shows at a moment, in a time zone or else where this
 * runs.
 *
 * @throws {RangeError} when there is no such zone
 */
export function wallTimeAt(moment: Date, zone?: string): WallTime {
  if (zone === undefined) {
    return {
      year: moment.getFullYear(),
      month: moment.getMonth(),
      day: moment.getDate(),
      hour: moment.getHours(),
      minute: moment.getMinutes(),
    };
  }
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(moment);
  const numberOf = (type: string) =>
    Number(parts.find((part) => part.type === type)?.value);
  return {
    year: numberOf("year"),
    month: numberOf("month") - 1,
    day: numberOf("day"),
    hour: numberOf("hour"),
    minute: numberOf("minute"),
  };
}

/**
 * Returns when a clock shows a time. Where it does so twice, at the end of
 * summer, this is one of both.
 *
 * @throws {RangeError} when there is no such zone
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const noon = { year: 2026, month: 6, day: 1, hour: 12, minute: 0 };
 * assertEquals(
 *   momentOf(noon, "Europe/Berlin").toISOString(),
 *   "2026-07-01T10:00:00.000Z",
 * );
 * ```
 */
export function momentOf(time: WallTime, zone?: string): Date {
  const { year, month, day, hour, minute } = time;
  if (zone === undefined) return new Date(year, month, day, hour, minute);
  const asUtc = toUtc(time);
  let moment = new Date(asUtc);
  // The second round is for a change of the clocks between both moments.
  for (let round = 0; round < 2; round++) {
    const shown = toUtc(wallTimeAt(moment, zone));
    moment = new Date(moment.getTime() + asUtc - shown);
  }
  return moment;
}

function toUtc({ year, month, day, hour, minute }: WallTime): number {
  return Date.UTC(year, month, day, hour, minute);
}
