/** Exit code of a process that a Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Returns a signal that aborts at Ctrl-C, at SIGTERM and when the terminal is
 * closed; a second one exits.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of signals()) {
    Deno.addSignalListener(name, () => {
      if (controller.signal.aborted) Deno.exit(INTERRUPTED);
      controller.abort();
    });
  }
  return controller.signal;
}

/**
 * To listen to a hangup is to lose the disposition that `nohup` has set, which
 * can't be asked for. It redirects what is a terminal: so whoever still has one
 * was started without it.
 */
function signals(): readonly Deno.Signal[] {
  const hasTerminal = Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
  return ["SIGINT", "SIGTERM", ...(hasTerminal ? ["SIGHUP" as const] : [])];
}
