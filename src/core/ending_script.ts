import type { Machine } from "./ports.ts";

/** The group; one that was stopped would not get to see a TERM otherwise. */
const POSIX = 'kill -s "$0" -- "-$1"; kill -s CONT -- "-$1"';

/**
 * With a second slash, since the shells that there are on Windows take a word
 * with one for a path. Without `/F` only a window would be asked to close.
 */
const WINDOWS = 'taskkill //T //F //PID "$1"';

/**
 * Returns the shell script that sends a signal, `$0`, to all that a process,
 * `$1`, has started. Elsewhere than on Windows that is its group: a Linux, whose
 * `/proc` tells more, sweeps in addition; a Mac lets nobody see the environment
 * of what has left the group.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(endingScript("windows"), 'taskkill //T //F //PID "$1"');
 * ```
 */
export function endingScript(system: Machine["system"]): string {
  switch (system) {
    case "windows":
      return WINDOWS;
    case "linux":
    case "darwin":
    case "other":
      return POSIX;
  }
}
