/**
 * The target: a small network that learns to predict the next character from
 * the few before it. Each of those is looked up as a short vector, a hidden
 * layer joins them, and a softmax gives a probability for every character.
 *
 * @module
 */

/** A trained model, in the form that the evaluator asks for. */
export interface Model {
  readonly parameters: number;
  readonly steps: number;
  predict(history: string): ArrayLike<number>;
}

type Activation = "sigmoid" | "tanh" | "relu";
type Schedule = "constant" | "linear";

const learningRate = 0.001; // tune: 1e-4..1e-1 log
const schedule: Schedule = "constant"; // tune: constant|linear
const batchSize = 96; // tune: 4..128 log integer

/** How many characters of the past count. */
const context = 2; // tune: 1..12

/** How many numbers stand for one character. */
const embedding = 3; // tune: 2..24

const hidden = 12; // tune: 8..128 log integer
const activation: Activation = "sigmoid"; // tune: sigmoid|tanh|relu

interface Row {
  readonly values: Float32Array;
  readonly gradients: Float32Array;
}

/** Learned numbers, row by row, with what Adam remembers of each. */
interface Matrix {
  readonly rows: readonly Row[];
  readonly values: Float32Array;
  readonly gradients: Float32Array;
  readonly means: Float32Array;
  readonly squares: Float32Array;
}

interface Network {
  readonly letters: Matrix;
  readonly inner: Matrix;
  readonly outer: Matrix;
}

/** What one prediction needs on its way through, made once. */
type Scratch = ReturnType<typeof makeScratch>;

/**
 * Trains on a text until the operations are spent; a step costs the number of
 * weights × (batch + 3) of them.
 */
export function train(
  text: string,
  alphabet: string,
  operations: number,
): Model {
  const random = makeRandom(1);
  const network = {
    letters: makeMatrix(alphabet.length, embedding, random),
    inner: makeMatrix(hidden, context * embedding, random),
    outer: makeMatrix(alphabet.length, hidden, random),
  };
  const matrices = [network.letters, network.inner, network.outer];
  const parameters = matrices.reduce((sum, m) => sum + m.values.length, 0);
  const weights = network.inner.values.length + network.outer.values.length;
  const steps = Math.floor(operations / (weights * (batchSize + 3)));

  const codes = encode(text, alphabet);
  const scratch = makeScratch(alphabet.length);
  for (let step = 0; step < steps; step++) {
    for (let index = 0; index < batchSize; index++) {
      const start = Math.floor(random() * (codes.length - context));
      const answer = start + context;
      predict(network, codes.subarray(start, answer), scratch);
      learn(network, codes.subarray(start, answer + 1), scratch);
    }
    const rate = learningRate * (schedule === "linear" ? 1 - step / steps : 1);
    for (const matrix of matrices) improve(matrix, rate, step + 1);
  }

  return {
    parameters,
    steps,
    predict: (history) => {
      predict(network, encode(history.slice(-context), alphabet), scratch);
      return scratch.probabilities;
    },
  };
}

/** Fills `probabilities` with a chance for every character to come next. */
function predict(network: Network, past: Uint8Array, scratch: Scratch): void {
  const { input, hidden, probabilities } = scratch;
  past.forEach((code, place) => {
    const letter = network.letters.rows[code];
    if (letter !== undefined) input.set(letter.values, place * embedding);
  });
  network.inner.rows.forEach(({ values }, index) => {
    hidden[index] = activate(dot(values, input));
  });
  network.outer.rows.forEach(({ values }, index) => {
    probabilities[index] = dot(values, hidden);
  });
  softmax(probabilities);
}

/** Adds the gradients of one prediction; the last code is the right answer. */
function learn(network: Network, codes: Uint8Array, scratch: Scratch): void {
  const { input, inputGradient, hidden, hiddenGradient, probabilities } =
    scratch;
  const answer = codes[codes.length - 1];

  hiddenGradient.fill(0);
  network.outer.rows.forEach((row, index) => {
    const error = (probabilities[index] ?? 0) - (index === answer ? 1 : 0);
    addScaled(row.gradients, hidden, error);
    addScaled(hiddenGradient, row.values, error);
  });

  inputGradient.fill(0);
  network.inner.rows.forEach((row, index) => {
    const error = (hiddenGradient[index] ?? 0) * slope(hidden[index] ?? 0);
    addScaled(row.gradients, input, error);
    addScaled(inputGradient, row.values, error);
  });

  for (let place = 0; place < context; place++) {
    const letter = network.letters.rows[codes[place] ?? 0];
    const start = place * embedding;
    const part = inputGradient.subarray(start, start + embedding);
    if (letter !== undefined) addScaled(letter.gradients, part, 1);
  }
}

/** Takes one step of Adam and clears the gradients. */
function improve(matrix: Matrix, rate: number, step: number): void {
  const { values, gradients, means, squares } = matrix;
  const [beta1, beta2] = [0.9, 0.999];
  const meanScale = 1 / (1 - beta1 ** step);
  const squareScale = 1 / (1 - beta2 ** step);
  for (let index = 0; index < values.length; index++) {
    const gradient = (gradients[index] ?? 0) / batchSize;
    const mean = beta1 * (means[index] ?? 0) + (1 - beta1) * gradient;
    const square = beta2 * (squares[index] ?? 0) + (1 - beta2) * gradient ** 2;
    means[index] = mean;
    squares[index] = square;
    const change = mean * meanScale / (Math.sqrt(square * squareScale) + 1e-8);
    values[index] = (values[index] ?? 0) - rate * change;
  }
  gradients.fill(0);
}

function activate(sum: number): number {
  switch (activation) {
    case "sigmoid":
      return 1 / (1 + Math.exp(-sum));
    case "tanh":
      return Math.tanh(sum);
    case "relu":
      return Math.max(0, sum);
  }
}

/** Returns the derivative of the activation, from its value. */
function slope(value: number): number {
  switch (activation) {
    case "sigmoid":
      return value * (1 - value);
    case "tanh":
      return 1 - value * value;
    case "relu":
      return value > 0 ? 1 : 0;
  }
}

function softmax(values: Float32Array): void {
  let most = -Infinity;
  for (const value of values) most = Math.max(most, value);
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    const value = Math.exp((values[index] ?? 0) - most);
    values[index] = value;
    sum += value;
  }
  for (let index = 0; index < values.length; index++) {
    values[index] = (values[index] ?? 0) / sum;
  }
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) {
    sum += (one[index] ?? 0) * (other[index] ?? 0);
  }
  return sum;
}

function addScaled(into: Float32Array, values: Float32Array, by: number): void {
  for (let index = 0; index < into.length; index++) {
    into[index] = (into[index] ?? 0) + by * (values[index] ?? 0);
  }
}

/** The start values are spread evenly, less the more of them are added up. */
function makeMatrix(
  height: number,
  width: number,
  random: () => number,
): Matrix {
  const limit = 1 / Math.sqrt(width);
  const make = () => new Float32Array(height * width);
  const values = make().map(() => (random() * 2 - 1) * limit);
  const gradients = make();
  const rows = Array.from({ length: height }, (_, row) => {
    const [start, end] = [row * width, (row + 1) * width];
    return {
      values: values.subarray(start, end),
      gradients: gradients.subarray(start, end),
    };
  });
  return {
    rows,
    values,
    gradients,
    means: make(),
    squares: make(),
  };
}

function makeScratch(size: number) {
  return {
    input: new Float32Array(context * embedding),
    inputGradient: new Float32Array(context * embedding),
    hidden: new Float32Array(hidden),
    hiddenGradient: new Float32Array(hidden),
    probabilities: new Float32Array(size),
  };
}

function encode(text: string, alphabet: string): Uint8Array {
  return Uint8Array.from(text, (character) => alphabet.indexOf(character));
}

function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
