import { type Reference, spreadIn } from "./reference.ts";

/** How much the incumbent's number has been seen to vary by itself. */
export interface SeenNoise {
  /** Runs of one and the same commit that it rests on. */
  readonly runs: number;
  /** Their standard deviation, 0 where all were equal. */
  readonly sd: number;
}

/**
 * Returns what is known of the noise; null where nothing was measured twice.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(seenNoise({ runs: [4, 5, 6], runsSince: 0 }), { runs: 3, sd: 1 });
 * assertEquals(seenNoise({ runs: [4], runsSince: 0 }), null);
 * ```
 */
export function seenNoise(reference: Reference): SeenNoise | null {
  const { noise, degrees } = spreadIn(reference);
  return degrees === 0 ? null : { runs: degrees + 1, sd: noise };
}

/**
 * Says in a few words what is known of the noise.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(describeNoise({ runs: 10, sd: 1.1934 }), "sd 1.19 over 10 runs");
 * assertEquals(describeNoise({ runs: 5, sd: 0 }), "not seen in 5 runs");
 * assertEquals(describeNoise(null), "not measured");
 * ```
 */
export function describeNoise(noise: SeenNoise | null): string {
  if (noise === null) return "not measured";
  const { runs, sd } = noise;
  if (sd === 0) return `not seen in ${runs} runs`;
  return `sd ${Number(sd.toPrecision(3))} over ${runs} runs`;
}
