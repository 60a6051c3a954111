import { buildCommand } from "@stricli/core";
import type { Context } from "./context.ts";
import { jsonFlag, pathFlag, rowArgument } from "./flags.ts";
import { rootOf } from "./root.ts";
import { describe, exitCode, printEnd } from "./run_end.ts";
import { makeWatcher } from "./watch.ts";

interface Flags {
  readonly path: string;
  readonly json: boolean;
}

export const retryCommand = buildCommand<Flags, [row: number], Context>({
  docs: {
    brief: "Judge an old idea again, on today's incumbent",
    fullDescription:
      "Applies the change of row N to what is the best now, by a three-way " +
      "merge, and judges it as one more experiment; exit codes are those of " +
      "run --single. Where both changed the same lines it says which files, " +
      "and touches nothing.\n\nExamples:\n" +
      "  autoresearch retry 7\n" +
      "  autoresearch retry 7 --json",
  },
  parameters: {
    flags: { path: pathFlag, json: jsonFlag },
    positional: { kind: "tuple", parameters: [rowArgument] },
  },
  async loader() {
    const { retryRow } = await import("../app/retry.ts");
    return async function (this: Context, { path, json }, row) {
      const { ports } = this;
      const watcher = makeWatcher(ports.terminal, json);
      const request = { root: rootOf(ports, path), row };
      const { outcome, session } = await retryRow(ports, request, watcher);
      const why = outcome.kind === "nothing"
        ? "no candidate: the incumbent has that change already"
        : describe(outcome);
      await printEnd(this, session, why, { json, single: true });
      this.process.exitCode = exitCode(outcome);
    };
  },
});
