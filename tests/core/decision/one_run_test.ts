import { assertEquals } from "@std/assert";
import { spreadOf } from "../../../src/core/decision/noise.ts";
import { judgeOneRun } from "../../../src/core/decision/one_run.ts";

/** So many runs, every other one a little above, of mean 100 and deviation 1. */
function level(count: number): readonly number[] {
  const away = Math.sqrt((count - 1) / (count - count % 2));
  return Array.from({ length: count }, (_, i) => {
    if (i === 0 && count % 2 === 1) return 100;
    return 100 + (i % 2 === 0 ? away : -away);
  });
}

/** By how many deviations a run must be better, which the rule names. */
const LIMITS: readonly (readonly [runs: number, limit: number])[] = [
  [3, 8.042],
  [5, 4.105],
  [10, 2.959],
  [20, 2.602],
];
for (const [runs, limit] of LIMITS) {
  Deno.test(`judgeOneRun() keeps from ${limit} sd on with ${runs} runs`, () => {
    const incumbent = {
      level: level(runs),
      spread: spreadOf(level(runs)),
      minEffect: 0,
    };
    const kinds = [limit - 0.001, limit + 0.001].map((gain) =>
      judgeOneRun(100 - gain, incumbent).kind
    );
    assertEquals(kinds, ["discard", "keep"]);
  });
}

const VERDICTS: readonly (readonly [
  what: string,
  run: number,
  incumbent: Parameters<typeof judgeOneRun>[1],
  verdict: string,
])[] = [
  [
    "two runs verify nothing",
    1,
    { level: [99, 101], spread: spreadOf([99, 101]), minEffect: 0 },
    "discard unverified",
  ],
  [
    "what is worse needs no verifying",
    102,
    { level: [99, 101], spread: spreadOf([99, 101]), minEffect: 0 },
    "discard unpaired",
  ],
  [
    "one fresh run will do, with the noise from before",
    100 - 3.747 * Math.SQRT2 - 0.001,
    { level: [100], spread: { noise: 1, degrees: 4 }, minEffect: 0 },
    "keep unpaired",
  ],
  [
    "and makes the limit wider",
    100 - 3.746 * Math.SQRT2,
    { level: [100], spread: { noise: 1, degrees: 4 }, minEffect: 0 },
    "discard unpaired",
  ],
  [
    "without noise any gain is one",
    99,
    { level: [100, 100, 100], spread: spreadOf([1, 1, 1]), minEffect: 0 },
    "keep unpaired",
  ],
  [
    "but no gain is none",
    100,
    { level: [100, 100, 100], spread: spreadOf([1, 1, 1]), minEffect: 0 },
    "discard unpaired",
  ],
  [
    "nor is the smallest that is wanted",
    99,
    { level: [100, 100, 100], spread: spreadOf([1, 1, 1]), minEffect: 1 },
    "discard unpaired",
  ],
];
for (const [what, run, incumbent, verdict] of VERDICTS) {
  Deno.test(`judgeOneRun() says ${verdict}: ${what}`, () => {
    const { kind, why } = judgeOneRun(run, incumbent);
    assertEquals(`${kind} ${why}`, verdict);
  });
}

Deno.test("judgeOneRun() estimates with the interval of its own limit", () => {
  const spread = { noise: 1, degrees: 4 };
  const kept = judgeOneRun(94, { level: level(5), spread, minEffect: 0 });

  const figures = Object.entries(kept.estimate ?? {})
    .map(([name, value]) => [name, Number(value.toFixed(6))]);
  assertEquals(Object.fromEntries(figures), {
    raw: 6,
    gain: 5.8,
    error: 1.095445,
    low: 1.895425,
    high: 10.104575,
  });
});
