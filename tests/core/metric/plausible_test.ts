import { assertEquals } from "@std/assert";
import { whyImplausible } from "../../../src/core/metric/plausible.ts";

const HELD: [metric: number, isHeld: boolean][] = [
  [10, false],
  [500, false],
  [9.99, true],
  [500.1, true],
  [-20, true],
];
for (const [metric, isHeld] of HELD) {
  Deno.test(`whyImplausible() of ${metric} in 10..500`, () => {
    const why = whyImplausible(metric, { from: 10, to: 500 }, 3);
    assertEquals(
      why,
      isHeld
        ? `held: ${metric} lies outside of 10..500; autoresearch retry 3 ` +
          "confirms it"
        : undefined,
    );
  });
}
