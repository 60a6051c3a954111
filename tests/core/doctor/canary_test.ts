import { assertEquals } from "@std/assert";
import type { Config } from "../../../src/core/config/config.ts";
import {
  type BrokenTrial,
  implausibleGain,
  judgeBroken,
  judgeImplausible,
  judgeUnchanged,
  type Tried,
} from "../../../src/core/doctor/canary.ts";
import {
  canaryRuns,
  describeCost,
  secondsPerRun,
} from "../../../src/core/doctor/canary_cost.ts";
import type { Finding } from "../../../src/core/finding.ts";
import type { Row } from "../../../src/core/ledger/ledger.ts";

const EQUAL: Tried = { status: "discard", metric: 100, reason: "equal to 100" };
const KEPT: Tried = { status: "keep", metric: 98, reason: "better by 2" };
const CRASH: Tried = { status: "crash", metric: null, reason: "exit 1" };

function linesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ severity, kind, message }) =>
    `${severity} ${kind}: ${message}`
  );
}

const UNCHANGED: [title: string, Tried[], lines: string[]][] = [
  ["discards", [EQUAL, EQUAL], []],
  ["no try at all", [], []],
  ["keeps", [EQUAL, KEPT, KEPT], [
    "error unchanged-kept: The unchanged target was kept in 2 of 3 tries: " +
    "better by 2",
  ]],
  ["a keep and a crash", [CRASH, KEPT], [
    "error unchanged-kept: The unchanged target was kept in 1 of 2 tries: " +
    "better by 2",
    "warning unchanged-crashed: The unchanged target crashed in 1 of 2 " +
    "tries: exit 1",
  ]],
];
for (const [title, tries, lines] of UNCHANGED) {
  Deno.test(`judgeUnchanged() judges ${title}`, () => {
    assertEquals(linesOf(judgeUnchanged(tries)), lines);
  });
}

const RUNS = [100, 101, 99, 100, 102];
const UNSEEN = "error target-unseen: The evaluator does not see that the " +
  "target is broken: p50_ms ";

const BROKEN: [title: string, Tried[], runs: number[], lines: string[]][] = [
  ["crashes", [CRASH, CRASH], RUNS, []],
  ["nothing that was tried", [], RUNS, []],
  ["one that is kept", [CRASH, KEPT], RUNS, [
    "error broken-kept: A target that was made garbled was kept: better by 2",
  ]],
  ["the very same number", [EQUAL, EQUAL], [100, 100], [
    `${UNSEEN}100 when it is empty, 100 when it is garbled, 100 as it is`,
  ]],
  ["another number", [EQUAL, EQUAL], [90, 90], []],
  ["a number within the noise", [EQUAL, { ...EQUAL, metric: 97 }], RUNS, [
    `${UNSEEN}100 when it is empty, 97 when it is garbled, 100 as it is`,
  ]],
  ["a number beyond it", [EQUAL, { ...EQUAL, metric: 110 }], RUNS, []],
  ["one that crashes beside one that is equal", [EQUAL, CRASH], RUNS, []],
  ["a discard without a number", [{ ...EQUAL, metric: null }], RUNS, []],
  ["what has nothing to be compared with", [EQUAL, EQUAL], [], []],
];
for (const [title, tried, runs, lines] of BROKEN) {
  Deno.test(`judgeBroken() judges ${title}`, () => {
    const ways: BrokenTrial["how"][] = ["empty", "garbled"];
    const trials = tried.map((trial, index) => ({
      ...trial,
      how: ways[index] ?? "empty",
    }));
    const config = { metric: "p50_ms", evaluateCmd: "sh eval.sh" };

    assertEquals(linesOf(judgeBroken(trials, runs, config)), lines);
  });
}

const GAINS: [
  range: [from: number, to: number],
  incumbent: number,
  direction: Config["direction"],
  gain: number,
][] = [
  [[10, 500], 100, "lower", 0],
  [[10, 500], 100, "higher", 1000],
  [[-5, 5], 0, "lower", -10],
  [[0, 1], 0.5, "higher", 2],
  // Whatever is better than this one lies outside already.
  [[10, 500], 2, "lower", 0],
  [[10, 500], 900, "higher", 1800],
];
for (const [[from, to], incumbent, direction, gain] of GAINS) {
  Deno.test(`implausibleGain() of ${incumbent}, ${direction} than ${from}..${to}`, () => {
    assertEquals(implausibleGain({ from, to }, incumbent, direction), gain);
  });
}

const HELD: Tried = { status: "discard", metric: 0, reason: "held: 0 lies …" };

const IMPLAUSIBLE: [title: string, Tried, usual: number, lines: string[]][] = [
  ["what is held", HELD, 100, []],
  ["what is kept", KEPT, 100, [
    "error implausible-unheld: A gain to 98, outside of 10..500, was not held " +
    "for confirmation: keep, better by 2",
  ]],
  ["what is discarded for another reason", EQUAL, 100, [
    "error implausible-unheld: A gain to 100, outside of 10..500, was not " +
    "held for confirmation: discard, equal to 100",
  ]],
  ["a start that is not plausible itself", HELD, 700, [
    "warning implausible-start: The unchanged target's 700 lies outside of " +
    "plausible, 10..500: most gains would be held for confirmation",
  ]],
];
for (const [title, tried, usual, lines] of IMPLAUSIBLE) {
  Deno.test(`judgeImplausible() judges ${title}`, () => {
    const range = { from: 10, to: 500 };

    assertEquals(linesOf(judgeImplausible(tried, usual, range)), lines);
  });
}

const COSTS: [Partial<Config>, seconds: number, least: number, most: number][] =
  [
    [{}, 1, 14, 306],
    [{ decision: "strict" }, 1, 10, 15],
    [{ maxPairs: 0 }, 1, 14, 19],
    // The budget has room for two runs of the start.
    [{}, 30, 11, 306],
    [{ calibrateRuns: 10, maxPairs: 10 }, 1, 19, 171],
  ];
for (const [config, seconds, least, most] of COSTS) {
  const title = `${JSON.stringify(config)} at ${seconds} s`;
  Deno.test(`canaryRuns() counts for ${title}`, () => {
    const runs = canaryRuns({ budgetMinutes: 1, ...config }, seconds);

    assertEquals(runs, { least, most });
  });
}

const TIMES: [seconds: number, text: string][] = [
  [
    0.0123,
    "10 evaluations, about 0.12 s; a noisy number may take up to 15, " +
    "0.18 s",
  ],
  [12, "10 evaluations, about 2 min; a noisy number may take up to 15, 3 min"],
  [3600, "10 evaluations, about 10 h; a noisy number may take up to 15, 15 h"],
];
for (const [seconds, text] of TIMES) {
  Deno.test(`describeCost() describes runs of ${seconds} s`, () => {
    assertEquals(describeCost({ least: 10, most: 15 }, seconds), text);
  });
}

Deno.test("secondsPerRun() is the median of what rows say", () => {
  const rows = [{ seconds: 10, runs: 5 }, { seconds: 3 }, {}, {
    seconds: 0,
    runs: 0,
  }].map((cells, row): Row => ({
    row,
    commit: "c0ffee1",
    metric: 1,
    status: "discard",
    description: "",
    reason: "",
    other: {},
    ...cells,
  }));

  assertEquals(secondsPerRun(rows), 2.5);
  assertEquals(secondsPerRun([]), undefined);
});
