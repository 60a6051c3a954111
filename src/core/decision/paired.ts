/**
 * The paired decision: a screening run that may only reject, then pairs of a
 * candidate's and an incumbent's run. A candidate is kept when three or more
 * pairs all favour it by far more than the noise, or by an exact signed-rank
 * test at two looks that are fixed beforehand, and given up as soon as its gain
 * looks smaller than the noise.
 *
 * Keeping uses the differences within pairs alone, so that nothing that drifts
 * between them can make a keep: P(rank keep of a candidate that is no better)
 * is below 0.8 alpha whatever the law of the noise, by a union over the looks.
 * The clear keep trusts the scale of the noise; its limits were calibrated for
 * alpha = 0.01 by simulation (bench/decisions.ts). Screening and giving up only
 * stop early, and may use whatever they like.
 *
 * Sources: Wilcoxon, Individual comparisons by ranking methods (1945); Hodges
 * and Lehmann, Estimates of location based on rank tests (1963); Armitage,
 * McPherson and Rowe, Repeated significance tests on accumulating data (1969);
 * Reynolds, A sequential signed-rank test for symmetry (1975); Jennison and
 * Turnbull, Group Sequential Methods (2000): error spending, non-binding
 * futility; Koning and van Meer, Anytime validity is free: inducing sequential
 * tests (2025): why a known horizon need not cost power.
 *
 * @module
 */
import { median } from "../statistics/median.ts";
import { advantages, differences, type Sample } from "../statistics/sample.ts";
import { signedRankP } from "../statistics/signed_rank.ts";
import type { DecisionRules } from "./decision_rules.ts";
import { keepingNoise, robustNoise } from "./noise.ts";

/** What the runs so far say, and by which figures. */
export type PairedVerdict =
  | { readonly kind: "open"; readonly figures: Figures }
  | {
    readonly kind: "keep";
    readonly why: "clear" | "rank";
    readonly figures: Figures;
  }
  | {
    readonly kind: "discard";
    readonly why: "screen" | "futile" | "undecided";
    readonly figures: Figures;
  };

/** In the notation of the rule; what was not needed is missing. */
export interface Figures {
  readonly s?: number;
  /** Without noise infinite, for which JSON has null. */
  readonly t?: number;
  readonly p?: number;
  readonly g?: number;
  readonly v?: number;
  readonly r?: number;
  /** What `t` had to reach, or `p` not to exceed. */
  readonly limit?: number;
  /** Whether the incumbent has moved away from its reference. */
  readonly isStale?: boolean;
}

/** Pairs from the third on may be clear, until the rank test looks. */
const CLEAR_FROM = 3;
const CLEAR_TO = 9;

/** The first look of the rank test, or the only one where there are fewer. */
const FIRST_LOOK = 10;
const FEWEST_PAIRS_TO_RANK = 7;

/** Shares of alpha: of two looks, or of the only one. */
const FIRST_SHARE = 0.1;
const LAST_SHARE = 0.7;
const ONLY_SHARE = 0.8;

/** Nothing that a double can't tell apart shall decide. */
const ROUNDING = 1e-12;

/**
 * Judges the runs before the first pair: a candidate that looks worse than the
 * incumbent goes at once.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const sample = { screening: [10], candidate: [], incumbent: [], minEffect: 0 };
 * const rules = { patience: 1 };
 * assertEquals(judgeScreening({ ...sample, reference: [10, 10, 10] }, rules), {
 *   kind: "discard",
 *   why: "screen",
 *   figures: { g: 0, v: 1 / 3 + 1, r: 0 },
 * });
 * ```
 */
export function judgeScreening(
  sample: Sample,
  { patience }: Pick<DecisionRules, "patience">,
): PairedVerdict {
  const r = robustNoise(sample);
  const figures = outlookOf(sample, sample.reference, r);
  return isHopeless(figures, patience)
    ? { kind: "discard", why: "screen", figures }
    : { kind: "open", figures };
}

/**
 * Judges a sample of at least one pair.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toDecisionRules } from "./decision_rules.ts";
 *
 * const sample = {
 *   reference: [10, 10, 10],
 *   screening: [9],
 *   candidate: [9, 9, 9],
 *   incumbent: [10, 10, 10],
 *   minEffect: 0,
 * };
 * assertEquals(judgePairs(sample, toDecisionRules({})), {
 *   kind: "keep",
 *   why: "clear",
 *   figures: { s: 0, t: Infinity, limit: 4.5 },
 * });
 * ```
 */
export function judgePairs(
  sample: Sample,
  rules: DecisionRules,
): PairedVerdict {
  const { reference, incumbent } = sample;
  const gains = differences(sample);
  const size = sizeOf(gains, keepingNoise(sample).noise);
  const limit = clearLimit(gains, reference.length, rules);
  if (limit !== undefined && size.t >= limit) {
    return { kind: "keep", why: "clear", figures: { ...size, limit } };
  }
  const look = lookAt(gains, rules);
  const figures = { ...size, ...look };
  if (look !== undefined && look.p <= look.limit + ROUNDING) {
    return { kind: "keep", why: "rank", figures };
  }
  if (gains.length >= rules.maxPairs) {
    return { kind: "discard", why: "undecided", figures };
  }
  const r = robustNoise(sample);
  const isStale = isReferenceStale(sample, r);
  const known = isStale ? incumbent : [...reference, ...incumbent];
  const outlook = outlookOf(sample, known, r);
  const all = { ...figures, ...outlook, isStale };
  return isHopeless(outlook, rules.patience)
    ? { kind: "discard", why: "futile", figures: all }
    : { kind: "open", figures: all };
}

/** The mean gain in standard errors. */
function sizeOf(gains: readonly number[], s: number) {
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  // Without noise any gain is infinitely large, and none is none.
  const t = mean === 0 ? 0 : mean / (s * Math.sqrt(2 / gains.length));
  return { s, t };
}

/** What `t` has to reach for a clear keep, where one is possible. */
function clearLimit(
  gains: readonly number[],
  referenceRuns: number,
  { clearKeep }: DecisionRules,
): number | undefined {
  if (!clearKeep || gains.length < CLEAR_FROM || gains.length > CLEAR_TO) {
    return undefined;
  }
  if (!gains.every((gain) => gain > 0)) return undefined;
  if (referenceRuns >= 5) return 4;
  if (referenceRuns >= 3) return 4.5;
  return referenceRuns === 2 ? 6 : undefined;
}

/** The rank test, where this is one of its looks. */
function lookAt(
  gains: readonly number[],
  { alpha, maxPairs }: DecisionRules,
): { readonly p: number; readonly limit: number } | undefined {
  const share = shareOfAlpha(gains.length, maxPairs);
  if (share === undefined) return undefined;
  return { p: signedRankP(gains), limit: share * alpha };
}

function shareOfAlpha(pairs: number, maxPairs: number): number | undefined {
  if (maxPairs < FEWEST_PAIRS_TO_RANK) return undefined;
  if (maxPairs <= FIRST_LOOK) {
    return pairs === maxPairs ? ONLY_SHARE : undefined;
  }
  if (pairs === FIRST_LOOK) return FIRST_SHARE;
  return pairs === maxPairs ? LAST_SHARE : undefined;
}

/** Whether the incumbent has moved by more than its medians vary. */
function isReferenceStale(
  { reference, incumbent }: Sample,
  r: number,
): boolean {
  const shift = Math.abs(median(incumbent) - median(reference));
  const v = 1 / reference.length + 1 / incumbent.length;
  return !(shift <= 2.5 * r * Math.sqrt(v));
}

interface Outlook {
  readonly g: number;
  readonly v: number;
  readonly r: number;
}

/** How the gain looks beside all known runs of the incumbent. */
function outlookOf(
  { screening, candidate, minEffect }: Sample,
  incumbent: readonly number[],
  r: number,
): Outlook {
  const runs = [...screening, ...candidate];
  return {
    g: median(advantages(incumbent, runs, minEffect)),
    v: 1 / incumbent.length + 1 / runs.length,
    r,
  };
}

/** Whether so many standard errors more would leave the gain below the noise. */
function isHopeless({ g, v, r }: Outlook, patience: number): boolean {
  return r === 0 ? g <= 0 : g < r * (1 - patience * Math.sqrt(v));
}
