import type { Watcher } from "../../core/experiment/event.ts";
import { whyFailed } from "../../core/metric/measurement.ts";
import {
  type Mishap,
  mishapIn,
  secondsAfter,
} from "../../core/metric/mishap.ts";
import type { Ending, Ports } from "../../core/ports.ts";

/** What fails more often than that fails again. */
const MOST_TRIES = 3;

const OUTPUT_BYTES = 16 * 1024;

/** A run that may have failed for no fault of what was measured. */
export interface Attempt {
  readonly ending: Ending;
  readonly isFailed: boolean;
}

/** How a run ended that was made as often as it took. */
export interface Tried {
  readonly tries: number;
  /** What befell the last one. */
  readonly mishap: Mishap | undefined;
}

/**
 * Makes a run again, a few times at most, where what befell it says nothing of
 * what was measured: a full disk, a lost network, somebody's kill.
 */
export async function runAgain<Run extends Attempt>(
  { files, clock, stop }: Pick<Ports, "files" | "clock" | "stop">,
  { log, run }: {
    /** Receives the output, an absolute path. */
    readonly log: string;
    readonly run: () => Promise<Run>;
  },
  watcher: Watcher,
): Promise<Tried & { readonly last: Run }> {
  for (let tries = 1;; tries++) {
    const last = await run();
    const mishap = last.isFailed
      ? mishapIn(last.ending, await files.readTail(log, OUTPUT_BYTES))
      : undefined;
    if (mishap === undefined || tries === MOST_TRIES || stop.aborted) {
      return { last, tries, mishap };
    }
    const why = whyFailed(last.ending) ?? "no number";
    const message = `Once more, since ${mishap} is no fault of the idea's: ` +
      why;
    watcher.tell({ event: "note", message });
    await clock.sleep(secondsAfter(mishap), stop);
  }
}

/**
 * Returns why a run failed, with what befell it again and again.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   withMishap("exited with code 1", { tries: 3, mishap: "the disk is full" }),
 *   "exited with code 1 (3 times: the disk is full)",
 * );
 * ```
 */
export function withMishap(reason: string, { tries, mishap }: Tried): string {
  return mishap === undefined
    ? reason
    : `${reason} (${tries} times: ${mishap})`;
}
