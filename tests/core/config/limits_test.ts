import { assertEquals, assertThrows } from "@std/assert";
import { parseAnswers } from "../../../src/core/config/config_text.ts";
import {
  type Limits,
  parseCost,
  parseCount,
  parseHours,
  parseWanted,
} from "../../../src/core/config/limits.ts";
import { Failure } from "../../../src/core/failure.ts";

const HOURS = "it must be hours above 0 up to 500, like 8 or 0.5";
const COST = "it must be USD above 0, like 20 or 0.5";
const COUNT = "it must be a whole number above 0";
const NUMBER = "it must be a finite number";

/** A number, or what is said where there is none. */
const READ: readonly (readonly [
  parse: (text: string) => number,
  text: string,
  expected: number | string,
])[] = [
  [parseCount, "1", 1],
  [parseCount, "0", COUNT],
  [parseCount, "1.5", COUNT],
  [parseCount, "", COUNT],
  [parseCount, "99999999999999999999", COUNT],
  [parseHours, "8", 8],
  [parseHours, ".5", 0.5],
  [parseHours, "500", 500],
  [parseHours, "501", HOURS],
  [parseHours, "0", HOURS],
  [parseHours, "-1", HOURS],
  // As a number with a unit it would be 30 hours.
  [parseHours, "30 min", HOURS],
  [parseHours, "", HOURS],
  [parseCost, "2.50", 2.5],
  [parseCost, "0", COST],
  [parseCost, "5 EUR", COST],
  [parseCost, "1e999", COST],
  [parseWanted, "85%", 85],
  [parseWanted, "-7.5e-05", -0.000075],
  [parseWanted, "0", 0],
  [parseWanted, "nan", NUMBER],
  [parseWanted, "0,95", NUMBER],
];
for (const [parse, text, expected] of READ) {
  Deno.test(`${parse.name}() reads ${JSON.stringify(text)}`, () => {
    if (typeof expected === "number") assertEquals(parse(text), expected);
    else assertThrows(() => parse(text), RangeError, expected);
  });
}

const KEYS: readonly (readonly [line: string, limits: Limits])[] = [
  ["max_experiments: 12", { maxExperiments: 12 }],
  ["max_hours: 7.5", { maxHours: 7.5 }],
  ["max_cost: 20", { maxCost: 20 }],
  ["until: -0.5", { until: -0.5 }],
  ["plateau: 30", { plateau: 30 }],
];
for (const [line, limits] of KEYS) {
  Deno.test(`parseAnswers() reads ${line}`, () => {
    assertEquals(parseAnswers(line, "a.cfg").answers, limits);
  });
}

Deno.test("parseAnswers() says how a limit is written", () => {
  const failure = assertThrows(
    () => parseAnswers("max_hours: all night", "a.cfg"),
    Failure,
  );

  assertEquals([failure.message, failure.hint], [
    `Cannot read "a.cfg": line 1, max_hours is "all night": ${HOURS}`,
    "Write it as  max_hours: 8",
  ]);
});
