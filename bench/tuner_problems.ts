import { type Knob, type Point, readKnobs } from "../src/core/tuner/knobs.ts";

/** A made-up target with a known optimum. */
export interface Problem {
  readonly name: string;
  readonly direction: "lower" | "higher";
  readonly knobs: readonly Knob[];
  /** The value at the optimum. */
  readonly best: number;
  /** Returns the true value of a point, `undefined` for a crash. */
  readonly evaluate: (point: Point) => number | undefined;
}

type Values = Readonly<Record<string, number>>;
type Options = Readonly<Record<string, string>>;

/** Knobs written as they stand in a target, so that they are read like one. */
function makeProblem(
  name: string,
  direction: "lower" | "higher",
  best: number,
  target: string,
  law: (values: Values, options: Options) => number | undefined,
): Problem {
  const { knobs } = readKnobs(name, target);
  return {
    name,
    direction,
    knobs,
    best,
    evaluate(point) {
      const values: Record<string, number> = {};
      const options: Record<string, string> = {};
      for (const { id, name } of knobs) {
        const value = point.get(id);
        if (typeof value === "number") values[name] = value;
        if (typeof value === "string") options[name] = value;
      }
      return law(values, options);
    },
  };
}

const train = makeProblem(
  "train",
  "lower",
  0.95,
  `lr = 1e-3     # tune: 1e-4..1e-1 log
width = 32    # tune: 16..512
act = "relu"  # tune: relu|gelu|silu|tanh
dropout = 0.0 # tune: 0..0.5`,
  ({ lr = 0, width = 0, dropout = 0 }, { act = "" }) => {
    const w = Math.log2(width);
    const q = (Math.log10(lr) + 1.5 + 0.35 * (w - 5)) ** 2;
    const extra = { relu: 0.04, gelu: 0, silu: 0.01, tanh: 0.1 }[act] ?? NaN;
    return 0.95 + 0.5 * q / (1 + 0.5 * q) + 0.03 * (w - 7.5) ** 2 + extra +
      1.5 * (dropout - 0.06 * (w - 4)) ** 2;
  },
);

const cache = makeProblem(
  "cache",
  "lower",
  6.9031,
  `block = 8;  // tune: 1..256
size = 32;  // tune: 1..512`,
  ({ block = 0, size = 0 }) =>
    3 + 60 / block + block / 20 + 12 * Math.exp(-size / 90) +
    (block > 32 ? 4 : 0) + (size > 300 ? 6 + (size - 300) / 40 : 0),
);

const prompt = makeProblem(
  "prompt",
  "higher",
  0.8,
  `temperature: 1.0  # tune: 0..2
top_k: 50         # tune: 1..100
examples: 0       # tune: 0..16
style: bare       # tune: bare|steps|table|roles
tokens: 256       # tune: 64..8192 log`,
  (
    { temperature = 0, top_k = 0, examples = 0, tokens = 0 },
    { style = "" },
  ) => {
    if (400 * examples + tokens > 6000) return undefined;
    const gain = { bare: 0, steps: 0.18, table: 0.08, roles: 0.04 }[style] ??
      NaN;
    const raw = 0.35 + 0.3 * (1 - Math.exp(-examples / 4)) + gain -
      0.12 * (temperature - 0.4) ** 2 - 0.03 * Math.log(top_k / 30) ** 2 -
      0.1 * ((Math.log2(tokens) - 10.5) / 3) ** 2;
    const calm = temperature > 1.2 ? Math.min(raw, 0.3) : raw;
    return Math.floor(40 * Math.max(0, calm) + 1e-9) / 40;
  },
);

const rugged = makeProblem(
  "rugged",
  "lower",
  0,
  `x = 0.2     # tune: 0..1
rate = 1e-2 # tune: 1e-5..1e-1 log
steps = 10  # tune: 1..64`,
  ({ x = 0, rate = 0, steps = 0 }) => {
    const a = x - 0.62;
    const b = Math.log10(rate / 1e-5) / 4 - 0.35;
    const c = (steps - 45) / 63;
    const waves = Math.cos(10 * Math.PI * a) + Math.cos(8 * Math.PI * b) +
      Math.cos(6 * Math.PI * c);
    return 10 * (a * a + b * b + c * c) + 0.5 * (3 - waves);
  },
);

const server = makeProblem(
  "server",
  "lower",
  serverLaw(
    {
      workers: 22,
      backlog: 512,
      timeout: 2,
      ratio: 0.35,
      batch: 46,
      growth: 1.6,
    },
    { codec: "zstd", pin: "true" },
  ),
  `{
  "workers": 4,     // tune: 1..64
  "backlog": 128,   // tune: 16..4096 log
  "timeout": 10.0,  // tune: 0.1..30 log
  "ratio": 0.75,    // tune: 0..1
  "codec": "gzip",  // tune: none|gzip|brotli|zstd
  "batch": 8,       // tune: 1..128
  "pin": false,     // tune: false|true
  "growth": 2.0     // tune: 1.05..3
}`,
  serverLaw,
);

function serverLaw(
  { workers = 0, backlog = 0, timeout = 0, ratio = 0, batch = 0, growth = 0 }:
    Values,
  { codec = "", pin }: Options,
): number {
  const extra = { none: 6, gzip: 4, brotli: 5, zstd: 0 }[codec] ?? NaN;
  return 40 + 20 * Math.abs(workers - 22) / 63 +
    12 * (Math.log2(backlog / 512) / 8) ** 2 +
    10 * (Math.log10(timeout / 2) / 2.5) ** 2 + 25 * (ratio - 0.35) ** 2 +
    extra + 15 * (Math.sqrt(batch / 128) - 0.6) ** 2 +
    (pin === "false" ? 3 : 0) + 6 * Math.abs(growth - 1.6);
}

const solver = makeProblem(
  "solver",
  "lower",
  0.4,
  `(setq algo "sgd")    ; tune: sgd|adam|lbfgs
(setq lr 0.01)       ; tune: 1e-5..1 log
(setq momentum 0.5)  ; tune: 0..0.99
(setq beta 0.9)      ; tune: 0.8..0.999
(setq memory 10)     ; tune: 1..50
(setq decay 1e-5)    ; tune: 1e-6..1e-1 log`,
  ({ lr = 0, momentum = 0, beta = 0, memory = 0, decay = 0 }, { algo }) => {
    const u = Math.log10(lr);
    const base = 0.01 * (Math.log10(decay) + 3) ** 2;
    switch (algo) {
      case "sgd":
        return base + 0.5 + 0.3 * Math.min(1, ((u + 0.8) / 2) ** 2) +
          0.3 * (momentum - 0.9) ** 2;
      case "adam":
        return base + 0.4 + 0.35 * Math.min(1, ((u + 2.6) / 1.2) ** 2) +
          0.2 * ((beta - 0.97) / 0.17) ** 2;
      default:
        return base + 0.46 + 0.12 * ((memory - 20) / 30) ** 2;
    }
  },
);

export const PROBLEMS: readonly Problem[] = [
  train,
  cache,
  prompt,
  rugged,
  server,
  solver,
];
