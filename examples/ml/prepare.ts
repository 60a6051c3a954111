/**
 * What an experiment may not change: the text and its split, the budget, and
 * how a model is judged.
 *
 * @module
 */
import corpus from "./corpus.txt" with { type: "text" };

/**
 * What one training may cost. A step costs as many operations as the model has
 * weights, times the size of its batch + 3: three for the optimiser, whose work
 * does not grow with the batch.
 */
export const OPERATIONS = 500_000_000;

/** How much of the past a model is shown, in characters. */
const HISTORY = 64;

/** The share of the text, its end, that training never sees. */
const HELD_OUT = 0.1;

const split = Math.floor(corpus.length * (1 - HELD_OUT));

/** All characters that occur, in order; each is one byte. */
export const alphabet: string = [...new Set(corpus)].sort().join("");
export const trainText: string = corpus.slice(0, split);

/** What training must return. */
export interface Model {
  /** How many numbers were learned. */
  readonly parameters: number;
  readonly steps: number;
  /**
   * Returns a probability for each character of the alphabet to come next
   * after these 64.
   */
  predict(history: string): ArrayLike<number>;
}

/**
 * Returns the bits that a model needs for a byte of the held-out text. It is
 * shown only what stands before the character that it has to predict.
 *
 * @throws {RangeError} when it gives no probability distribution
 */
export function bitsPerByte(model: Pick<Model, "predict">): number {
  const heldOut = corpus.slice(split - HISTORY);
  let bits = 0;
  for (let next = HISTORY; next < heldOut.length; next++) {
    const history = heldOut.slice(next - HISTORY, next);
    const probabilities = Array.from(model.predict(history));
    refuseOtherThanDistribution(probabilities);
    const index = alphabet.indexOf(heldOut.charAt(next));
    bits -= Math.log2(probabilities[index] ?? 0);
  }
  return bits / (heldOut.length - HISTORY);
}

function refuseOtherThanDistribution(probabilities: readonly number[]): void {
  if (probabilities.length !== alphabet.length) {
    throw new RangeError(`predict() must give ${alphabet.length} numbers`);
  }
  let sum = 0;
  for (const one of probabilities) {
    if (!(one >= 0)) throw new RangeError(`predict() gave ${one}`);
    sum += one;
  }
  if (Math.abs(sum - 1) > 1e-3) {
    throw new RangeError(`Probabilities add up to ${sum}, not to 1`);
  }
}
