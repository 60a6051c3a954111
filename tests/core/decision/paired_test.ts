import { assertEquals } from "@std/assert";
import type { Config } from "../../../src/core/config/config.ts";
import { toDecisionRules } from "../../../src/core/decision/decision_rules.ts";
import {
  judgePairs,
  judgeScreening,
} from "../../../src/core/decision/paired.ts";
import type { Sample } from "../../../src/core/statistics/sample.ts";

const REFERENCE = [100.2, 101.1, 99.5, 100.7, 99.9];

function judge(sample: Partial<Sample>, config: Partial<Config> = {}): string {
  const { figures: _, ...verdict } = judgePairs({
    reference: REFERENCE,
    screening: [97],
    candidate: [],
    incumbent: [],
    minEffect: 0,
    ...sample,
  }, toDecisionRules(config));
  return verdict.kind === "open" ? "open" : `${verdict.kind}: ${verdict.why}`;
}

/** So many pairs with this gain, over incumbents that vary by a little. */
function pairs(
  gains: readonly number[],
): Pick<Sample, "candidate" | "incumbent"> {
  const incumbent = gains.map((_, i) => 100 + (i % 3) / 2);
  const candidate = gains.map((gain, i) => (incumbent[i] ?? NaN) - gain);
  return { candidate, incumbent };
}

function times(count: number, gain: number): readonly number[] {
  return Array.from({ length: count }, () => gain);
}

/** The gain in each of three pairs that makes T so large, at deviation 1. */
function gainFor(t: number): number {
  return t * Math.sqrt(2 / 3);
}

/** Runs of deviation 1. */
const FIVE = [98.7350889359, 99.3675444680, 100, 100.632455532, 101.2649110641];
const THREE = [99, 100, 101];
const TWO = [100 - Math.SQRT1_2, 100 + Math.SQRT1_2];

const VERDICTS: readonly (readonly [
  what: string,
  sample: Partial<Sample>,
  config: Partial<Config>,
  verdict: string,
])[] = [
  [
    "T 4.2 is clear with 5 runs of reference",
    { reference: FIVE, ...pairs(times(3, gainFor(4.2))) },
    {},
    "keep: clear",
  ],
  [
    "T 3.9 is not",
    { reference: FIVE, ...pairs(times(3, gainFor(3.9))) },
    {},
    "open",
  ],
  [
    "T 4.2 is not with 3",
    { reference: THREE, ...pairs(times(3, gainFor(4.2))) },
    {},
    "open",
  ],
  [
    "T 4.7 is clear with 3",
    { reference: THREE, ...pairs(times(3, gainFor(4.7))) },
    {},
    "keep: clear",
  ],
  [
    "T 4.7 is not with 2",
    { reference: TWO, ...pairs(times(3, gainFor(4.7))) },
    {},
    "open",
  ],
  [
    "T 6.2 is clear with 2",
    { reference: TWO, ...pairs(times(3, gainFor(6.2))) },
    {},
    "keep: clear",
  ],
  [
    "one run of reference makes nothing clear",
    { reference: [100], ...pairs(times(3, 50)) },
    {},
    "open",
  ],
  ["two pairs are not clear", pairs(times(2, 50)), {}, "open"],
  ["nine may be", pairs(times(9, 50)), {}, "keep: clear"],
  ["ten are for the rank test", pairs(times(10, 50)), {}, "keep: rank"],
  [
    "one pair that is not better makes it unclear",
    pairs([...times(8, 50), 0]),
    {},
    "open",
  ],
  ["clear_keep: off", pairs(times(3, 50)), { clearKeep: false }, "open"],
  ["another alpha switches it off", pairs(times(3, 50)), {
    alpha: 0.02,
  }, "open"],
  ["ten of ten", pairs(times(10, 50)), { clearKeep: false }, "keep: rank"],
  [
    "nine of ten, the smallest lost",
    pairs([...times(9, 50), -1]),
    {},
    "open",
  ],
  [
    "nine of ten at an alpha of 0.02",
    pairs([...times(9, 50), -1]),
    { alpha: 0.02 },
    "keep: rank",
  ],
  [
    "no look at eleven",
    pairs(times(11, 50)),
    { clearKeep: false },
    "open",
  ],
  [
    "twenty in which 40 of 210 are lost",
    pairs([...rising(17, 2), -20, -19, -1]),
    {},
    "keep: rank",
  ],
  [
    "twenty in which 41 are lost",
    pairs([1, ...rising(16, 3), -20, -19, -2]),
    {},
    "discard: undecided",
  ],
  [
    "the last of seven pairs has one look",
    pairs(times(7, 50)),
    { clearKeep: false, maxPairs: 7 },
    "keep: rank",
  ],
  [
    "the last of ten has one look, with all of it",
    pairs([...times(8, 50), -1, -2]),
    { maxPairs: 10 },
    "keep: rank",
  ],
  [
    "with six at most there is none",
    pairs(times(6, 50)),
    { clearKeep: false, maxPairs: 6 },
    "discard: undecided",
  ],
  [
    "but one may be clear",
    pairs(times(3, 50)),
    { maxPairs: 3 },
    "keep: clear",
  ],
  [
    "a loss is given up",
    { screening: [100], ...pairs([-3]) },
    {},
    "discard: futile",
  ],
  ["but not with patience", { screening: [100], ...pairs([-3]) }, {
    patience: 10,
  }, "open"],
  [
    "equal without noise is given up",
    {
      reference: [10, 10, 10],
      screening: [9],
      candidate: [10, 10],
      incumbent: [10, 10],
    },
    {},
    "discard: futile",
  ],
  [
    "a rounding is no gain",
    {
      reference: [0.8, 0.8, 0.8],
      screening: [0.7],
      candidate: times(3, 0.7),
      incumbent: times(3, 0.8),
      minEffect: 0.1,
    },
    {},
    "discard: futile",
  ],
];
for (const [what, sample, config, verdict] of VERDICTS) {
  Deno.test(`judgePairs() says ${verdict}: ${what}`, () => {
    assertEquals(judge(sample, config), verdict);
  });
}

Deno.test("judgePairs() leaves a reference aside that has become stale", () => {
  const sample = {
    reference: REFERENCE,
    screening: [99],
    candidate: [109, 109.5],
    incumbent: [110.2, 109.9],
    minEffect: 0,
  };

  const { figures } = judgePairs(sample, toDecisionRules({}));

  assertEquals(figures.isStale, true);
  assertEquals(Number(figures.g?.toFixed(6)), 1.05);
  assertEquals(figures.v, 1 / 2 + 1 / 3);
});

/** In step with the reference, but for a shift that may be one of chance. */
const SHIFTS: readonly (readonly [shift: number, isStale: boolean])[] = [
  // 2.5 * r * sqrt(1/5 + 1/2) is 1.754, r being 0.8387 with the pairs.
  [1.7, false],
  [1.8, true],
];
for (const [shift, isStale] of SHIFTS) {
  Deno.test(`judgePairs() calls a shift by ${shift} ${isStale ? "stale" : "chance"}`, () => {
    const [low, high] = [99.8, 100.6].map((run) => run + shift);
    const incumbent = [low ?? NaN, high ?? NaN];
    const candidate = incumbent.map((run) => run - 0.5);
    const sample = { reference: REFERENCE, screening: [99], minEffect: 0 };
    const { figures } = judgePairs(
      { ...sample, candidate, incumbent },
      toDecisionRules({}),
    );
    assertEquals(figures.isStale, isStale);
  });
}

const SCREENED: readonly (readonly [
  run: number,
  patience: number,
  isHopeless: boolean,
])[] = [
  // The limit is 100.2 + 0.075049, and 100.2 + 0.3638 with patience.
  [100.275, 1, false],
  [100.276, 1, true],
  [100.276, 1.25, false],
];
for (const [run, patience, isHopeless] of SCREENED) {
  Deno.test(`judgeScreening() of ${run} with patience ${patience}`, () => {
    const sample = {
      reference: REFERENCE,
      screening: [run],
      candidate: [],
      incumbent: [],
      minEffect: 0,
    };
    const { kind } = judgeScreening(sample, { patience });
    assertEquals(kind, isHopeless ? "discard" : "open");
  });
}

function rising(count: number, from: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}
