import { assertEquals } from "@std/assert";
import type { Direction } from "../../../src/core/config/config.ts";
import { isBetter } from "../../../src/core/decision/decision.ts";
import {
  type Estimate,
  estimateGain,
  moveBy,
} from "../../../src/core/decision/gain.ts";
import type { Spread } from "../../../src/core/decision/noise.ts";

const STILL: Spread = { noise: 0, degrees: 8 };
const NOISY: Spread = { noise: Math.sqrt(3 / 2), degrees: 8 };
/** The quantile with 8 degrees of freedom, where the error is 1. */
const T = 2.8964594477;

const ESTIMATES: readonly (readonly [
  what: string,
  differences: readonly number[],
  spread: Spread,
  rules: { readonly minEffect: number; readonly isKept: boolean },
  estimate: Estimate,
])[] = [
  [
    "takes the middle of all means of two",
    [1, 2, 9],
    STILL,
    { minEffect: 0, isKept: false },
    { raw: 3.5, gain: 3.5, error: 0, low: 3.5, high: 3.5 },
  ],
  [
    "gives back what was taken off for the smallest gain",
    [1, 1, 1],
    STILL,
    { minEffect: 2, isKept: true },
    { raw: 3, gain: 3, error: 0, low: 3, high: 3 },
  ],
  [
    "shrinks what was kept, beyond the smallest gain",
    [2, 2, 2],
    NOISY,
    { minEffect: 1, isKept: true },
    { raw: 3, gain: 2.5, error: 1, low: 3 - T, high: 3 + T },
  ],
  [
    "leaves what was discarded as it is",
    [2, 2, 2],
    NOISY,
    { minEffect: 1, isKept: false },
    { raw: 3, gain: 3, error: 1, low: 3 - T, high: 3 + T },
  ],
  [
    "shrinks to the smallest gain, and no further",
    [0.5, 0.5, 0.5],
    NOISY,
    { minEffect: 1, isKept: true },
    { raw: 1.5, gain: 1, error: 1, low: 1.5 - T, high: 1.5 + T },
  ],
];
for (const [what, differences, spread, rules, estimate] of ESTIMATES) {
  Deno.test(`estimateGain() ${what}`, () => {
    assertEquals(
      rounded(estimateGain(differences, spread, rules)),
      rounded(estimate),
    );
  });
}

const MOVES: readonly (readonly [
  metric: number,
  gain: number,
  direction: Direction,
  moved: number,
])[] = [
  [100, 3.064921, "lower", 96.935079],
  [0.7, 0.189167, "higher", 0.889167],
  [0.3, 0.1, "lower", 0.2],
  [0.1, 0.2, "higher", 0.3],
  [-5, 2, "lower", -7],
  [0, 1, "lower", -1],
  [1e-9, 2e-10, "lower", 8e-10],
  [1e15, 1, "lower", 999999999999999],
  [1e-300, 2e-301, "lower", 8e-301],
  [1234567.891, 0.001, "lower", 1234567.89],
];
for (const [metric, gain, direction, moved] of MOVES) {
  Deno.test(`moveBy() moves ${metric} by ${gain}, ${direction}`, () => {
    assertEquals(moveBy(metric, gain, direction), moved);
  });
}

for (const metric of [0, 1, -1, 123.456789012345678, 1e-300, 1e17, -3e8]) {
  for (const direction of ["lower", "higher"] as const) {
    Deno.test(`moveBy() betters ${metric} even by nothing, ${direction}`, () => {
      const moved = moveBy(metric, 0, direction);
      assertEquals(isBetter(moved, metric, direction), true);
    });
  }
}

function rounded(estimate: Estimate) {
  return Object.fromEntries(
    Object.entries(estimate).map((
      [name, value],
    ) => [name, Number(value.toFixed(9))]),
  );
}
