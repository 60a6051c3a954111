import type { Ending } from "../ports.ts";
import { toPlainLines } from "../text/plain_text.ts";

/** What can end a run without saying anything of what was measured. */
export type Mishap =
  | "killed from outside"
  | "the disk is full"
  | "the network failed"
  | "the GPU was lost";

/** A program says last what it died of. */
const LAST_LINES = 40;

/**
 * What somebody else sends. A program's own faults end it by others (SEGV,
 * ABRT), and what we send is a time limit or an interruption.
 */
const SENT: ReadonlySet<string> = new Set([
  "SIGHUP",
  "SIGINT",
  "SIGKILL",
  "SIGTERM",
]);

/** The same as a shell tells of a command that it has run: 128 + N. */
const SENT_CODES: ReadonlySet<number> = new Set([129, 130, 137, 143]);

/**
 * Narrow on purpose: a refused connection may be to a server of the idea's own,
 * and memory that isn't enough is as a rule its fault.
 */
const WORDS: readonly (readonly [Mishap, RegExp])[] = [
  [
    "the disk is full",
    /no space left on device|\bENOSPC\b|disk quota exceeded|\bEDQUOT\b|database or disk is full/i,
  ],
  [
    "the GPU was lost",
    /GPU is lost|fallen off the bus|unable to determine the device handle|no CUDA-capable device|CUDA-capable device\(s\) is\/are busy or unavailable|uncorrectable ECC error|driver\/library version mismatch|CUDA unknown error|hipErrorNoDevice|No HIP GPUs are available/i,
  ],
  [
    "the network failed",
    /temporary failure in name resolution|name or service not known|nodename nor servname provided|could not resolve host|\bENOTFOUND\b|\bEAI_AGAIN\b|network is (?:unreachable|down)|no route to host|connection reset by peer|\bECONNRESET\b|connection timed out|\bETIMEDOUT\b|connection aborted/i,
  ],
];

/**
 * Returns what befell a run that failed, where it isn't what was measured that
 * is to blame.
 *
 * @param output the end of what it printed
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const failed = { kind: "exited", code: 1 } as const;
 * const full = "OSError: [Errno 28] No space left on device\n";
 * assertEquals(mishapIn(failed, full), "the disk is full");
 * assertEquals(mishapIn(failed, "ZeroDivisionError\n"), undefined);
 * assertEquals(
 *   mishapIn({ kind: "signaled", signal: "SIGKILL" }, ""),
 *   "killed from outside",
 * );
 * ```
 */
export function mishapIn(ending: Ending, output: string): Mishap | undefined {
  switch (ending.kind) {
    case "signaled":
      return SENT.has(ending.signal) ? "killed from outside" : undefined;
    case "exited":
      if (SENT_CODES.has(ending.code)) return "killed from outside";
      return mishapToldBy(output);
    case "timedOut":
    case "flooded":
    case "spawnFailed":
    case "cancelled":
      return undefined;
  }
}

function mishapToldBy(output: string): Mishap | undefined {
  const last = toPlainLines(output).trimEnd().split("\n").slice(-LAST_LINES)
    .join("\n");
  return WORDS.find(([, words]) => words.test(last))?.[0];
}

/** Seconds in which what befell a run may pass by itself. */
export function secondsAfter(mishap: Mishap): number {
  return mishap === "killed from outside" ? 0 : 10;
}
