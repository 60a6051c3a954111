import { momentOf, type WallTime, wallTimeAt } from "./wall_clock.ts";

/** Words after which a limit's end is told. */
const LEAD =
  /\b(?:resets?|reset_?(?:at|after|in)|try(?:ing)? again|retry(?:[-_ ]?(?:after|in|delay))?|available|until|renews?)\b/gi;

/** Where the words go on, there is no more than this to look at. */
const REACH = 80;

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
};

const DURATION =
  /^\W*(?:at|in|after|for|seconds?|_?in_?seconds)?\W*((?:\d+(?:\.\d+)?\s*(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\b[\s,]*(?:and\s+)?)+|\d+(?:\.\d+)?(?=\s*(?:$|[^\s\w:.,]|,\s*")))/i;

const PART = /(\d+(?:\.\d+)?)\s*(ms|[smhd])?/gi;

const EPOCH = /(?:\||(?:resets?_?at|reset)["'\s:=]+)(\d{10}(?:\d{3})?)\b/i;

const ISO =
  /(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?/;

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

const DAY =
  "(?:(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?\\s+(\\d{1,2})" +
  "(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?(?:,|\\s+at)?\\s+)?";
const TIME = "(\\d{1,2})(?::(\\d\\d))?(?::\\d\\d)?\\s*([ap])?\\.?(?:m\\b)?\\.?";
const ZONE = "(?:\\s*\\(?(UTC|GMT|[A-Z][A-Za-z_]+/[A-Za-z_/+-]+)\\)?)?";
const CLOCK = new RegExp(`^\\W*(?:at|on)?\\s*${DAY}${TIME}${ZONE}`, "i");

/** A reset that was a moment ago is over, and not a day away. */
const MOMENT_AGO_MS = 10 * 60 * 1000;

const DAY_MS = 86_400_000;

/**
 * Returns when a limit is over, from the words in which an agent tells it: a
 * number of seconds since 1970, a time to wait, or a time of day (of the zone
 * that is named, else of where this runs).
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const now = new Date("2026-11-25T09:00:00Z");
 * const isoOf = (text: string) => resetTimeIn(text, now)?.toISOString();
 * assertEquals(isoOf("try again in 20 minutes"), "2026-11-25T09:20:00.000Z");
 * assertEquals(
 *   isoOf("You've hit your limit · resets 3am (Europe/Berlin)"),
 *   "2026-11-26T02:00:00.000Z",
 * );
 * assertEquals(isoOf("Usage limit reached"), undefined);
 * ```
 */
export function resetTimeIn(text: string, now: Date): Date | undefined {
  const epoch = EPOCH.exec(text)?.[1];
  if (epoch !== undefined) return new Date(Number(epoch.padEnd(13, "0")));
  for (const { 0: lead, index } of text.matchAll(LEAD)) {
    const start = index + lead.length;
    const rest = text.slice(start, start + REACH);
    const found = isoIn(rest) ?? afterDuration(lead, rest, now) ??
      atClock(rest, now);
    if (found !== undefined) return found;
  }
  return undefined;
}
