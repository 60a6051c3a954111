import { momentOf, type WallTime, wallTimeAt } from "./wall_clock.ts";

/** Words after which the end of a limit is told. */
const LEAD =
  /\b(?:resets?|try again|retry(?:[-_ ]?(?:after|delay))?|wait|available|until)/gi;

/** Nothing that is told after such a word is longer. */
const REACH = 80;

const EPOCH = /(?:\||resets?(?:[_ ]?at)?["'\s:=]+)(\d{10}(?:\d{3})?)\b/i;

/** `retry-after: 25`; with a unit behind it, it is a duration. */
const SECONDS =
  /(?:retry[-_ ]after|resets?_(?:in|after)_seconds)["'\s:=]+(\d+)(?!\w|:|\.\d|\s*[a-z])/i;

const UNIT =
  "ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?";
const PART = `(\\d+(?:\\.\\d+)?)\\s*(${UNIT})(?![a-z])`;
const DURATION = new RegExp(
  `^\\W*(?:in|after|for)?\\W*(?:${PART}[\\s,]*(?:and\\s+)?)+`,
  "i",
);

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

const ISO =
  /^[\W_]*(?:at|on)?\W*(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?: ?(Z|UTC|GMT)| ?([+-]\d\d):?(\d\d))?/i;

/** As the header `Retry-After` has it where it tells no seconds. */
const HTTP_DATE = /^\W*[a-z]{3}, (\d\d [a-z]{3} \d{4} \d\d:\d\d:\d\d GMT)/i;

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** `Jul 5th, 2026 8:19 PM`, `Jul 26, 5:59am (Asia/Tokyo)`, `3am`, `15:00 UTC`. */
const CLOCK = new RegExp(
  `^\\W*(?:at|on|after|by)?\\s*(?:(${MONTHS.join("|")})[a-z]*\\.? ` +
    "(\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?(?:,| at)? )?" +
    "(\\d{1,2})(?::(\\d\\d)(?::\\d\\d)?)?(?: ?([ap])\\.?m\\b\\.?)?" +
    "(?: ?\\(?([a-z]+/[a-z_/+-]+|(?:UTC|GMT)?[+-]\\d{1,2}(?::?\\d\\d)?|[a-z]{1,5}\\b))?",
  "i",
);

/** Zones by their short names of which `Intl` doesn't know the summer's. */
const REGIONS: Readonly<Record<string, string>> = {
  E: "America/New_York",
  C: "America/Chicago",
  M: "America/Denver",
  P: "America/Los_Angeles",
};

/**
 * A reset that was not long ago is over, and not a day away. Some limits end
 * later than they tell: to ask again costs nothing, to sleep for a day a night.
 */
const LATELY_MS = 2 * 3600 * 1000;

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
  const seconds = SECONDS.exec(text)?.[1];
  if (seconds !== undefined) return later(now, Number(seconds));
  for (const { 0: lead, index } of text.matchAll(LEAD)) {
    const start = index + lead.length;
    const rest = text.slice(start, start + REACH);
    const found = afterDuration(rest, now) ?? atIsoTime(rest) ??
      atHttpDate(rest) ?? atClock(rest, now);
    if (found !== undefined) return found;
  }
  return undefined;
}

function afterDuration(rest: string, now: Date): Date | undefined {
  const duration = DURATION.exec(rest)?.[0];
  if (duration === undefined) return undefined;
  let seconds = 0;
  for (
    const [, count, unit = ""] of duration.matchAll(new RegExp(PART, "gi"))
  ) {
    const isThousandth = /^m(?:s|illi)/i.test(unit);
    const perUnit = SECONDS_PER_UNIT[unit.slice(0, 1).toLowerCase()] ?? 0;
    seconds += Number(count) * (isThousandth ? 0.001 : perUnit);
  }
  return later(now, seconds);
}

/** Nothing where it is further away than any calendar goes. */
function later(now: Date, seconds: number): Date | undefined {
  return valid(new Date(now.getTime() + seconds * 1000));
}

function valid(moment: Date): Date | undefined {
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

function atIsoTime(rest: string): Date | undefined {
  const [, day, time, utc, hours, minutes] = ISO.exec(rest) ?? [];
  if (day === undefined) return undefined;
  const offset = hours === undefined ? "" : `${hours}:${minutes}`;
  return valid(new Date(`${day}T${time}${utc === undefined ? offset : "Z"}`));
}

function atHttpDate(rest: string): Date | undefined {
  const date = HTTP_DATE.exec(rest)?.[1];
  return date === undefined ? undefined : valid(new Date(date));
}

function atClock(rest: string, now: Date): Date | undefined {
  const match = CLOCK.exec(rest);
  if (match === null) return undefined;
  const [, month, day, year, hour, minute, half, place] = match;
  // A bare number may be anything.
  if (minute === undefined && half === undefined) return undefined;
  const time = {
    hour: toHour(Number(hour), half?.toLowerCase()),
    minute: Number(minute ?? 0),
  };
  if (!(time.hour <= 23 && time.minute <= 59)) return undefined;
  const zone = place && toZone(place);
  try {
    const today = wallTimeAt(now, zone);
    return valid(
      month === undefined
        ? nextOf({ ...today, ...time }, "day", now, zone)
        : nextOf(
          {
            year: Number(year ?? today.year),
            month: MONTHS.indexOf(month.slice(0, 3).toLowerCase()),
            day: Number(day),
            ...time,
          },
          year === undefined ? "year" : undefined,
          now,
          zone,
        ),
    );
  } catch (error) {
    // The zone is no zone that is known here.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function toHour(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return NaN;
  return hour % 12 + (half === "p" ? 12 : 0);
}

/** Returns a zone as `Intl` calls it; nothing for a word that is none. */
function toZone(place: string): string | undefined {
  const [, hours, minutes = "00"] =
    /^(?:UTC|GMT)?([+-]\d{1,2}?):?(\d\d)?$/i.exec(place) ?? [];
  if (hours !== undefined) {
    return `${hours.slice(0, 1)}${hours.slice(1).padStart(2, "0")}:${minutes}`;
  }
  if (place.includes("/")) return place;
  if (place === "Z") return "UTC";
  if (place !== place.toUpperCase()) return undefined;
  const region = /^([ECMP])[SD]?T$/.exec(place)?.[1];
  return region === undefined ? place.replace("CEST", "CET") : REGIONS[region];
}

/** Takes the next day or year where the time has passed, and may be meant so. */
function nextOf(
  time: WallTime,
  step: "day" | "year" | undefined,
  now: Date,
  zone: string | undefined,
): Date {
  const moment = momentOf(time, zone);
  const hasPassed = moment.getTime() < now.getTime() - LATELY_MS;
  if (step === undefined || !hasPassed) return moment;
  return momentOf({ ...time, [step]: time[step] + 1 }, zone);
}
