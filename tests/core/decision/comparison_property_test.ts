import { assert, assertEquals } from "@std/assert";
import type { Config, DecisionMode } from "../../../src/core/config/config.ts";
import {
  type Comparison,
  toSample,
} from "../../../src/core/decision/comparison.ts";
import { nextStep, type Step } from "../../../src/core/decision/next_step.ts";
import { judgePairs } from "../../../src/core/decision/paired.ts";
import { makeRandom } from "../../../src/core/statistics/random.ts";
import { differences } from "../../../src/core/statistics/sample.ts";
import { begin, type Played, playWith } from "../../comparing.ts";

const MODES: readonly DecisionMode[] = ["auto", "paired", "strict"];

/** A comparison as chance has it, the runs of which are told by its seed. */
interface Drawn {
  readonly config: Partial<Config>;
  readonly reference: readonly number[];
  /** A run by whose it is and its number. */
  readonly value: (isCandidate: boolean, run: number) => number;
}

/** All numbers are multiples of 1/64, so that sums of them are exact. */
function draw(seed: number): Drawn {
  const random = makeRandom("comparison", seed);
  const pick = <T>(values: readonly T[]) =>
    values[Math.floor(random() * values.length)];
  const gain = pick([-1, 0, 0.5, 1, 2, 4]) ?? 0;
  const noise = pick([0, 1, 1, 1]) ?? 1;
  const grain = pick([1, 8, 64]) ?? 64;
  const toValue = (uniform: number, offset: number) =>
    16 + Math.round(grain * (noise * 4 * uniform - offset)) / grain;
  const value = (isCandidate: boolean, run: number) =>
    toValue(
      makeRandom("run", seed, run)() - 0.5,
      isCandidate ? gain : 0,
    );
  const count = Math.floor(random() * 8) + 1;
  return {
    config: {
      decision: pick(MODES) ?? "auto",
      maxPairs: pick([0, 1, 5, 8, 10, 20, 20]) ?? 20,
      minEffect: pick(["0", "0", "0.25", "5%"]) ?? "0",
      patience: pick([1, 2, 10]) ?? 1,
      clearKeep: random() < 0.8,
    },
    reference: Array.from({ length: count }, (_, i) => value(false, -1 - i)),
    value,
  };
}

function playDrawn(
  { config, reference, value }: Drawn,
  toPrinted = (value: number) => value,
  toNext = (comparison: Comparison) => comparison,
): Played {
  const begun = {
    ...begin(reference.map(toPrinted), config, "seed"),
    incumbentMetric: toPrinted(16),
  };
  return playWith(begun, ({ side }, comparison) => ({
    kind: "measured",
    value: toPrinted(
      value(side === "candidate", toNext(comparison).runs),
    ),
  }));
}

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed);

Deno.test("draw() makes comparisons that end in every way", () => {
  const ends = SEEDS.map((seed) => {
    const { step } = playDrawn(draw(seed));
    return "why" in step ? `${step.kind} ${step.why}` : step.kind;
  });
  assertEquals([...new Set(ends)].sort(), [
    "discard futile",
    "discard screen",
    "discard strict",
    "discard undecided",
    "discard unpaired",
    "discard unverified",
    "keep clear",
    "keep rank",
    "keep strict",
    "keep unpaired",
  ]);
});

Deno.test("nextStep() goes on in the same way after JSON and back", () => {
  for (const seed of SEEDS) {
    const drawn = draw(seed);
    const { comparison, step } = playDrawn(drawn, undefined, (comparison) => {
      const copy: Comparison = JSON.parse(JSON.stringify(comparison));
      assertEquals(copy, comparison);
      assertEquals(nextStep(copy), nextStep(comparison));
      return copy;
    });
    assertEquals(nextStep(JSON.parse(JSON.stringify(comparison))), step);
  }
});

Deno.test("nextStep() decides alike where higher is better", () => {
  for (const seed of SEEDS) {
    const drawn = draw(seed);
    const config = { ...drawn.config, direction: "higher" } as const;
    const mirrored = playDrawn({ ...drawn, config }, (value) => -value);
    assertEquals(shapeOf(mirrored.step), shapeOf(playDrawn(drawn).step));
  }
});

Deno.test("nextStep() decides alike in another unit", () => {
  for (const seed of SEEDS) {
    const drawn = draw(seed);
    const { config: { minEffect = "0" } } = drawn;
    const isRelative = minEffect.endsWith("%");
    const scaled = playDrawn({
      ...drawn,
      config: {
        ...drawn.config,
        minEffect: isRelative ? minEffect : `${1024 * Number(minEffect)}`,
      },
    }, (value) => 1024 * value);
    const { step } = playDrawn(drawn);
    assertEquals(shapeOf(scaled.step, 1 / 1024), shapeOf(step));
  }
});

Deno.test("nextStep() decides alike from another zero on", () => {
  for (const seed of SEEDS) {
    const drawn = draw(seed);
    // Five per cent are others there.
    const config = { ...drawn.config, minEffect: "0.25" };
    const moved = playDrawn({ ...drawn, config }, (value) => value - 4096);
    const { step } = playDrawn({ ...drawn, config });
    assertEquals(shapeOf(moved.step), shapeOf(step));
  }
});

Deno.test("judgePairs() doesn't depend on the order of pairs and runs", () => {
  for (const seed of SEEDS) {
    const { comparison } = playDrawn(draw(seed));
    const { rules, pairs } = comparison;
    if (pairs.length === 0) continue;
    const turned = toSample({
      ...comparison,
      pairs: pairs.toReversed(),
      screening: comparison.screening.toReversed(),
      reference: {
        ...comparison.reference,
        runs: comparison.reference.runs.toReversed(),
      },
    });
    const verdict = judgePairs(toSample(comparison), rules);
    assertEquals(
      rounded(judgePairs(turned, rules)),
      rounded(verdict),
    );
  }
});

Deno.test("nextStep() never keeps what is not better", () => {
  for (const seed of SEEDS) {
    const { comparison, step } = playDrawn(draw(seed));
    if (step.kind !== "keep") continue;
    const { direction, incumbentMetric, minEffect } = comparison;
    assertEquals(direction, "lower");
    assert(step.metric < incumbentMetric, `${seed}: ${step.reason}`);
    if (step.estimate !== undefined) {
      assert(step.estimate.raw > minEffect, `${seed}: ${step.reason}`);
      assert(step.estimate.gain >= minEffect, `${seed}: ${step.reason}`);
    }
    // A rank keep may have a mean below 0, by a single outlier.
    if (step.why !== "clear") continue;
    const gains = differences(toSample(comparison));
    const sum = gains.reduce((sum, gain) => sum + gain, 0);
    assert(sum > 0, `${seed}: ${step.reason}`);
  }
});

Deno.test("nextStep() counts down the runs that are left", () => {
  for (const seed of SEEDS) {
    const { steps, comparison } = playDrawn(draw(seed));
    const { rules, reference } = comparison;
    const left = steps.map(({ runsLeft }) => runsLeft);
    const jumps = left.filter((runs, i) =>
      i > 0 && runs !== (left[i - 1] ?? NaN) - 1
    );
    // The one surprise there can be: noise where none had been seen.
    assert(jumps.length <= (rules.mode === "auto" ? 1 : 0), left.join(" "));
    const missing = Math.max(0, rules.calibrateRuns - reference.runs.length);
    assert(steps.length <= 2 + missing + 2 * rules.maxPairs, left.join(" "));
    assertEquals(comparison.runs, steps.length);
  }
});

/** What must not depend on how a metric is written. */
function shapeOf(step: Step, scale = 1): unknown {
  if (step.kind !== "keep" && step.kind !== "discard") return step;
  const { kind, why, runs, figures, estimate } = step;
  const { s = NaN, r = NaN, g = NaN, ...pure } = figures;
  const sized = { s, r, g, ...estimate };
  const entries = Object.entries(sized)
    .map(([name, value]): [string, number] => [name, scale * value]);
  return rounded({ kind, why, runs, pure, sized: Object.fromEntries(entries) });
}

/** Nine digits of every number in it. */
function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(
    value,
    (_, part) => typeof part === "number" ? Number(part.toPrecision(9)) : part,
  ));
}
