import { assertEquals } from "@std/assert";
import { pauseSeconds } from "../../../src/core/experiment/pause.ts";

const DAY = 24 * 3600;

const PAUSES: readonly (readonly [
  count: number,
  secondsToReset: number | undefined,
  seconds: number,
])[] = [
  [1, undefined, 60],
  [2, undefined, 120],
  [5, undefined, 960],
  [6, undefined, 1800],
  [1000, undefined, 1800],
  [1, 7200, 7201],
  [1, 0.4, 1.4],
  [1, -30, 1],
  [2, 7200, 7201],
  [2, -30, 60],
  [3, 1, 120],
  [1, 31 * DAY, 31 * DAY + 1],
  [1, 40 * DAY, 60],
  [3, Infinity, 240],
];
for (const [count, toReset, seconds] of PAUSES) {
  Deno.test(`pauseSeconds() of limit ${count}, over in ${toReset} s, is ${seconds}`, () => {
    assertEquals(pauseSeconds(count, toReset), seconds);
  });
}
