/** How two values of one knob differ: by their distance, or at all. */
export type Axis = "number" | "choice";

/** One value a knob: a unit coordinate, or the number of an option. */
export type Coordinates = readonly number[];

/** What is known about the measured points before a model is fitted. */
export interface Observations {
  readonly axes: readonly Axis[];
  readonly points: readonly Coordinates[];
  /** One a point, less is better, with mean 0 and deviation 1. */
  readonly scores: readonly number[];
}

/** A Gaussian process with fixed lengths, ready to predict. */
export interface Model extends Observations {
  /** Over which distance in each knob two values still tell of each other. */
  readonly lengths: readonly number[];
  readonly variance: number;
  /** Log marginal likelihood and prior of the lengths, up to a constant. */
  readonly evidence: number;
  /** The lower triangle of the Cholesky factor, row after row. */
  readonly factor: readonly Float64Array[];
  /** The scores, solved by the factor. */
  readonly weights: Float64Array;
}

export interface Prediction {
  readonly mean: number;
  readonly deviation: number;
}

const START_LENGTH = 0.5;
const LENGTHS = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2];
const FIT_ROUNDS = 2;

/** Standard deviation of ln(length / START_LENGTH) before anything is seen. */
const LENGTH_SPREAD = 0.6;

/** Added to the diagonal: equal points stay solvable, small noise is tolerated. */
const JITTER = 1e-4;

const MIN_DEVIATION = 1e-5;

/**
 * Fits the lengths, knob after knob, to the largest evidence.
 *
 * @example Usage
 * ```ts
 * import { assert } from "@std/assert";
 *
 * const model = fitModel({
 *   axes: ["number"],
 *   points: [[0], [0.5], [1]],
 *   scores: [1, -1.2, 0.2],
 * });
 * assert(predict(model, [0.6]).mean < predict(model, [0.1]).mean);
 * ```
 */
export function fitModel(observations: Observations): Model {
  let best = toModel(observations, observations.axes.map(() => START_LENGTH));
  for (let round = 0; round < FIT_ROUNDS; round++) {
    for (const knob of observations.axes.keys()) {
      for (const length of LENGTHS) {
        const model = toModel(observations, best.lengths.with(knob, length));
        if (model.evidence > best.evidence) best = model;
      }
    }
  }
  return best;
}

/** Returns the model that these lengths make. */
export function toModel(
  observations: Observations,
  lengths: readonly number[],
): Model {
  const { axes, points, scores } = observations;
  const factor: Float64Array[] = [];
  for (const [row, point] of points.entries()) {
    const others = points.slice(0, row);
    const solved = solve(factor, covariances(axes, others, point, lengths));
    const rest = 1 + JITTER - dot(solved, solved);
    const line = new Float64Array(row + 1);
    line.set(solved);
    // Rounding may leave less than the jitter that is there by construction.
    line[row] = Math.sqrt(Math.max(rest, JITTER));
    factor.push(line);
  }
  const weights = solve(factor, scores);
  const variance = (dot(weights, weights) + 1) / (points.length + 1);
  let evidence = -points.length / 2 * Math.log(variance);
  for (const [row, line] of factor.entries()) {
    evidence -= Math.log(line[row] ?? 1);
  }
  for (const length of lengths) {
    evidence -= (Math.log(length / START_LENGTH) / LENGTH_SPREAD) ** 2 / 2;
  }
  return { ...observations, lengths, variance, evidence, factor, weights };
}

export function predict(model: Model, point: Coordinates): Prediction {
  const { axes, points, lengths, factor, weights, variance } = model;
  const solved = solve(factor, covariances(axes, points, point, lengths));
  const mean = dot(solved, weights);
  const left = Math.sqrt(variance * Math.max(0, 1 - dot(solved, solved)));
  return { mean, deviation: Math.max(MIN_DEVIATION, left) };
}

/**
 * Returns by how much a point is expected to fall below `best`, where what it
 * doesn't reach counts as nothing.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const even = expectedImprovement({ mean: 0, deviation: 1 }, 0);
 * assertAlmostEquals(even, 0.398942, 1e-6);
 * ```
 */
export function expectedImprovement(
  { mean, deviation }: Prediction,
  best: number,
): number {
  const z = (best - mean) / deviation;
  return deviation * (z * normalBelow(z) + normalDensity(z));
}

/**
 * Returns the probability that a standard normal variable lies below `z`, with
 * a small *relative* error far down too: an expected improvement there is the
 * difference of two nearly equal numbers.
 *
 * Abramowitz and Stegun, Handbook of Mathematical Functions: the series
 * 26.2.11 near the middle, the continued fraction 26.2.14 in the tails.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(normalBelow(-10) / 7.619853024160527e-24, 1, 1e-12);
 * ```
 */
export function normalBelow(z: number): number {
  if (z > 3) return 1 - normalBelow(-z);
  if (z > -3) {
    let term = z;
    let sum = z;
    for (let odd = 3; odd < 100; odd += 2) {
      term *= z * z / odd;
      sum += term;
    }
    return 0.5 + normalDensity(z) * sum;
  }
  let fraction = -z;
  for (let depth = 100; depth > 0; depth--) fraction = depth / fraction - z;
  return normalDensity(z) / fraction;
}

function normalDensity(z: number): number {
  return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
}

/** The Matérn 5/2 kernel between one point and each of the others. */
function covariances(
  axes: readonly Axis[],
  points: readonly Coordinates[],
  point: Coordinates,
  lengths: readonly number[],
): Float64Array {
  const row = new Float64Array(points.length);
  for (let i = 0; i < points.length; i++) {
    const other = points[i] ?? [];
    let squares = 0;
    for (let knob = 0; knob < axes.length; knob++) {
      const gap = (other[knob] ?? 0) - (point[knob] ?? 0);
      const far = axes[knob] === "choice" && gap !== 0 ? 1 : gap;
      const scaled = far / (lengths[knob] ?? START_LENGTH);
      squares += scaled * scaled;
    }
    const r = Math.sqrt(5 * squares);
    // Very far away the first factor may be infinite, times 0.
    row[i] = r < 700 ? (1 + r + r * r / 3) * Math.exp(-r) : 0;
  }
  return row;
}

/** Solves L·x = b from the top down, L a lower triangle. */
function solve(
  factor: readonly Float64Array[],
  right: ArrayLike<number>,
): Float64Array {
  const solved = new Float64Array(right.length);
  for (let row = 0; row < factor.length; row++) {
    const line = factor[row] ?? solved;
    let rest = right[row] ?? 0;
    for (let i = 0; i < row; i++) rest -= (line[i] ?? 0) * (solved[i] ?? 0);
    solved[row] = rest / (line[row] ?? 1);
  }
  return solved;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
