import { assertEquals } from "@std/assert";
import type { Reference } from "../../../src/core/decision/reference.ts";
import {
  describeNoise,
  seenNoise,
} from "../../../src/core/decision/seen_noise.ts";

const inherited = { noise: 0.5, degrees: 4 };

const SEEN: [what: string, reference: Partial<Reference>, text: string][] = [
  ["no run", { runs: [] }, "not measured"],
  ["one run", { runs: [4] }, "not measured"],
  ["equal runs", { runs: [0.1, 0.1, 0.1] }, "not seen in 3 runs"],
  ["runs that differ", { runs: [4, 6] }, "sd 1.41 over 2 runs"],
  [
    "what was known before the last keep",
    { runs: [], inherited },
    "sd 0.5 over 5 runs",
  ],
  ["fewer runs than that", { runs: [4, 6], inherited }, "sd 0.5 over 5 runs"],
];
for (const [what, reference, text] of SEEN) {
  Deno.test(`describeNoise() of ${what}`, () => {
    const noise = seenNoise({ runs: [], runsSince: 0, ...reference });
    assertEquals(describeNoise(noise), text);
  });
}
