/**
 * What the rule must come to, as published with it: 40,000 candidates for each
 * null figure, 20,000 for each gain, 150 nights (200 for the rivals).
 *
 * @module
 */

export const NULL_CANDIDATES = 40_000;
export const GAIN_CANDIDATES = 20_000;
export const NIGHTS = 150;

/** False keeps in per cent, and runs of a null candidate. */
export interface NullAim {
  readonly full: number;
  /** The keeping rules, without screening and giving up. */
  readonly alone: number;
  readonly clear: number;
  readonly runs: number;
}

/** Table 1, by noise. */
export const NULL_AIMS: Readonly<Record<string, NullAim>> = {
  "Gaussian": { full: 0.23, alone: 0.89, clear: 0.16, runs: 4.5 },
  "lognormal": { full: 0.13, alone: 0.87, clear: 0.12, runs: 4.1 },
  "exponential": { full: 0.18, alone: 0.92, clear: 0.18, runs: 4.2 },
  "mirrored exponential": { full: 0.24, alone: 0.94, clear: 0.18, runs: 4.3 },
  "t3": { full: 0.20, alone: 0.83, clear: 0.12, runs: 4.6 },
  "outliers": { full: 0.16, alone: 0.81, clear: 0.09, runs: 4.5 },
  "positive outliers": { full: 0.17, alone: 0.78, clear: 0.08, runs: 4.5 },
  "drift up": { full: 0.08, alone: 0.91, clear: 0.14, runs: 2.4 },
  "drift down": { full: 0.42, alone: 0.88, clear: 0.15, runs: 7.9 },
  "sine": { full: 0.14, alone: 0.85, clear: 0.12, runs: 4.5 },
  "step up": { full: 0.09, alone: 0.85, clear: 0.10, runs: 4.1 },
  "step down": { full: 0.11, alone: 0.85, clear: 0.12, runs: 4.4 },
  "AR(1) 0.9": { full: 0.04, alone: 0.84, clear: 0.03, runs: 4.3 },
  "AR(1) + white": { full: 0.18, alone: 0.93, clear: 0.12, runs: 4.9 },
  "sd doubled": { full: 0.56, alone: 1.36, clear: 0.73, runs: 4.7 },
  "sd halved": { full: 0.16, alone: 0.87, clear: 0.01, runs: 4.5 },
  "candidate sd x2": { full: 0.46, alone: 1.26, clear: 0.59, runs: 5.3 },
  "candidate sd x0.5": { full: 0.21, alone: 0.88, clear: 0.09, runs: 4.5 },
  "pass rate 0.7": { full: 0.16, alone: 0.79, clear: 0.15, runs: 4.6 },
  "pass rate 0.95": { full: 0.18, alone: 0.78, clear: 0.19, runs: 4.4 },
  "pass rate 0.05": { full: 0.22, alone: 0.66, clear: 0.19, runs: 4.5 },
  "rounded": { full: 0.24, alone: 0.66, clear: 0.16, runs: 4.8 },
  "no noise": { full: 0, alone: 0, clear: 0, runs: 1 },
  "cold start": { full: 0.14, alone: 0.55, clear: 0.12, runs: 4.4 },
  "candidate's tail x2": { full: 2, alone: 4.5, clear: 1.2, runs: 9 },
};

export interface GainAim {
  readonly gain: number;
  readonly kept: number;
  readonly runs: number;
  /** Of the kept ones the median of the runs. */
  readonly keptRuns?: number;
  /** By how many per cent the gain of kept ones is too high. */
  readonly rawBias?: number;
  readonly gainBias?: number;
  readonly coverage: number;
}

/** Table 2, under Gaussian noise. */
export const GAIN_AIMS: readonly GainAim[] = [
  { gain: -4, kept: 0, runs: 1, coverage: 0.99 },
  { gain: -2, kept: 0, runs: 1.11, coverage: 0.99 },
  { gain: -1, kept: 0, runs: 1.63, coverage: 0.99 },
  { gain: 0, kept: 0.0024, runs: 4.57, coverage: 0.985 },
  bias({ gain: 0.5, kept: 0.059, runs: 10.7, coverage: 0.98 }, 41, 127, 101),
  bias({ gain: 1, kept: 0.393, runs: 21.5, coverage: 0.97 }, 41, 30, 18),
  bias({ gain: 1.5, kept: 0.789, runs: 27.1, coverage: 0.97 }, 41, 12, 4),
  bias({ gain: 2, kept: 0.936, runs: 24.1, coverage: 0.98 }, 21, 9, 3),
  bias({ gain: 3, kept: 0.994, runs: 13.3, coverage: 0.99 }, 11, 5.5, 0.6),
  bias({ gain: 4, kept: 0.9996, runs: 8.8, coverage: 0.99 }, 7, 2.4, -1.7),
  bias({ gain: 8, kept: 1, runs: 7, coverage: 0.99 }, 7, 0, -1.4),
];

function bias(
  aim: GainAim,
  keptRuns: number,
  rawBias: number,
  gainBias: number,
): GainAim {
  return { ...aim, keptRuns, rawBias, gainBias };
}

export interface NightAim {
  readonly decider: "rule" | "record" | "fresh" | "medians";
  readonly noise: string;
  /** Per 100 null candidates, in a night of nothing else. */
  readonly nullFalse: number;
  readonly nullRuns: number;
  /** Per 100 null candidates, in a mixed night. */
  readonly falseKeeps: number;
  readonly trueGain: number;
  readonly thereToGain: number;
  readonly claimed: number;
  readonly runs: number;
}

/** Table 5. */
export const NIGHT_AIMS: readonly NightAim[] = [
  night("rule", "Gaussian", [0.14, 749, 0.12, 19.5, 26.0, 20.6, 956]),
  night("rule", "slow sine", [0.07, 653, 0.10, 16.7, 24.9, 17.5, 855]),
  night("rule", "line", [0.13, 799, 0.16, 19.4, 26.5, 20.5, 991]),
  night("rule", "random walk", [0.12, 711, 0.11, 18.3, 26.3, 19.4, 899]),
  night("rule", "exponential", [0.09, 687, 0.14, 22.0, 27.3, 22.4, 974]),
  night("record", "Gaussian", [2.4, 201, 7.5, 14.0, 25.8, 16.0, 201]),
  night("fresh", "Gaussian", [50, 401, 50, 20.1, 25.9, 123, 401]),
  night("medians", "Gaussian", [50, 2001, 50, 25.5, 26.5, 77.5, 2001]),
];

type NightFigures = readonly [
  nullFalse: number,
  nullRuns: number,
  falseKeeps: number,
  trueGain: number,
  thereToGain: number,
  claimed: number,
  runs: number,
];

function night(
  decider: NightAim["decider"],
  noise: string,
  figures: NightFigures,
): NightAim {
  const [nullFalse, nullRuns, falseKeeps, ...rest] = figures;
  const [trueGain, thereToGain, claimed, runs] = rest;
  return {
    decider,
    noise,
    nullFalse,
    nullRuns,
    falseKeeps,
    trueGain,
    thereToGain,
    claimed,
    runs,
  };
}

/** Bounds that hold in any case; of fewer candidates they are wider. */
export const BOUNDS: readonly Bound[] = [
  { gain: 0, what: "kept", from: 0, to: 0.004, candidates: 20_000 },
  { gain: 0, what: "runs", from: 4.4, to: 4.7, candidates: 20_000 },
  { gain: 0, what: "alone", from: 0, to: 0.011, candidates: 20_000 },
  { gain: 1, what: "kept", from: 0.36, to: 0.43, candidates: 2_000 },
  { gain: 2, what: "kept", from: 0.92, to: 0.95, candidates: 2_000 },
  { gain: 4, what: "kept", from: 0.997, to: 1, candidates: 2_000 },
  { gain: 4, what: "keptRuns", from: 7, to: 7, candidates: 2_000 },
  { gain: -2, what: "runs", from: 1, to: 1.2, candidates: 2_000 },
];

export interface Bound {
  readonly gain: number;
  readonly what: "kept" | "runs" | "alone" | "keptRuns";
  readonly from: number;
  readonly to: number;
  /** For how many candidates it is meant. */
  readonly candidates: number;
}
