import { makeRandom } from "../../src/core/statistics/random.ts";

/** Chance by a seed: whatever is drawn can be drawn again. */
export interface Draw {
  /** A number in [0, 1). */
  readonly unit: () => number;
  /** A whole number, both ends included. */
  readonly whole: (low: number, high: number) => number;
  /** Whether something happens that does so with this probability. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(first: T, ...others: readonly T[]) => T;
  readonly list: <T>(low: number, high: number, make: () => T) => readonly T[];
}

export function makeDraw(...seeds: readonly (number | string)[]): Draw {
  const unit = makeRandom(...seeds);
  const whole = (low: number, high: number) =>
    low + Math.floor(unit() * (high - low + 1));
  return {
    unit,
    whole,
    chance: (probability) => unit() < probability,
    pick: (first, ...others) => others[whole(-1, others.length - 1)] ?? first,
    list: (low, high, make) => Array.from({ length: whole(low, high) }, make),
  };
}
