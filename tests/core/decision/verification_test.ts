import { assertEquals } from "@std/assert";
import type { Pair } from "../../../src/core/decision/comparison.ts";
import {
  verify,
  VERIFY_PAIRS,
  wantsAnotherPair,
} from "../../../src/core/decision/verification.ts";

function pairsOf(
  ...values: readonly (readonly [candidate: number, incumbent: number])[]
): readonly Pair[] {
  return values.map(([candidate, incumbent]) => ({
    first: "candidate",
    candidate,
    incumbent,
  }));
}

const EQUAL = [90, 100] as const;

const WANTED: [what: string, pairs: readonly Pair[], isWanted: boolean][] = [
  ["none", [], true],
  ["one", pairsOf(EQUAL), true],
  ["two that are equal", pairsOf(EQUAL, EQUAL), false],
  ["two that differ in one number", pairsOf(EQUAL, [90, 100.1]), true],
  [
    "ten",
    pairsOf(...Array.from({ length: 10 }, (_, i) => [i, 9] as const)),
    false,
  ],
];
for (const [what, pairs, isWanted] of WANTED) {
  Deno.test(`wantsAnotherPair() after ${what}`, () => {
    assertEquals(wantsAnotherPair(pairs), isWanted);
  });
}

Deno.test("verify() gives the median gain and an interval by the pairs alone", () => {
  // D: 3.3 1.9 4.1; s of both sides 0.559762, 4 degrees, t(0.99; 4) = 3.746947.
  const pairs = pairsOf([97.1, 100.4], [97.9, 99.8], [96.8, 100.9]);

  const { gain, low, high, ...rest } = verify(pairs, "lower");

  const rounded = [gain, low, high].map((value) => Number(value.toFixed(6)));
  assertEquals(rounded, [3.15, 1.437482, 4.862518]);
  assertEquals(rest, { pairs: 3, verdict: "real" });
});

Deno.test("verify() says what an interval around 0 shows, and one below", () => {
  const noisy = pairsOf([100, 101], [102, 100], [99, 100], [101, 99]);
  const worse = pairsOf([0.5, 0.9], [0.6, 0.91], [0.55, 0.92]);

  assertEquals(verify(noisy, "lower").verdict, "not shown");
  assertEquals(verify(worse, "higher").verdict, "worse");
  assertEquals(verify(worse, "lower").verdict, "real");
});

Deno.test("verify() has as many pairs as the figure to quote wants", () => {
  assertEquals(VERIFY_PAIRS, 10);
});
