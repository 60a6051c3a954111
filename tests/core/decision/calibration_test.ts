import { assertEquals } from "@std/assert";
import type { Config } from "../../../src/core/config/config.ts";
import {
  describeRuns,
  takesTooLongForPairs,
  wantsAnotherRun,
} from "../../../src/core/decision/calibration.ts";

type Rules = Partial<Config>;

/** Whether so many runs of so many seconds each leave something to measure. */
const WANTED: [what: string, runs: number, each: number, Rules, boolean][] = [
  ["no run yet", 0, 0, {}, true],
  ["4 cheap runs", 4, 1, {}, true],
  ["5 cheap runs", 5, 1, {}, false],
  ["5 of 7 that are asked for", 5, 1, { calibrateRuns: 7 }, true],
  ["1 of 1 that is asked for", 1, 1, { calibrateRuns: 1 }, false],
  ["one that takes half of the budget", 1, 30, {}, true],
  ["two that take all of it", 2, 30, {}, false],
  ["one that takes more than half", 1, 31, {}, false],
  ["one under strict", 1, 1, { decision: "strict" }, false],
  ["one under paired", 1, 1, { decision: "paired" }, true],
  ["two long ones without pairs", 2, 9999, { maxPairs: 0 }, true],
  ["three long ones without pairs", 3, 9999, { maxPairs: 0 }, false],
  ["three cheap ones without pairs", 3, 1, { maxPairs: 0 }, true],
  ["no run yet under strict", 0, 0, { decision: "strict" }, true],
];
for (const [what, runs, each, rules, expected] of WANTED) {
  Deno.test(`wantsAnotherRun() after ${what}`, () => {
    const spent = { runs, seconds: runs * each };
    const wanted = wantsAnotherRun(spent, { budgetMinutes: 1, ...rules });
    assertEquals(wanted, expected);
  });
}

const TOO_LONG: [seconds: number, Rules, boolean][] = [
  [1200, {}, false],
  [1201, {}, true],
  [1201, { maxPairs: 4 }, false],
  [1201, { maxPairs: 0 }, false],
  [1201, { decision: "strict" }, false],
  [1201, { decision: "paired" }, true],
];
for (const [seconds, rules, expected] of TOO_LONG) {
  Deno.test(`takesTooLongForPairs() of ${seconds} s with ${JSON.stringify(rules)}`, () => {
    const spent = { runs: 2, seconds: 2 * seconds };
    const isTooLong = takesTooLongForPairs(spent, {
      budgetMinutes: 30,
      ...rules,
    });
    assertEquals(isTooLong, expected);
  });
}

Deno.test("describeRuns() gives the spread three digits", () => {
  assertEquals(
    describeRuns([100.2, 101.1, 99.5, 100.7, 99.9]),
    "median of 5 runs, sd 0.634",
  );
});
