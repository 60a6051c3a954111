import type { Direction } from "../config/config.ts";

export type Decision =
  | { readonly kind: "keep"; readonly reason: string }
  | { readonly kind: "discard"; readonly reason: string };

/**
 * Judges a measured candidate against the incumbent: one run decides, and only
 * what is strictly better is kept.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decide(90, 100, "lower").kind, "keep");
 * assertEquals(decide(100, 100, "lower").kind, "discard");
 * assertEquals(decide(0.3, 0.1 + 0.2, "higher").kind, "discard");
 * ```
 */
export function decide(
  candidate: number,
  incumbent: number,
  direction: Direction,
): Decision {
  if (isBetter(candidate, incumbent, direction)) {
    const gain = toDigits(Math.abs(candidate - incumbent));
    return { kind: "keep", reason: `better by ${gain}` };
  }
  const reason = candidate === incumbent
    ? `equal to ${incumbent}`
    : `not better: ${candidate} against ${incumbent}`;
  return { kind: "discard", reason };
}

export function isBetter(
  value: number,
  than: number,
  direction: Direction,
): boolean {
  return direction === "lower" ? value < than : value > than;
}

/** Without the noise of binary fractions: 0.30000000000000004 is 0.3. */
function toDigits(value: number): number {
  return Number(value.toPrecision(6));
}
