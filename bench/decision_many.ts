import { median } from "../src/core/statistics/median.ts";
import { type Figure, toFigure, toRate } from "./decision_figure.ts";
import { RIVALS } from "./decision_rivals.ts";
import { decideTrial, type Trial } from "./decision_trial.ts";

/** What many candidates of one kind came to. */
export interface Many {
  readonly kept: Figure;
  readonly clear: Figure;
  readonly runs: Figure;
  /** Median of the runs of those that were kept. */
  readonly keptRuns: number;
  /** Estimates of those that were kept. */
  readonly raw: Figure;
  readonly gain: Figure;
  /** How often the interval held the truth, where there was one. */
  readonly coverage: Figure;
}

type Kind = Omit<Trial, "seed">;

export function decideMany(kind: Kind, count: number): Many {
  const decided = seeds(count).map((seed) => decideTrial({ ...kind, seed }));
  const kept = decided.filter(({ kind }) => kind === "keep");
  const estimates = decided.flatMap(({ estimate }) => estimate ?? []);
  const ofKept = kept.flatMap(({ estimate }) => estimate ?? []);
  return {
    kept: toRate(decided.map(({ kind }) => kind === "keep")),
    clear: toRate(decided.map(({ why }) => why === "clear")),
    runs: toFigure(decided.map(({ runs }) => runs)),
    keptRuns: median(kept.map(({ runs }) => runs)),
    raw: toFigure(ofKept.map(({ raw }) => raw)),
    gain: toFigure(ofKept.map(({ gain }) => gain)),
    coverage: toRate(
      estimates.map(({ low, high }) => low <= kind.gain && kind.gain <= high),
    ),
  };
}

/** The keeping rules alone: no screening, and nobody is given up. */
export function decideAlone(kind: Kind, count: number): Many {
  return decideMany({ ...kind, config: { patience: Infinity } }, count);
}

/** How often each rival keeps such a candidate. */
export function rivalRates(kind: Kind, count: number): readonly Figure[] {
  return RIVALS.map(({ keeps }) =>
    toRate(seeds(count).map((seed) => keeps({ ...kind, seed })))
  );
}

function seeds(count: number): readonly number[] {
  return Array.from({ length: Math.ceil(count) }, (_, seed) => seed);
}
