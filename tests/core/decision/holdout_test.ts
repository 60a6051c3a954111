import { assertEquals } from "@std/assert";
import type { Config } from "../../../src/core/config/config.ts";
import {
  holdoutOf,
  isKnown,
  isWorse,
  keyOf,
  runsOf,
} from "../../../src/core/decision/holdout.ts";

const CONFIG: Config = {
  target: ["a"],
  evaluateCmd: "sh eval.sh",
  metric: "score",
  direction: "higher",
  metricGrep: "^score:",
  budgetMinutes: 1,
  protected: [],
};

Deno.test("holdoutOf() takes over what the main metric has", () => {
  assertEquals(holdoutOf(CONFIG), undefined);
  assertEquals(holdoutOf({ ...CONFIG, holdoutCmd: "sh h.sh" }), {
    command: "sh h.sh",
    metric: "score",
    direction: "higher",
    grep: "^score:",
  });
  assertEquals(
    holdoutOf({
      ...CONFIG,
      holdoutCmd: "sh h.sh",
      holdoutMetric: "loss",
      holdoutDirection: "lower",
    }),
    { command: "sh h.sh", metric: "loss", direction: "lower" },
  );
});

const KNOWN: [runs: number[], isKnown: boolean][] = [
  [[], false],
  [[1], false],
  [[1, 1], true],
  [[1, 2], false],
  [[1, 2, 3], true],
];
for (const [runs, expected] of KNOWN) {
  Deno.test(`isKnown() of ${JSON.stringify(runs)}`, () => {
    assertEquals(isKnown(runs), expected);
  });
}

/** The limit of three runs 8, 9, 10: t(0.99; 2) · sqrt(4/3) = 8.04. */
const WORSE: [
  candidate: number,
  runs: number[],
  direction: "lower" | "higher",
  isWorse: boolean,
][] = [
  [1, [8, 9, 10], "higher", false],
  [0.9, [8, 9, 10], "higher", true],
  [17, [8, 9, 10], "lower", false],
  [17.1, [8, 9, 10], "lower", true],
  [99, [8, 9, 10], "higher", false],
  [0.1, [0.1, 0.1], "higher", false],
  [0.09, [0.1, 0.1], "higher", true],
  // The mean of these is no longer 0.1.
  [0.1, [0.1, 0.1, 0.1], "higher", false],
  [0.1, [0.1, 0.1, 0.1], "lower", false],
];
for (const [candidate, runs, direction, expected] of WORSE) {
  Deno.test(`isWorse() of ${candidate} beside ${runs}, ${direction} is better`, () => {
    assertEquals(isWorse(candidate, runs, direction), expected);
  });
}

Deno.test("runsOf() finds runs again by all that they depend on", () => {
  const holdout = {
    command: "sh h.sh",
    metric: "m",
    direction: "lower",
  } as const;
  const key = keyOf(holdout, "c0ffee", "f1");
  const text = JSON.stringify({ key, runs: [1, 2] });

  assertEquals(runsOf(text, key), [1, 2]);
  for (
    const other of [
      keyOf(holdout, "bea057b", "f1"),
      keyOf(holdout, "c0ffee", "f2"),
      keyOf({ ...holdout, command: "sh i.sh" }, "c0ffee", "f1"),
      keyOf({ ...holdout, metric: "n" }, "c0ffee", "f1"),
      keyOf({ ...holdout, grep: "x" }, "c0ffee", "f1"),
    ]
  ) assertEquals(runsOf(text, other), []);
});

for (
  const text of ["", "{", "7", "null", '{"key":"k"}', '{"key":"k","runs":7}']
) {
  Deno.test(`runsOf() finds nothing in ${JSON.stringify(text)}`, () => {
    assertEquals(runsOf(text, "k"), []);
  });
}
