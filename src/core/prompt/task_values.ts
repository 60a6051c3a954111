import type { Config } from "../config/config.ts";

/** What every prompt says of the task, by its name in a template. */
export type TaskValues = Readonly<
  Record<
    "target" | "protected" | "evaluate" | "budget" | "metric" | "direction",
    string
  >
>;

/**
 * Returns what every prompt says of the task.
 *
 * @param outOfBounds paths and globs that must not change
 * @param toShort shortens what the user wrote to the room of one value
 */
export function taskValues(
  config: Config,
  outOfBounds: readonly string[],
  toShort: (text: string) => string,
): TaskValues {
  return {
    target: toShort(config.target.join(", ")),
    protected: toShort(outOfBounds.join(", ")),
    evaluate: toShort(config.evaluateCmd),
    budget: String(config.budgetMinutes),
    metric: toShort(config.metric),
    direction: config.direction,
  };
}
