import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  expectedImprovement,
  fitModel,
  normalBelow,
  type Observations,
  predict,
  toModel,
} from "../../../src/core/statistics/gaussian_process.ts";
import { toScores } from "../../../src/core/tuner/tuner_scores.ts";

const SIX_DECIMALS = 5e-7;

/** Two knobs, a number in 0..1 and a choice of two; the fourth row crashed. */
const EXAMPLE: Observations = {
  axes: ["number", "choice"],
  points: [[0.2, 0], [0.8, 0], [0.5, 1], [0.95, 0], [0.7, 0], [0.3, 1]],
  scores: toScores([1, 0.4, 0.7, undefined, 0.35, 2.5]),
};

Deno.test("toScores() squeezes and standardises the example", () => {
  const rounded = EXAMPLE.scores.map((score) => score.toFixed(6));

  assertEquals(rounded, [
    "0.098574",
    "-1.057639",
    "-0.460814",
    "1.288494",
    "-1.157109",
    "1.288494",
  ]);
});

const SCORES: [values: (number | undefined)[], scores: number[]][] = [
  [[], []],
  [[3], [0]],
  [[2, 2, 2], [0, 0, 0]],
  [[undefined, undefined], [0, 0]],
  [[1, undefined], [0, 0]],
  [[1, 3], [-1, 1]],
];
for (const [values, scores] of SCORES) {
  const texts = values.map((value) => value ?? "crash").join(", ");
  Deno.test(`toScores() of [${texts}]`, () => {
    assertEquals(toScores(values), scores);
  });
}

Deno.test("toModel() gives the example's evidence", () => {
  const { evidence } = toModel(EXAMPLE, [0.5, 0.5]);

  assertAlmostEquals(evidence, -4.223308, SIX_DECIMALS);
});

Deno.test("fitModel() finds the example's lengths", () => {
  const { lengths, evidence, variance } = fitModel(EXAMPLE);

  assertEquals(lengths, [0.2, 0.5]);
  assertAlmostEquals(evidence, -1.928089, SIX_DECIMALS);
  assertAlmostEquals(variance, 1.893053, SIX_DECIMALS);
});

const PREDICTIONS: [
  point: [number, number],
  mean: number,
  deviation: number,
  gain: number,
][] = [
  [[0.75, 0], -1.276452, 0.129662, 0.131885],
  [[0.7, 1], -0.592864, 1.143928, 0.228656],
  [[0.1, 0], 0.095956, 0.768903, 0.016657],
];
for (const [point, mean, deviation, gain] of PREDICTIONS) {
  Deno.test(`predict() tells the example's gain at ${point}`, () => {
    const prediction = predict(fitModel(EXAMPLE), point);

    assertAlmostEquals(prediction.mean, mean, SIX_DECIMALS);
    assertAlmostEquals(prediction.deviation, deviation, SIX_DECIMALS);
    const best = Math.min(...EXAMPLE.scores);
    assertAlmostEquals(
      expectedImprovement(prediction, best),
      gain,
      SIX_DECIMALS,
    );
  });
}

/** Computed with 30 digits by mpmath's ncdf. */
const TAILS: [z: number, probability: number][] = [
  [0, 0.5],
  [1, 0.841344746068543],
  [-1, 0.158655253931457],
  [2.999, 0.998645663466273],
  [-2.9999, 0.00135034128295492],
  [-3.0001, 0.00134945491326072],
  [-5, 2.866515718791939e-7],
  [-10, 7.619853024160527e-24],
  [-20, 2.753624118606234e-89],
  [-37, 5.725571222524577e-300],
  [8, 1],
];
for (const [z, probability] of TAILS) {
  Deno.test(`normalBelow() keeps its relative error small at ${z}`, () => {
    assertAlmostEquals(normalBelow(z) / probability, 1, 1e-12);
  });
}

Deno.test("expectedImprovement() falls for ever, and never below 0", () => {
  const gains = Array.from(
    { length: 380 },
    (_, i) => expectedImprovement({ mean: i / 10, deviation: 1 }, 0),
  );

  const fall = gains.every((gain, i) => i === 0 || gain < (gains[i - 1] ?? 0));
  assert(fall && gains.every((gain) => gain > 0));
  assertEquals(expectedImprovement({ mean: 1, deviation: 1e-5 }, 0), 0);
});

Deno.test("fitModel() stands equal points that differ in their scores", () => {
  const model = fitModel({
    axes: ["number"],
    points: [[0.5], [0.5], [0.5]],
    scores: [1, -1, 0],
  });

  const { mean, deviation } = predict(model, [0.5]);

  assertAlmostEquals(mean, 0, 1e-3);
  assert(Number.isFinite(deviation) && Number.isFinite(model.evidence));
});

Deno.test("fitModel() of nothing knows nothing", () => {
  const model = fitModel({ axes: ["number"], points: [], scores: [] });

  assertEquals(predict(model, [0.3]), { mean: 0, deviation: 1 });
});
