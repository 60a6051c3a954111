/** The values that a knob may take. */
export type Domain = NumberDomain | ChoiceDomain;

export interface NumberDomain {
  readonly kind: "integer" | "float";
  readonly low: number;
  readonly high: number;
  /** Whether ratios count, not differences: 0.001 is as far from 0.01 as that from 0.1. */
  readonly log: boolean;
}

export interface ChoiceDomain {
  readonly kind: "choice";
  readonly options: readonly string[];
}

/** A number, or the option of a choice. */
export type KnobValue = number | string;

/**
 * Returns where a number lies in its range: 0 is the low end, 1 the high one. A
 * number outside the range lies outside 0..1.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const domain = { kind: "integer", low: 4, high: 64, log: true } as const;
 * assertEquals(toUnit(domain, 16), 0.5);
 * ```
 */
export function toUnit(domain: NumberDomain, value: number): number {
  const { low, high, log } = domain;
  if (!log) return (value - low) / (high - low);
  // Somebody's 0 in a logarithmic range is very low, not infinitely so.
  return Math.log(Math.max(value / low, 1e-9)) / Math.log(high / low);
}

/**
 * Returns the value at a place in the range, as it will be written: whole where
 * the knob is, else with three significant digits, and never outside.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const domain = { kind: "float", low: 0, high: 3, log: false } as const;
 * assertEquals(fromUnit(domain, 1 / 7), 0.429);
 * ```
 */
export function fromUnit(domain: NumberDomain, unit: number): number {
  const { kind, low, high, log } = domain;
  const exact = log
    ? low * Math.exp(unit * Math.log(high / low))
    : low + unit * (high - low);
  const rounded = kind === "integer"
    ? Math.round(exact)
    : Number(exact.toPrecision(digitsOf(domain)));
  // Plus 0, since nobody wants to read -0 in a target.
  return Math.min(high, Math.max(low, rounded)) + 0;
}

/** Three, or what tells a hundred values apart in a narrow range like 100..101. */
function digitsOf({ low, high }: NumberDomain): number {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const lost = Math.ceil(Math.log10(largest / (high - low)));
  return Math.min(17, Math.max(3, 2 + lost));
}
