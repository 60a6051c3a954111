import type { Ending } from "../ports.ts";

/** What one evaluation came to. */
export type Measurement =
  | {
    readonly kind: "measured";
    readonly value: number;
    /** Every other named number of the output. */
    readonly secondary: Readonly<Record<string, number>>;
  }
  | { readonly kind: "crash"; readonly reason: string }
  | { readonly kind: "interrupted" };

/** An evaluation may take this many times its budget. */
const LIMIT_PER_BUDGET = 2.5;

/** Returns after how many seconds an evaluation is ended. */
export function limitSeconds(budgetMinutes: number): number {
  return budgetMinutes * 60 * LIMIT_PER_BUDGET;
}

/**
 * Returns why an ending is no success, or nothing for a clean exit. A metric
 * that was printed before a failure doesn't count.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(whyFailed({ kind: "exited", code: 0 }), undefined);
 * assertEquals(whyFailed({ kind: "exited", code: 7 }), "exited with code 7");
 * ```
 */
export function whyFailed(ending: Ending): string | undefined {
  switch (ending.kind) {
    case "exited":
      return ending.code === 0 ? undefined : `exited with code ${ending.code}`;
    case "signaled":
      return `killed by ${ending.signal}`;
    case "timedOut":
      return `time limit: not done after ${round(ending.limitSeconds)} s`;
    case "flooded":
      return `output limit: more than ${round(ending.limitBytes / 1e9)} GB`;
    case "spawnFailed":
      return ending.reason;
    case "cancelled":
      return "cancelled";
  }
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
