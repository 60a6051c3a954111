import { median } from "../statistics/median.ts";
import { advantage, differences } from "../statistics/sample.ts";
import { candidateRuns, type Comparison, toSample } from "./comparison.ts";
import { decide } from "./decision.ts";
import { type Estimate, estimateGain, moveBy } from "./gain.ts";
import { keepingNoise } from "./noise.ts";
import type { OneRun } from "./one_run.ts";
import type { Figures, PairedVerdict } from "./paired.ts";

/** What a comparison came to, with everything that a record wants to know. */
export type Decided =
  | Grounds & {
    readonly kind: "keep";
    /** The incumbent's moved by the gain, never the first or best number. */
    readonly metric: number;
  }
  | Grounds & {
    readonly kind: "discard";
    /** The median of the candidate's runs; nothing where there were none. */
    readonly metric: number | undefined;
  };

interface Grounds {
  /** In a word: which rule decided. */
  readonly why: string;
  /** In a line, for the row. */
  readonly reason: string;
  readonly runs: number;
  readonly figures: Figures;
  /** Missing where there was no pair. */
  readonly estimate?: Estimate;
}

/** Returns what the paired rule decided. */
export function decidedByPairs(
  comparison: Comparison,
  { kind, why, figures }: Exclude<PairedVerdict, { readonly kind: "open" }>,
): Decided {
  const { screening, pairs, minEffect } = comparison;
  if (pairs.length === 0) {
    const gain = `gain ${tidy((figures.g ?? NaN) + minEffect)}`;
    const runs = screening.length === 1 ? "first run" : "first runs";
    const clauses = [why, gain, `${runs} ${screening.join(" and ")}`];
    return discarded(comparison, { why, figures, clauses });
  }
  const isKept = kind === "keep";
  const estimate = estimateSoFar(comparison, isKept);
  const test = why === "futile" ? [] : toTest(figures, isKept);
  const clauses = [why, ...clausesOf(estimate, pairs.length), ...test];
  const grounds = { why, figures, estimate, clauses };
  return isKept
    ? kept(comparison, estimate.gain, grounds)
    : discarded(comparison, grounds);
}

/** Returns what one run decided, where there are never any pairs. */
export function decidedByOneRun(
  comparison: Comparison,
  { kind, why, figures, estimate }: OneRun,
): Decided {
  if (estimate === undefined) {
    const gain = `gain ${tidy((figures.g ?? NaN) + comparison.minEffect)}`;
    const clauses = [why, gain, "too few runs of the incumbent to tell"];
    return discarded(comparison, { why, figures, clauses });
  }
  const isKept = kind === "keep";
  const clauses = [why, toGainClause(estimate), ...toTest(figures, isKept)];
  const grounds = { why, figures, estimate, clauses };
  return isKept
    ? kept(comparison, estimate.gain, grounds)
    : discarded(comparison, grounds);
}

/**
 * Returns what a run decides whose number is no matter of chance: strictly
 * better wins, where it is so by more than the smallest gain that is wanted.
 *
 * @param level the number to be better than
 */
export function decidedByValue(
  comparison: Comparison,
  value: number,
  level: number,
): Decided {
  const { direction, incumbentMetric, minEffect, runs } = comparison;
  const { kind, reason } = decide(value, level, direction);
  const why = "strict";
  const grounds = { why, reason, runs, figures: {} };
  if (kind === "discard") return { ...grounds, kind, metric: value };
  const gain = Math.abs(level - value);
  if (minEffect > 0 && advantage(gain, 0, minEffect) <= 0) {
    const short = `${reason}, which is not more than ${tidy(minEffect)}`;
    return { ...grounds, kind: "discard", metric: value, reason: short };
  }
  const metric = level === incumbentMetric
    ? value
    : moveBy(incumbentMetric, gain, direction);
  return { ...grounds, kind, metric };
}

/**
 * Returns the discard of a comparison that is cut short: by a deadline, say.
 * Only whole pairs count.
 *
 * @param why in a word or two
 */
export function cutShort(comparison: Comparison, why: string): Decided {
  const { pairs } = comparison;
  if (pairs.length === 0) {
    const clauses = [why, "before the first pair"];
    return discarded(comparison, { why, figures: {}, clauses });
  }
  const estimate = estimateSoFar(comparison, false);
  const clauses = [why, ...clausesOf(estimate, pairs.length)];
  return discarded(comparison, { why, figures: {}, estimate, clauses });
}

/** Estimates the gain from the pairs so far, of which there is at least one. */
export function estimateSoFar(
  comparison: Comparison,
  isKept: boolean,
): Estimate {
  const sample = toSample(comparison);
  const { minEffect } = comparison;
  return estimateGain(differences(sample), keepingNoise(sample), {
    minEffect,
    isKept,
  });
}

type Clauses =
  & Pick<Grounds, "why" | "figures" | "estimate">
  & { readonly clauses: readonly string[] };

function kept(
  { incumbentMetric, direction, runs }: Comparison,
  gain: number,
  { clauses, ...grounds }: Clauses,
): Decided {
  const metric = moveBy(incumbentMetric, gain, direction);
  const reason = `keep: ${clauses.join(", ")}`;
  return { ...grounds, kind: "keep", metric, reason, runs };
}

function discarded(
  comparison: Comparison,
  { clauses, ...grounds }: Clauses,
): Decided {
  const measured = candidateRuns(comparison);
  const metric = measured.length === 0 ? undefined : median(measured);
  const reason = `discard: ${clauses.join(", ")}`;
  const { runs } = comparison;
  return { ...grounds, kind: "discard", metric, reason, runs };
}

function clausesOf(estimate: Estimate, pairs: number): readonly string[] {
  return [toGainClause(estimate), `${pairs} ${pairs === 1 ? "pair" : "pairs"}`];
}

/** `gain 3.06 [1.65, 4.65]`: as many digits as the interval leaves a sense. */
function toGainClause({ gain, low, high }: Estimate): string {
  const [middle, from, to] = [gain, low, high].map((value) =>
    tidy(value, (high - low) / 2)
  );
  return `gain ${middle} [${from}, ${to}]`;
}

/** What was compared with which limit; nothing where no test was made. */
function toTest(
  { t, p, limit }: Figures,
  isKept: boolean,
): readonly string[] {
  if (limit === undefined) return [];
  if (p !== undefined) {
    const sign = isKept ? "<=" : ">";
    return [`p ${Number(p.toPrecision(3))} ${sign} ${tidy(limit)}`];
  }
  if (t === undefined) return [];
  // The limits of a clear keep have one decimal, a quantile has many.
  const bound = limit.toFixed(Number.isInteger(2 * limit) ? 1 : 2);
  return [`T ${t.toPrecision(3)} ${isKept ? ">=" : "<"} ${bound}`];
}

/** Three digits of the margin, or six of what has none. */
function tidy(value: number, margin = 0): string {
  if (margin > 0 && Number.isFinite(margin)) {
    const decimals = 2 - Math.floor(Math.log10(margin));
    return `${Number(value.toFixed(Math.min(100, Math.max(0, decimals))))}`;
  }
  return `${Number(value.toPrecision(6))}`;
}
