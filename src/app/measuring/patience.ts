import type { MetricPattern } from "../../core/metric/metric.ts";
import { splitLines } from "../../core/metric/output_line.ts";
import type { Ports } from "../../core/ports.ts";

/** How long an expression of the user's may look at one line. */
export const LINE_SECONDS = 2;

/** Goes through lines, the last one first. */
export interface Pass<T> {
  readonly start: T;
  readonly see: (before: T, line: string) => T;
  readonly isEnough: (seen: T) => boolean;
  /** When all of it has to be done, as `clock.seconds` counts. */
  readonly until: number;
}

/** How far a pass came. */
export type Passed<T> =
  | { readonly kind: "done"; readonly seen: T }
  | { readonly kind: "late"; readonly seen: T; readonly at: "line" | "output" };

/**
 * Goes through an output's lines by a pattern. Only a regular expression may
 * backtrack, and for longer than a night; one that is slow and comes on from
 * line to line does not.
 */
export async function patiently<T>(
  { clock, stop }: Pick<Ports, "clock" | "stop">,
  { kind }: MetricPattern,
  output: string,
  { start, see, isEnough, until }: Pass<T>,
): Promise<Passed<T>> {
  if (kind !== "expression") return { kind: "done", seen: see(start, output) };

  const lines = splitLines(output);
  let [seen, left] = [start, lines.length];
  const goOn = () => {
    while (left > 0 && !isEnough(seen)) {
      seen = see(seen, lines[left - 1] ?? "");
      left--;
    }
    return true;
  };
  while (true) {
    const begun = left;
    const seconds = Math.min(LINE_SECONDS, until - clock.seconds());
    if (seconds <= 0 || stop.aborted) {
      return { kind: "late", seen, at: "output" };
    }
    if (await clock.within(seconds, goOn)) return { kind: "done", seen };
    // The line that was cut short is looked at anew, with all the time for it.
    const isStuck = left === begun && seconds === LINE_SECONDS;
    if (isStuck) return { kind: "late", seen, at: "line" };
  }
}
