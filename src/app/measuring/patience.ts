import type { MetricPattern } from "../../core/metric/metric.ts";
import type { Clock } from "../../core/ports.ts";

/** How long an expression of the user's may look at a piece of output. */
export const PATIENCE_SECONDS = 2;

/**
 * Reads output by a pattern; nothing where an expression is at it for too long.
 * Only a regular expression may backtrack, and for longer than a night.
 */
export async function patiently<T>(
  clock: Clock,
  { kind }: MetricPattern,
  read: () => T,
  seconds = PATIENCE_SECONDS,
): Promise<T | undefined> {
  return kind === "expression" ? await clock.within(seconds, read) : read();
}
