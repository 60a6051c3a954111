import { parseNumber } from "../text/number.ts";

/** The smallest gain that is wanted. */
export type MinEffect =
  | { readonly kind: "absolute"; readonly amount: number }
  /** A share of the incumbent's value. */
  | { readonly kind: "relative"; readonly share: number };

/**
 * Reads the smallest gain as the config has it.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseMinEffect("0.5"), { kind: "absolute", amount: 0.5 });
 * assertEquals(parseMinEffect("2%"), { kind: "relative", share: 0.02 });
 * ```
 *
 * @throws {RangeError} when it is neither, or below 0
 */
export function parseMinEffect(text: string): MinEffect {
  const isRelative = text.endsWith("%");
  const value = parseNumber(isRelative ? text.slice(0, -1) : text);
  if (value === undefined || value < 0) {
    throw new RangeError("it must be a number from 0 up, like 0.5 or 2%");
  }
  return isRelative
    ? { kind: "relative", share: value / 100 }
    : { kind: "absolute", amount: value };
}

/**
 * Returns the smallest gain in the metric's own unit.
 *
 * @param level what the incumbent's runs come to
 */
export function toAmount(effect: MinEffect, level: number): number {
  switch (effect.kind) {
    case "absolute":
      return effect.amount;
    case "relative":
      return effect.share * Math.abs(level);
  }
}
