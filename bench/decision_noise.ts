import type { Direction } from "../src/core/config/config.ts";
import { makeRandom } from "../src/core/statistics/random.ts";

/** A run to be simulated. */
export interface SimulatedRun {
  /** Its number, from the first run of the calibration on. */
  readonly at: number;
  readonly isCandidate: boolean;
  /** Whether something else ran before it. */
  readonly isCold: boolean;
}

/** One machine with its noise, for one comparison or one night. */
export type Machine = (run: SimulatedRun) => number;

/** A family of noises, of deviation 1 where nothing else is said. */
export interface Noise {
  readonly name: string;
  readonly direction?: Direction;
  /** Builds a machine on which candidates are better by this many deviations. */
  readonly build: (draw: Draw, gain: number) => Machine;
}

/** Random numbers by their law. */
export interface Draw {
  readonly uniform: () => number;
  readonly gauss: () => number;
  readonly exponential: () => number;
}

/** Runs of the calibration, and when the screening and the pairs begin. */
export const CALIBRATION_RUNS = 5;
export const SCREENING_AT = 35;
export const PAIRS_AT = 39;

const TAU = 2 * Math.PI;

export function makeDraw(...seeds: readonly (number | string)[]): Draw {
  const uniform = makeRandom(...seeds);
  let spare: number | undefined;
  return {
    uniform,
    exponential: () => -Math.log(1 - uniform()),
    // Box and Muller's transform, both of its numbers.
    gauss() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = TAU * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** Noise that is drawn anew for each run, whoever runs. */
function independent(name: string, law: (draw: Draw) => number): Noise {
  return {
    name,
    build: (draw, gain) => ({ isCandidate }) =>
      law(draw) - (isCandidate ? gain : 0),
  };
}

/** A Gaussian noise on a level that moves with the number of runs. */
function moving(
  name: string,
  build: (draw: Draw) => (at: number) => number,
): Noise {
  return {
    name,
    build(draw, gain) {
      const levelAt = build(draw);
      return ({ at, isCandidate }) =>
        levelAt(at) + draw.gauss() - (isCandidate ? gain : 0);
    },
  };
}

/** A Gaussian noise whose deviation depends on the run, and the gain with it. */
function scaled(
  name: string,
  noiseOf: (run: SimulatedRun) => number,
  gainOf: (run: SimulatedRun) => number = noiseOf,
): Noise {
  return {
    name,
    build: (draw, gain) => (run) =>
      noiseOf(run) * draw.gauss() - (run.isCandidate ? gain * gainOf(run) : 0),
  };
}

/** The share of 20 cases that pass: a higher one is better. */
function passRate(rate: number): Noise {
  const deviation = Math.sqrt(rate * (1 - rate) / 20);
  return {
    name: `pass rate ${rate}`,
    direction: "higher",
    build: ({ uniform }, gain) => ({ isCandidate }) => {
      const better = isCandidate ? Math.min(1, rate + gain * deviation) : rate;
      let passed = 0;
      for (let test = 0; test < 20; test++) if (uniform() < better) passed++;
      return passed / 20;
    },
  };
}

/** A level that remembers nine tenths of what it was one run before. */
function remembering(draw: Draw): (at: number) => number {
  let level = draw.gauss();
  let now = 0;
  return (at) => {
    const kept = 0.9 ** (at - now);
    level = kept * level + Math.sqrt(1 - kept * kept) * draw.gauss();
    now = at;
    return level;
  };
}

function stepping(size: number): (draw: Draw) => (at: number) => number {
  return ({ uniform }) => {
    const from = PAIRS_AT + 16 * uniform();
    return (at) => at >= from ? size : 0;
  };
}

export const GAUSSIAN: Noise = independent("Gaussian", ({ gauss }) => gauss());

export const EXPONENTIAL: Noise = independent(
  "exponential",
  ({ exponential }) => exponential(),
);

/** In the order of table 1. */
export const NOISES: readonly Noise[] = [
  GAUSSIAN,
  independent(
    "lognormal",
    ({ gauss }) => Math.exp(gauss()) / Math.sqrt((Math.E - 1) * Math.E),
  ),
  EXPONENTIAL,
  independent("mirrored exponential", ({ exponential }) => -exponential()),
  independent("t3", ({ gauss }) => {
    const squares = gauss() ** 2 + gauss() ** 2 + gauss() ** 2;
    return gauss() / Math.sqrt(squares);
  }),
  independent(
    "outliers",
    ({ gauss, uniform }) => gauss() * (uniform() < 0.05 ? 10 : 1),
  ),
  independent(
    "positive outliers",
    ({ gauss, uniform }) => gauss() + (uniform() < 0.05 ? 10 : 0),
  ),
  moving("drift up", () => (at) => 0.02 * at),
  moving("drift down", () => (at) => -0.02 * at),
  moving("sine", ({ uniform }) => {
    const phase = TAU * uniform();
    return (at) => Math.sin(TAU * at / 30 + phase);
  }),
  moving("step up", stepping(3)),
  moving("step down", stepping(-3)),
  {
    name: "AR(1) 0.9",
    build(draw, gain) {
      const levelAt = remembering(draw);
      return ({ at, isCandidate }) => levelAt(at) - (isCandidate ? gain : 0);
    },
  },
  moving("AR(1) + white", remembering),
  scaled("sd doubled", ({ at }) => at < CALIBRATION_RUNS ? 1 : 2),
  scaled("sd halved", ({ at }) => at < CALIBRATION_RUNS ? 1 : 0.5),
  scaled("candidate sd x2", ({ isCandidate }) => isCandidate ? 2 : 1, () => 1),
  scaled(
    "candidate sd x0.5",
    ({ isCandidate }) => isCandidate ? 0.5 : 1,
    () => 1,
  ),
  passRate(0.7),
  passRate(0.95),
  passRate(0.05),
  {
    name: "rounded",
    build: ({ gauss }, gain) => ({ isCandidate }) =>
      Math.round(gauss() - (isCandidate ? gain : 0)),
  },
  independent("no noise", () => 0),
  {
    name: "cold start",
    build: ({ gauss }, gain) => ({ isCandidate, isCold }) =>
      gauss() + (isCold ? 3 : 0) - (isCandidate ? gain : 0),
  },
  {
    name: "candidate's tail x2",
    build: ({ exponential }, gain) => ({ isCandidate }) =>
      isCandidate ? 2 * exponential() - 1 - gain : exponential(),
  },
];

/** What a machine may do over a night, by table 5. */
export const NIGHT_NOISES: readonly Noise[] = [
  GAUSSIAN,
  moving("slow sine", ({ uniform }) => {
    const phase = TAU * uniform();
    return (at) => 1.5 * Math.sin(TAU * at / 300 + phase);
  }),
  moving("line", ({ uniform }) => {
    const slope = uniform() < 0.5 ? 0.01 : -0.01;
    return (at) => slope * at;
  }),
  moving("random walk", ({ gauss }) => {
    let level = 0;
    return () => level += 0.1 * gauss();
  }),
  EXPONENTIAL,
];
