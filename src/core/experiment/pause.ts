/** Most limits count what was used within a minute. */
const FIRST_SECONDS = 60;
const LONGEST_SECONDS = 30 * 60;

/** Two clocks are never quite the same. */
const MARGIN_SECONDS = 1;

/** No account is counted over more than a month: the time was misread. */
const FARTHEST_SECONDS = 32 * 24 * 3600;

/**
 * Returns for how many seconds to leave an agent alone that is over its limit or
 * can't reach its model, for the so-manieth time in a row: till the time that it
 * tells, else 1 minute, then 2, 4 … up to 30. Who is over its limit even after
 * the time that it told is waited for longer than that.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([1, 2, 3, 9].map((count) => pauseSeconds(count)), [60, 120, 240, 1800]);
 * assertEquals([1, 2].map((count) => pauseSeconds(count, 20)), [21, 60]);
 * ```
 */
export function pauseSeconds(count: number, secondsToReset?: number): number {
  const growing = Math.min(FIRST_SECONDS * 2 ** (count - 1), LONGEST_SECONDS);
  if (secondsToReset === undefined || secondsToReset > FARTHEST_SECONDS) {
    return growing;
  }
  const least = count === 1 ? MARGIN_SECONDS : pauseSeconds(count - 1);
  return Math.max(secondsToReset + MARGIN_SECONDS, least);
}
