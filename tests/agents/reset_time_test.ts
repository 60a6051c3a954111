import { assertEquals } from "@std/assert";
import { resetTimeIn } from "../../src/agents/reset_time.ts";
import { momentOf } from "../../src/agents/wall_clock.ts";
import { NOW } from "./fold.ts";

/** Everything is read at 2026-11-25T09:00:00Z. */
const TIMES: readonly (readonly [text: string, expected: string])[] = [
  ["Claude AI usage limit reached|1795609800", "2026-11-25T12:30:00.000Z"],
  ["Claude AI usage limit reached|1795609800000", "2026-11-25T12:30:00.000Z"],
  ['{"resets_at":1795609800,"x":1}', "2026-11-25T12:30:00.000Z"],
  ['"resets_in_seconds":13872}', "2026-11-25T12:51:12.000Z"],
  ["retry-after: 25", "2026-11-25T09:00:25.000Z"],
  ["Retry-After=25, sorry", "2026-11-25T09:00:25.000Z"],
  ["Please retry in 34.5s.", "2026-11-25T09:00:34.500Z"],
  ['"retryDelay": "34s"', "2026-11-25T09:00:34.000Z"],
  ["Please try again in 250ms", "2026-11-25T09:00:00.250Z"],
  ["try again in 20 minutes", "2026-11-25T09:20:00.000Z"],
  ["limit resets in 1 hour and 5 min", "2026-11-25T10:05:00.000Z"],
  [
    "Upgrade to Pro (https://example.com/pricing) or try again in 5 days 22 " +
    "hours 11 minutes.",
    "2026-12-01T07:11:00.000Z",
  ],
  ["Your quota will reset after 12h34m56s.", "2026-11-25T21:34:56.000Z"],
  ["try again at 2026-11-25T10:15:00Z", "2026-11-25T10:15:00.000Z"],
  ["available at 2026-11-25 10:15 UTC", "2026-11-25T10:15:00.000Z"],
  ["resets 2026-11-25T10:15:00.123+02:00", "2026-11-25T08:15:00.000Z"],
  [
    "You've hit your limit · resets 1:30am (Asia/Dhaka)",
    "2026-11-25T19:30:00.000Z",
  ],
  [
    "You've hit your session limit · resets 4pm (Europe/Berlin)",
    "2026-11-25T15:00:00.000Z",
  ],
  ["Resets Nov 29, 5:59am (America/Los_Angeles)", "2026-11-29T13:59:00.000Z"],
  ["resets Jan 2 at 3pm (UTC)", "2027-01-02T15:00:00.000Z"],
  ["resets 9:30 UTC", "2026-11-25T09:30:00.000Z"],
  // Some limits end later than they tell.
  ["resets 8:55 UTC", "2026-11-25T08:55:00.000Z"],
  ["resets 7:15 UTC", "2026-11-25T07:15:00.000Z"],
  ["resets 6:45 UTC", "2026-11-26T06:45:00.000Z"],
  ["resets 12am (UTC)", "2026-11-26T00:00:00.000Z"],
  ["resets 12pm (UTC)", "2026-11-25T12:00:00.000Z"],
  ["retried 3 times; try again at 23:05 UTC", "2026-11-25T23:05:00.000Z"],
  ["Access resets at 10:57 PM GMT-3.", "2026-11-26T01:57:00.000Z"],
  ["resets 15:00 (UTC+0530)", "2026-11-25T09:30:00.000Z"],
  ["resets 3:00 PM PST", "2026-11-25T23:00:00.000Z"],
  ["resets 3pm ET", "2026-11-25T20:00:00.000Z"],
  ["resets 3pm CEST", "2026-11-25T14:00:00.000Z"],
  ["resets 15:00Z", "2026-11-25T15:00:00.000Z"],
  ["try again after 5:30 pm UTC", "2026-11-25T17:30:00.000Z"],
  ["Retry-After: Wed, 25 Nov 2026 10:00:00 GMT", "2026-11-25T10:00:00.000Z"],
  ["x-ratelimit-reset: 1795609800", "2026-11-25T12:30:00.000Z"],
  ["resets_at: 1500000000", "2017-07-14T02:40:00.000Z"],
  ['"resets_at":"2026-11-25T10:15:00Z"', "2026-11-25T10:15:00.000Z"],
  ["resets 2026-11-25T10:15:00+0200", "2026-11-25T08:15:00.000Z"],
  ["try again in 1 week", "2026-12-02T09:00:00.000Z"],
  ["try again in 5 hours 3 minutes", "2026-11-25T14:03:00.000Z"],
  ["Please wait for 2m30s", "2026-11-25T09:02:30.000Z"],
];
for (const [text, expected] of TIMES) {
  Deno.test(`resetTimeIn() reads ${text}`, () => {
    assertEquals(resetTimeIn(text, NOW)?.toISOString(), expected);
  });
}

/** Without a zone it is the clock where this runs. */
const LOCAL: readonly (readonly [text: string, expected: Date])[] = [
  ["try again at Jul 5th, 2027 8:19 PM.", new Date(2027, 6, 5, 20, 19)],
  ["Limits will reset at Nov 30, 9:30 AM.", new Date(2026, 10, 30, 9, 30)],
  ["resets Nov 30, 3pm and not before", new Date(2026, 10, 30, 15)],
];
for (const [text, expected] of LOCAL) {
  Deno.test(`resetTimeIn() reads ${text}`, () => {
    assertEquals(resetTimeIn(text, NOW), expected);
  });
}

const NONE: readonly string[] = [
  "",
  "Usage limit reached",
  "Too many requests, try again later",
  "429 Too Many Requests",
  "resets 3",
  "resets 25:00 UTC",
  "resets 13pm (UTC)",
  "resets 3am (Mars/Olympus)",
  "resets 3am XQZ",
  "resets Dec 1",
  "resets tomorrow at 3am",
  "try again at 10 de jul. de 2026, 11:52",
  "wait for limits to reset (every 5h and every week.).",
  "Retrying in 8.0 seconds...",
  "retried 5 times (total retry wait time: 62.73 seconds)",
  `try again in ${"9".repeat(400)} days`,
  "try again at 2026-99-99T99:99:99Z",
];
for (const text of NONE) {
  Deno.test(`resetTimeIn() finds no time in ${text.slice(0, 60)}`, () => {
    assertEquals(resetTimeIn(text, NOW), undefined);
  });
}

const SUMMER_ENDS = { year: 2026, month: 9, day: 25 };
const WALL_TIMES: readonly (readonly [hour: number, expected: string])[] = [
  [1, "2026-10-24T23:00:00.000Z"],
  [4, "2026-10-25T03:00:00.000Z"],
];
for (const [hour, expected] of WALL_TIMES) {
  Deno.test(`momentOf() knows the zone's time at ${hour} on the last day of summer`, () => {
    const time = { ...SUMMER_ENDS, hour, minute: 0 };
    assertEquals(momentOf(time, "Europe/Berlin").toISOString(), expected);
  });
}
