import { buildCommand } from "@stricli/core";
import type { Context } from "./context.ts";
import { pathFlag } from "./flags.ts";
import { rootOf } from "./root.ts";

interface Flags {
  readonly path: string;
}

export const mcpCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Serve an agent over the Model Context Protocol",
    fullDescription:
      "Serves one agent on stdin and stdout: the tools status, next_prompt, " +
      "run_experiment, history and doctor, the resources program.md and " +
      "results.tsv. It is started by the agent's program, and ends with it. " +
      "An experiment that is cancelled, or cut short by that end, is taken " +
      "back.\n\nExamples:\n" +
      "  autoresearch mcp\n" +
      "  autoresearch mcp --path ../other",
  },
  parameters: { flags: { path: pathFlag } },
  async loader() {
    const { serve } = await import("./mcp/server.ts");
    return async function (this: Context, { path }) {
      const { process, ports } = this;
      process.exitCode = await serve(ports, rootOf(ports, path));
    };
  },
});
