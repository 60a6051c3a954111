// @ts-types="@modelcontextprotocol/sdk/server/mcp"
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import project from "../../../deno.json" with { type: "json" };
import { EXIT } from "../../core/failure.ts";
import { toOneLine } from "../../core/text/plain_text.ts";
import type { Ports } from "../../core/ports.ts";
import { makePipe } from "./pipe.ts";
import { makeQueue } from "./queue.ts";
import { addResources } from "./resources.ts";
import { addTools } from "./tools.ts";

const INSTRUCTIONS =
  "Research on a number: change the target alone, then call run_experiment, " +
  "which measures the change, keeps it as a commit where it is better, and " +
  "takes it back where it is not. next_prompt says what the goal is and what " +
  "was tried; call it before each change. Make one change at a time, and " +
  "never touch the evaluator.";

const MAX_COMPLAINT = 200;

/**
 * Serves one client until it hangs up or somebody stops the tool; what was
 * being tried then is taken back first.
 *
 * @returns the exit code
 */
export async function serve(ports: Ports, root: string): Promise<number> {
  const { terminal, stop } = ports;
  const { stderr } = terminal;
  if (terminal.stdinIsTerminal) {
    stderr.write("Waits for an agent's program on stdin; Ctrl-C ends it\n");
  }
  const queue = makeQueue();
  const server = new McpServer(
    { name: "autoresearch", version: project.version },
    { instructions: INSTRUCTIONS },
  );
  addTools(server, { ports, root, queue });
  addResources(server, { ports, root });
  const ended = Promise.withResolvers<void>();
  server.server.onclose = ended.resolve;
  server.server.onerror = ({ message }) =>
    stderr.write(`Not understood: ${toOneLine(message, MAX_COMPLAINT)}\n`);
  stop.addEventListener("abort", () => ended.resolve(), { once: true });

  await server.connect(makePipe(terminal));
  await ended.promise;
  await queue.settled();
  return stop.aborted ? EXIT.interrupted : EXIT.done;
}
