import { assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRandom } from "../../../src/core/statistics/random.ts";
import { signedRankP } from "../../../src/core/statistics/signed_rank.ts";

const PS: readonly (readonly [differences: readonly number[], p: number])[] = [
  [[1, 2, 3, 4, 5], 1 / 32],
  [[-1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 2 / 1024],
  [[1, 1, 2, -1, 0, 3, 3], 1 / 16],
  [[0, 0, 0], 1],
  [[0.5, -0.5, 1.5, 2.5, 2.5, 3, 4, 6], 3 / 256],
  [[], 1],
  [[-1], 1],
  [[1], 1 / 2],
  [[-1, -2, -3], 1],
  [[0, -0, 2, 2], 1 / 4],
];
for (const [differences, p] of PS) {
  Deno.test(`signedRankP() of ${differences.join(" ")} is ${p}`, () => {
    assertEquals(signedRankP(differences), p);
  });
}

Deno.test("signedRankP() is what counting all signs gives, ties or not", () => {
  const random = makeRandom("signs");
  for (let sample = 0; sample < 200; sample++) {
    const count = 1 + Math.floor(9 * random());
    const values = 1 + Math.floor(12 * random());
    const differences = Array.from(
      { length: count },
      () => Math.round(values * (2 * random() - 1)),
    );

    assertAlmostEquals(signedRankP(differences), countSigns(differences), 0);
  }
});

Deno.test("signedRankP() has no ties to fear in 20 pairs: 170 of 210", () => {
  const ranks = Array.from({ length: 20 }, (_, i) => i + 1);
  const losing = (lost: readonly number[]) =>
    signedRankP(ranks.map((rank) => lost.includes(rank) ? -rank : rank));

  // Ranks of 40 are lost, then of 41.
  assertEquals(losing([20, 19, 1]) <= 0.007, true);
  assertEquals(losing([20, 19, 2]) <= 0.007, false);
});

Deno.test("signedRankP() is a probability for a thousand pairs", () => {
  const wins = Array.from({ length: 1000 }, (_, i) => i + 1);

  assertEquals(signedRankP(wins), 2 ** -1000);
  assertAlmostEquals(signedRankP(wins.map((rank) => -rank)), 1, 1e-9);
});

/** As the definition has it, over every way in which signs may fall. */
function countSigns(differences: readonly number[]): number {
  const sizes = differences.filter((d) => d !== 0).map(Math.abs);
  const ranks = sizes.map((size) =>
    sizes.filter((other) => other < size).length +
    (sizes.filter((other) => other === size).length + 1) / 2
  );
  const reached = sumWhere(
    ranks,
    differences.filter((d) => d !== 0).map((d) => d > 0),
  );
  let count = 0;
  for (let signs = 0; signs < 2 ** ranks.length; signs++) {
    const isPositive = ranks.map((_, i) => (signs >> i) % 2 === 1);
    if (sumWhere(ranks, isPositive) >= reached) count++;
  }
  return count / 2 ** ranks.length;
}

function sumWhere(
  ranks: readonly number[],
  isIn: readonly boolean[],
): number {
  return ranks.filter((_, i) => isIn[i]).reduce((sum, rank) => sum + rank, 0);
}
