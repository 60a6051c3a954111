/**
 * Returns the exact one-sided p of Wilcoxon's signed-rank test (Individual
 * comparisons by ranking methods, 1945): how probable it is, if each sign were
 * a fair coin, that the positive differences have ranks as high as these.
 *
 * Zeros are dropped and ties get midranks, doubled to be whole. The law of the
 * sum is then exact for any ties: one convolution per rank.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(signedRankP([1, 2, 3, 4, 5]), 1 / 32);
 * assertEquals(signedRankP([1, 1, 2, -1, 0, 3, 3]), 1 / 16);
 * assertEquals(signedRankP([0, 0, 0]), 1);
 * ```
 */
export function signedRankP(differences: readonly number[]): number {
  const signed = differences.filter((difference) => difference !== 0);
  const ranks = doubledRanks(signed.map(Math.abs));
  const reached = ranks
    .filter((_, i) => (signed[i] ?? 0) > 0)
    .reduce((sum, rank) => sum + rank, 0);
  // Halves of halves: sums of them are exact as long as they have 53 bits.
  return lawOfSum(ranks)
    .subarray(reached)
    .reduce((sum, probability) => sum + probability, 0);
}

/** Ranks from 2 in steps of 2; equal sizes share the mean of theirs. */
function doubledRanks(sizes: readonly number[]): readonly number[] {
  const sorted = new Float64Array(sizes).sort();
  return sizes.map((size) => {
    const first = sorted.indexOf(size);
    return first + sorted.lastIndexOf(size) + 2;
  });
}

/** The probability of each sum of ranks, each rank in it by a fair coin. */
function lawOfSum(ranks: readonly number[]): Float64Array {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const law = new Float64Array(total + 1);
  law[0] = 1;
  let highest = 0;
  for (const rank of ranks) {
    highest += rank;
    for (let sum = highest; sum >= 0; sum--) {
      law[sum] = ((law[sum] ?? 0) + (law[sum - rank] ?? 0)) / 2;
    }
  }
  return law;
}
