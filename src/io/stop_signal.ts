/** Exit code of a process that a Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Returns a signal that aborts at Ctrl-C, at SIGTERM and when the terminal is
 * closed; a second one exits.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(name, () => {
      if (controller.signal.aborted) Deno.exit(INTERRUPTED);
      controller.abort();
    });
  }
  return controller.signal;
}
