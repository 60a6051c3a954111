import { type Comparison, referenceRuns } from "./comparison.ts";
import { mostRecent, type Reference, spreadIn } from "./reference.ts";

/**
 * Only of these pairs the incumbent's runs are remembered: later ones are run
 * when earlier ones went a certain way, and would bias the reference.
 */
const UNBIASED_PAIRS = 2;

/**
 * Returns what is known about the incumbent after a comparison, whose candidate
 * is the incumbent now if it was kept. What it is still short of is measured
 * when the next comparison needs it.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { beginComparison } from "./comparison.ts";
 * import { toDecisionRules } from "./decision_rules.ts";
 *
 * const comparison = {
 *   ...beginComparison({
 *     rules: toDecisionRules({}),
 *     direction: "lower",
 *     incumbentMetric: 10,
 *     reference: { runs: [9, 10, 11], runsSince: 2 },
 *     seed: "t1/1",
 *   }),
 *   screening: [9.5],
 *   pairs: [{ first: "incumbent", candidate: 10.5, incumbent: 9.9 }],
 *   runsSince: 1,
 * } as const;
 *
 * assertEquals(referenceAfter(comparison, false), {
 *   runs: [9, 10, 11, 9.9],
 *   runsSince: 1,
 * });
 * assertEquals(referenceAfter(comparison, true), { runs: [10.5], runsSince: 0 });
 * ```
 */
export function referenceAfter(
  comparison: Comparison,
  isKept: boolean,
): Reference {
  return isKept ? ofCandidate(comparison) : ofIncumbent(comparison);
}

function ofIncumbent(comparison: Comparison): Reference {
  const runs = comparison.pairs.slice(0, UNBIASED_PAIRS)
    .map(({ incumbent }) => incumbent);
  return {
    ...comparison.reference,
    runs: mostRecent([...referenceRuns(comparison), ...runs]),
    runsSince: comparison.runsSince,
  };
}

/**
 * Its runs in pairs, not the one that it was chosen by; where none of its runs
 * is another's witness, its level is still to be measured.
 */
function ofCandidate(comparison: Comparison): Reference {
  const { rules, reference, screening, pairs } = comparison;
  const last = pairs.at(-1);
  if (last !== undefined) {
    const runs = mostRecent(pairs.map(({ candidate }) => candidate));
    return { runs, runsSince: last.first === "candidate" ? 1 : 0 };
  }
  if (rules.mode !== "strict" && rules.maxPairs === 0) {
    const known = { ...reference, runs: referenceRuns(comparison) };
    return { runs: [], runsSince: 0, inherited: spreadIn(known) };
  }
  return { runs: screening, runsSince: 0 };
}
