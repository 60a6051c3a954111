import type { Session } from "../app/session/session.ts";
import type { SingleOutcome } from "../app/single.ts";
import { EXIT } from "../core/failure.ts";
import type { Context } from "./context.ts";

/** What a process says by its exit code of one experiment. */
export function exitCode(outcome: SingleOutcome): number {
  switch (outcome.kind) {
    case "judged":
      if (outcome.isRejected) return EXIT.rejected;
      return outcome.end.status === "crash" ? EXIT.crash : EXIT.done;
    case "interrupted":
      return EXIT.interrupted;
    case "repeated":
    case "nothing":
      return EXIT.done;
  }
}

/** Why a run of one experiment ended. */
export function describe(outcome: SingleOutcome): string {
  switch (outcome.kind) {
    case "judged":
      return "one experiment, as asked";
    case "interrupted":
      return "interrupted";
    case "repeated":
      return `the same target was judged in row ${outcome.row}`;
    case "nothing":
      return "no candidate: the target is the incumbent's";
  }
}

/** Prints the summary with which every run ends. */
export async function printEnd(
  { process, ports }: Context,
  { root, rows, config, branch }: Session,
  stopped: string,
  { json, single }: { readonly json: boolean; readonly single: boolean },
): Promise<void> {
  const [{ sumUp }, { toSummaryText }] = await Promise.all([
    import("../app/past/sum_up.ts"),
    import("./summary_text.ts"),
  ]);
  const { metric, direction } = config;
  const summary = await sumUp(ports, root, { rows, metric, direction });
  if (json) {
    const line = { event: "summary", stopped, ...summary };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  process.stderr.write(`Done: ${stopped}\n`);
  if (single) return;
  const stream = ports.terminal.stdout;
  process.stdout.write(toSummaryText(summary, rows, { branch, stream }));
}
