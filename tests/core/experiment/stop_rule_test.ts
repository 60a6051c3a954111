import { assertEquals } from "@std/assert";
import type { Limits } from "../../../src/core/config/limits.ts";
import {
  type Standing,
  type Stop,
  whyStop,
} from "../../../src/core/experiment/stop_rule.ts";
import type { Row, Status } from "../../../src/core/ledger/ledger.ts";

/** A ledger of these statuses: `k`, `d` and `c`. */
function rowsOf(statuses: string): readonly Row[] {
  return [...statuses].map((letter, row) => ({
    row,
    commit: "bea057b",
    metric: letter === "c" ? undefined : 90,
    status: STATUSES[letter] ?? "discard",
    description: "",
    reason: letter === "c" ? `exited with code ${row}` : "",
    other: {},
  }));
}

const STATUSES: Readonly<Record<string, Status>> = {
  k: "keep",
  d: "discard",
  c: "crash",
};

const STANDING: Standing = {
  turn: "judged",
  rows: rowsOf("kd"),
  metric: "p50_ms",
  direction: "lower",
  best: 90,
  done: 1,
  failures: 0,
  reason: "",
  isLate: false,
  usd: 0,
};

const ALL: Limits = {
  maxExperiments: 1,
  maxHours: 8,
  maxCost: 5,
  until: 90,
  plateau: 1,
};

function done(why: string): Stop {
  return { why, code: 0 };
}

const RULES: readonly (readonly [
  what: string,
  standing: Partial<Standing>,
  limits: Limits,
  stop: Stop | undefined,
])[] = [
  [
    "nothing without limits",
    { done: 999, usd: 99, isLate: true },
    {},
    undefined,
  ],
  ["an interrupt before all else", { turn: "interrupted" }, ALL, {
    why: "interrupted",
    code: 130,
  }],
  [
    "a tuner that has nothing left",
    { turn: "exhausted" },
    ALL,
    done("nothing is left to try"),
  ],
  ["4 failures in a row", { turn: "failed", failures: 4 }, {}, undefined],
  [
    "5 failures in a row",
    { turn: "failed", failures: 5, reason: "no key" },
    {},
    {
      why: "5 proposals in a row came to nothing: no key",
      code: 1,
      hint: "Mend agent_cmd, or try another with --agent",
    },
  ],
  ["4 crashes in a row", { rows: rowsOf("kcccc") }, {}, undefined],
  ["5 crashes in a row", { rows: rowsOf("kccccc") }, {}, {
    why: "5 crashes in a row: exited with code 5",
    code: 5,
    hint: "See run.log; run autoresearch doctor to check the evaluator",
  }],
  [
    "5 crashes of an earlier run",
    { turn: "nothing", rows: rowsOf("kccccc") },
    {},
    undefined,
  ],
  ["experiments to go", { done: 1 }, { maxExperiments: 2 }, undefined],
  [
    "one experiment, as asked",
    { done: 1 },
    { maxExperiments: 1 },
    done("1 experiment, as asked"),
  ],
  [
    "experiments, as asked",
    { done: 2 },
    { maxExperiments: 2 },
    done("2 experiments, as asked"),
  ],
  ["time that is left", {}, { maxHours: 8 }, undefined],
  [
    "hours, as asked",
    { isLate: true },
    { maxHours: 8 },
    done("8 hours, as asked"),
  ],
  [
    "hours that are over while it waited",
    { turn: "nothing", isLate: true },
    { maxHours: 1 },
    done("1 hour, as asked"),
  ],
  ["money that is left", { usd: 4.99 }, { maxCost: 5 }, undefined],
  [
    "money that is spent, on failures too",
    { turn: "failed", failures: 1, usd: 5.123 },
    { maxCost: 5 },
    done("the session's agents have cost 5.12 USD, of 5 allowed"),
  ],
  ["a value not reached", { best: 90 }, { until: 89.9 }, undefined],
  [
    "a value reached",
    { best: 90 },
    { until: 90 },
    done("p50_ms is 90, and 90 was asked for"),
  ],
  [
    "a value reached before the first turn",
    { turn: "nothing", best: 80 },
    { until: 90 },
    done("p50_ms is 80, and 90 was asked for"),
  ],
  [
    "a value not reached, where higher is better",
    { direction: "higher", best: 0.8 },
    { until: 0.9 },
    undefined,
  ],
  [
    "a value reached, where higher is better",
    { direction: "higher", best: 0.95 },
    { until: 0.9 },
    done("p50_ms is 0.95, and 0.9 was asked for"),
  ],
  ["a value before there is any", { best: undefined }, { until: 0 }, undefined],
  ["no plateau yet", { rows: rowsOf("kdckdd") }, { plateau: 3 }, undefined],
  [
    "a plateau, crashes among it",
    { rows: rowsOf("kdcd") },
    { plateau: 3 },
    done("a plateau: no keep in 3 experiments"),
  ],
  [
    "a plateau of an earlier run",
    { turn: "nothing", rows: rowsOf("kddddd") },
    { plateau: 3 },
    undefined,
  ],
];
for (const [what, standing, limits, stop] of RULES) {
  Deno.test(`whyStop() knows ${what}`, () => {
    assertEquals(whyStop({ ...STANDING, ...standing }, limits), stop);
  });
}
