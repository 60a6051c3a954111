import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { makeRandom } from "../../../src/core/statistics/random.ts";

function draw(
  count: number,
  ...seeds: (number | string)[]
): readonly number[] {
  const random = makeRandom(...seeds);
  return Array.from({ length: count }, random);
}

Deno.test("makeRandom() draws the same numbers on every machine", () => {
  assertEquals(draw(3, "2026-11-25", 7), [
    0.17891945666633546,
    0.7498490866273642,
    0.5240927732083946,
  ]);
});

const OTHER_SEEDS: (number | string)[][] = [
  ["2026-11-25", 8],
  ["2026-11-25", "7"],
  ["2026-11-2", 57],
  ["2026-11-25"],
  [7, "2026-11-25"],
  [],
];
for (const seeds of OTHER_SEEDS) {
  Deno.test(`makeRandom() draws others for ${JSON.stringify(seeds)}`, () => {
    assertNotEquals(draw(3, ...seeds), draw(3, "2026-11-25", 7));
  });
}

Deno.test("makeRandom() fills [0, 1) evenly", () => {
  const counts = Array.from({ length: 20 }, () => 0);

  for (const number of draw(100_000, 1)) {
    const part = Math.floor(number * 20);
    counts[part] = (counts[part] ?? NaN) + 1;
  }

  // 5,000 each, with a standard deviation of 69.
  assertEquals(counts.filter((count) => Math.abs(count - 5000) > 350), []);
  assertEquals(counts.length, 20);
});

Deno.test("makeRandom() starts differently for seeds in a row", () => {
  const firsts = Array.from({ length: 10_000 }, (_, n) => draw(1, "s", n)[0]);

  assertEquals(new Set(firsts).size > 9_990, true);
  const mean = firsts.reduce<number>((sum, x) => sum + (x ?? NaN), 0) / 10_000;
  assert(Math.abs(mean - 0.5) < 0.015, `mean ${mean}`);
});
