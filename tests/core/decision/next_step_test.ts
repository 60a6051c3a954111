import { assertEquals } from "@std/assert";
import type { Config } from "../../../src/core/config/config.ts";
import {
  beginComparison,
  type Comparison,
  firstOf,
  other,
} from "../../../src/core/decision/comparison.ts";
import { cutShort } from "../../../src/core/decision/decided.ts";
import { toDecisionRules } from "../../../src/core/decision/decision_rules.ts";
import type { Step } from "../../../src/core/decision/next_step.ts";
import type { Reference } from "../../../src/core/decision/reference.ts";
import { begin, play, playWith, type Runs } from "../../comparing.ts";

const REFERENCE = [100.2, 101.1, 99.5, 100.7, 99.9];

/** What is asked for, in order, and how it ends: metric, runs and reason. */
function tell(comparison: Comparison, runs: Runs): readonly string[] {
  const { steps, step } = play(comparison, runs);
  const asked = steps.map(({ side, phase, runsLeft }) =>
    `${phase === "pair" ? "pair" : `${phase} of ${side}`}, ${runsLeft} left`
  );
  return [...asked, ending(step)];
}

function ending(step: Step): string {
  switch (step.kind) {
    case "measure":
      return step.purpose;
    case "keep":
    case "discard":
      return `${step.kind} at ${step.metric} in ${step.runs}: ${step.reason}`;
    case "crash":
    case "stuck":
      return `${step.kind}: ${step.reason}`;
  }
}

const REGIMES: readonly (readonly [
  what: string,
  reference: readonly number[],
  config: Partial<Config>,
  runs: Runs,
  told: readonly string[],
])[] = [
  [
    "strict keeps what one run says",
    [100, 101],
    { decision: "strict" },
    { screening: [99.5] },
    ["screening of candidate, 1 left", "keep at 99.5 in 1: better by 0.5"],
  ],
  [
    "strict discards what is equal",
    [100],
    { decision: "strict", maxPairs: 0 },
    { screening: [100] },
    ["screening of candidate, 1 left", "discard at 100 in 1: equal to 100"],
  ],
  [
    "strict wants the smallest gain too",
    [100],
    { decision: "strict", minEffect: "1%" },
    { screening: [99.5] },
    [
      "screening of candidate, 1 left",
      "discard at 99.5 in 1: better by 0.5, which is not more than 1",
    ],
  ],
  [
    "auto without variance rejects by one run",
    [100, 100],
    {},
    { screening: [100.5] },
    [
      "screening of candidate, 2 left",
      "discard at 100.5 in 1: not better: 100.5 against 100",
    ],
  ],
  [
    "auto without variance keeps by two equal runs",
    [100],
    {},
    { screening: [90, 90] },
    [
      "screening of candidate, 2 left",
      "screening of candidate, 1 left",
      "keep at 90 in 2: better by 10",
    ],
  ],
  [
    "auto without variance takes the number as it is, with all its digits",
    [100],
    {},
    { screening: [0.12345678901234566, 0.12345678901234566] },
    [
      "screening of candidate, 2 left",
      "screening of candidate, 1 left",
      "keep at 0.12345678901234566 in 2: better by 99.8765",
    ],
  ],
  [
    "auto without variance goes on from the row's number, not the runs'",
    [90, 90],
    {},
    { screening: [89, 89] },
    [
      "screening of candidate, 2 left",
      "screening of candidate, 1 left",
      "keep at 99 in 2: better by 1",
    ],
  ],
  [
    "auto discovers noise, gets to know it and screens again",
    [100],
    {},
    { screening: [99.5, 100.5], calibration: [101, 102, 99, 98] },
    [
      "screening of candidate, 2 left",
      "screening of candidate, 1 left",
      "calibration of incumbent, 44 left",
      "calibration of incumbent, 43 left",
      "calibration of incumbent, 42 left",
      "calibration of incumbent, 41 left",
      "discard at 100 in 6: discard: screen, gain 0, first runs 99.5 and 100.5",
    ],
  ],
  [
    "auto discovers noise and goes on with pairs",
    [100, 100, 100],
    { calibrateRuns: 3 },
    { screening: [90, 91], pairs: [[90, 100], [91, 101], [90, 100]] },
    [
      "screening of candidate, 2 left",
      "screening of candidate, 1 left",
      "pair, 40 left",
      "pair, 39 left",
      "pair, 38 left",
      "pair, 37 left",
      "pair, 36 left",
      "pair, 35 left",
      "keep at 90.022222222 in 8: keep: clear, gain 9.98 [8.52, 11.48], " +
      "3 pairs, T 21.2 >= 4.5",
    ],
  ],
  [
    "auto with variance goes on with pairs at once",
    REFERENCE,
    {},
    { screening: [100.6] },
    [
      "screening of candidate, 41 left",
      "discard at 100.6 in 1: discard: screen, gain -0.4, first run 100.6",
    ],
  ],
  [
    "paired fills up a short reference first",
    [100, 101],
    { decision: "paired" },
    { calibration: [99, 100, 100], screening: [101] },
    [
      "calibration of incumbent, 44 left",
      "calibration of incumbent, 43 left",
      "calibration of incumbent, 42 left",
      "screening of candidate, 41 left",
      "discard at 101 in 4: discard: screen, gain -1, first run 101",
    ],
  ],
  [
    "paired goes to the last pair and no further",
    [100, 101, 99],
    { decision: "paired", maxPairs: 2, calibrateRuns: 3, patience: 5 },
    { screening: [99], pairs: [[99, 100], [100, 100]] },
    [
      "screening of candidate, 5 left",
      "pair, 4 left",
      "pair, 3 left",
      "pair, 2 left",
      "pair, 1 left",
      "discard at 99 in 5: discard: undecided, gain 0.5 [-3.25, 4.25], 2 pairs",
    ],
  ],
  [
    "max_pairs: 0 keeps by one run",
    REFERENCE,
    { maxPairs: 0 },
    { screening: [97] },
    [
      "screening of candidate, 1 left",
      "keep at 96.867073171 in 1: keep: unpaired, gain 3.13 [0.68, 5.88], " +
      "T 4.72 >= 3.75",
    ],
  ],
  [
    "max_pairs: 0 discards by one run",
    REFERENCE,
    { maxPairs: 0 },
    { screening: [99] },
    [
      "screening of candidate, 1 left",
      "discard at 99 in 1: discard: unpaired, gain 1.28 [-1.32, 3.88], " +
      "T 1.84 < 3.75",
    ],
  ],
  [
    "max_pairs: 0 keeps nothing on two runs",
    [100, 100],
    { maxPairs: 0 },
    { screening: [90] },
    [
      "screening of candidate, 1 left",
      "discard at 90 in 1: discard: unverified, gain 10, " +
      "too few runs of the incumbent to tell",
    ],
  ],
];
for (const [what, reference, config, runs, told] of REGIMES) {
  Deno.test(`nextStep() ${what}`, () => {
    const begun = begin(reference, { decision: "auto", ...config });
    assertEquals(tell(begun, runs), told);
  });
}

/** The worked examples, as the rows have them. */
const REASONS: readonly (readonly [
  runs: Runs,
  config: Partial<Config>,
  reason: string,
])[] = [
  [
    { screening: [97.4], pairs: [[97.1, 100.4], [97.9, 99.8], [96.8, 100.9]] },
    {},
    "keep at 96.935079 in 7: keep: clear, gain 3.06 [1.65, 4.65], 3 pairs, " +
    "T 5.99 >= 4.0",
  ],
  [
    { screening: [99.6], pairs: [[100.9, 100.1]] },
    {},
    "discard at 100.25 in 3: discard: futile, gain -0.8 [-4.16, 2.56], 1 pair",
  ],
  [
    {
      screening: [99.5],
      pairs: [
        [99.3, 100.1],
        [99.8, 100.2],
        [99.1, 100.4],
        [99.7, 99.9],
        [99.2, 100.6],
        [99.9, 100.5],
        [98.9, 99.6],
        [99.6, 100.3],
        [99.4, 100.9],
        [99.0, 100.0],
      ],
    },
    {},
    "keep at 99.244588 in 21: keep: rank, gain 0.755 [0.139, 1.561], " +
    "10 pairs, p 0.000977 <= 0.001",
  ],
  [
    { screening: [95], pairs: [[95.1, 100.4], [96, 99.8], [94.8, 100.9]] },
    { minEffect: "2" },
    "keep at 94.960760 in 7: keep: clear, gain 5.04 [3.63, 6.62], 3 pairs, " +
    "T 5.92 >= 4.0",
  ],
  [
    { screening: [95], pairs: [[95.1, 100.4], [96, 99.8], [94.8, 100.9]] },
    { minEffect: "5" },
    "discard at 95.1 in 5: discard: futile, gain 4.55 [2.56, 6.54], 2 pairs",
  ],
];
for (const [runs, config, reason] of REASONS) {
  Deno.test(`nextStep() ends with ${reason}`, () => {
    const { step } = play(begin(REFERENCE, config), runs);
    const six = step.kind === "keep"
      ? ending(step).replace(/(?<=at )\S+/, step.metric.toFixed(6))
      : ending(step);
    assertEquals(six, reason);
  });
}

Deno.test("nextStep() runs an old incumbent once before the screening", () => {
  const reference: Reference = { runs: REFERENCE, runsSince: 8 };
  const begun = { ...begin(REFERENCE), reference };

  assertEquals(tell(begun, { calibration: [100], screening: [101] }), [
    "calibration of incumbent, 42 left",
    "screening of candidate, 41 left",
    "discard at 101 in 2: discard: screen, gain -0.9, first run 101",
  ]);
});

Deno.test("nextStep() lets an incumbent without variance grow old", () => {
  const reference: Reference = { runs: [100, 100], runsSince: 80 };
  const begun = { ...begin([100, 100], { decision: "auto" }), reference };

  assertEquals(tell(begun, {}), ["candidate"]);
});

Deno.test("nextStep() takes a level anew after an unpaired keep", () => {
  const inherited = { noise: 1, degrees: 4 };
  const reference: Reference = { runs: [], runsSince: 0, inherited };
  const begun = { ...begin([], { maxPairs: 0 }), reference };

  assertEquals(tell(begun, { calibration: [100], screening: [94] }), [
    "calibration of incumbent, 2 left",
    "screening of candidate, 1 left",
    "keep at 94.333333333 in 2: keep: unpaired, gain 5.67 [0.7, 11.3], " +
    "T 4.24 >= 3.75",
  ]);
});

Deno.test("nextStep() says who runs in which pair", () => {
  const seed = "t1/7";
  const { steps } = play(begin(REFERENCE, {}, seed), {
    screening: [97],
    pairs: [[99, 99.5], [98, 99], [98, 99.2]],
  });

  const firsts = [1, 2, 3].map((pair) => firstOf(seed, pair));
  assertEquals(
    steps.map(({ purpose }) => purpose),
    [
      "candidate",
      ...firsts.flatMap((first, i) => [
        `pair ${i + 1} of at most 20, ${first}`,
        `pair ${i + 1} of at most 20, ${other(first)}`,
      ]),
    ],
  );
});

Deno.test("firstOf() turns the first pair around for the second", () => {
  const seeds = Array.from({ length: 50 }, (_, row) => `t1/${row}`);
  assertEquals(
    seeds.map((seed) => firstOf(seed, 2)),
    seeds.map((seed) => other(firstOf(seed, 1))),
  );
});

Deno.test("withRun() counts the runs since the incumbent last ran", () => {
  const reference: Reference = { runs: REFERENCE, runsSince: 5 };
  const begun = { ...begin(REFERENCE, {}, "t1/1"), reference, runsSince: 5 };
  const runs: readonly Runs[] = [
    { screening: [97] },
    { screening: [97], pairs: [[97, 100]] },
  ];
  const since = runs.map((each) => play(begun, each).comparison.runsSince);

  assertEquals(since, [6, firstOf("t1/1", 1) === "candidate" ? 0 : 1]);
});

Deno.test("firstOf() is a fair coin, but for the second pair", () => {
  const pairs = Array.from({ length: 20 }, (_, i) => i + 1);
  for (const pair of pairs) {
    const heads = Array.from({ length: 2000 }, (_, seed) =>
      firstOf(`t/${seed}`, pair)).filter((first) =>
        first === "candidate"
      ).length;
    // 1,000 with a deviation of 22.
    assertEquals(heads > 890 && heads < 1110, true, `pair ${pair}: ${heads}`);
  }
});

Deno.test("a candidate's run that fails is a crash at once", () => {
  const { comparison, step } = playWith(
    begin(REFERENCE),
    (run, { pairs }) =>
      run.side === "candidate" && pairs.length === 1
        ? { kind: "crash", reason: "exited with code 7" }
        : { kind: "measured", value: run.side === "candidate" ? 97 : 100 },
  );

  assertEquals(step, { kind: "crash", reason: "exited with code 7" });
  assertEquals(comparison.pairs.length, 1);
});

/** Fails on these runs of the incumbent in pairs, counted from 0. */
function playFailing(seed: string, fails: readonly number[]) {
  let incumbentRuns = 0;
  return playWith(begin(REFERENCE, {}, seed), ({ side, phase }) => {
    if (side === "candidate") return { kind: "measured", value: 97 };
    if (phase === "pair" && fails.includes(incumbentRuns++)) {
      return { kind: "crash", reason: `failure ${incumbentRuns}` };
    }
    return { kind: "measured", value: 100 };
  });
}

// One seed of each kind, so that the incumbent fails first and second.
for (const seed of ["a", "b", "c", "d"]) {
  const first = firstOf(seed, 1);
  Deno.test(`a pair whose incumbent fails is repeated, ${first} first: ${seed}`, () => {
    const { comparison, step } = playFailing(seed, [0, 2]);

    assertEquals(step.kind, "keep");
    assertEquals(comparison.pairs.length, 3);
    // A half that waited for the one that failed was run for nothing.
    const wasted = [1, 2].map((pair) =>
      firstOf(seed, pair) === "candidate" ? 2 : 1
    );
    assertEquals(comparison.runs, 7 + (wasted[0] ?? 0) + (wasted[1] ?? 0));
  });

  Deno.test(`an incumbent that fails twice ends it, ${first} first: ${seed}`, () => {
    const { step } = playFailing(seed, [1, 2]);
    assertEquals(step, { kind: "stuck", reason: "failure 3" });
  });
}

Deno.test("an incumbent that can't be calibrated ends it", () => {
  const { comparison, step } = playWith(begin([100]), () => ({
    kind: "crash",
    reason: "gone",
  }));

  assertEquals(step, { kind: "stuck", reason: "gone" });
  assertEquals(comparison.runs, 2);
});

const CUT: readonly (readonly [what: string, runs: Runs, told: string])[] = [
  [
    "before anything",
    {},
    "discard at undefined in 0: discard: out of time, before the first pair",
  ],
  [
    "after the screening",
    { screening: [97.4] },
    "discard at 97.4 in 1: discard: out of time, before the first pair",
  ],
  [
    "after two pairs",
    { screening: [97.4], pairs: [[97.1, 100.4], [97.9, 99.8]] },
    "discard at 97.4 in 5: discard: out of time, gain 2.6 [0.61, 4.59], 2 pairs",
  ],
];
for (const [what, runs, told] of CUT) {
  Deno.test(`cutShort() discards ${what}`, () => {
    const { comparison } = play(begin(REFERENCE), runs);
    assertEquals(ending(cutShort(comparison, "out of time")), told);
  });
}

Deno.test("cutShort() throws away a pair that is not whole", () => {
  const runs = { screening: [97.4], pairs: [[97.1, 100.4]] } as const;
  const { comparison } = play(begin(REFERENCE), runs);
  const half = { ...comparison, half: 1, runs: comparison.runs + 1 };

  const whole = cutShort(comparison, "stopped");
  assertEquals(cutShort(half, "stopped"), { ...whole, runs: whole.runs + 1 });
});

Deno.test("beginComparison() fixes a relative min_effect by the incumbent", () => {
  const request = {
    rules: toDecisionRules({ minEffect: "2%" }),
    direction: "higher",
    incumbentMetric: 50,
    seed: "s",
  } as const;
  const effects = [[-100, -300, -200], []].map((runs) =>
    beginComparison({ ...request, reference: { runs, runsSince: 0 } })
      .minEffect
  );
  assertEquals(effects, [4, 1]);
});
