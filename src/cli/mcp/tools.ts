import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types";
import { z } from "zod";
import { explain, Failure } from "../../core/failure.ts";
import type { Ports } from "../../core/ports.ts";
import { toRowJson } from "../row_json.ts";
import { describe } from "../run_end.ts";
import type { Queue } from "./queue.ts";
import { type Call, makeReporter } from "./reporter.ts";

/** Headless agents refuse what doesn't say so. */
const READS = { readOnlyHint: true };

/** They run the project's own commands: whoever is asked may want to know. */
const RUNS = { readOnlyHint: false, destructiveHint: false };

/** More rows than that and an agent has no room left to think. */
const USUAL_ROWS = 50;

/** The prompt itself is for one who is called anew for each change. */
const YOURS = "Here the loop is yours: where it says to stop, call " +
  "run_experiment with the idea as its message (no file is needed for it), " +
  "then next_prompt again, and go on.\n";

const MESSAGE = z.string().optional().describe("The idea, in one line");
const LAST = z.int().positive().default(USUAL_ROWS)
  .describe("So many of the latest rows");

interface Place {
  readonly ports: Ports;
  readonly root: string;
  /** For what measures: two at once would disturb each other. */
  readonly queue: Queue;
}

/** Adds a tool for each command that an agent needs, by its own use case. */
export function addTools(server: McpServer, place: Place): void {
  server.registerTool("status", {
    description:
      "Says how the research stands: baseline, best, counts of rows, and " +
      "what would be judged now (candidate) or is in the way (obstacles).",
    annotations: READS,
  }, () => answer(() => status(place)));

  server.registerTool("next_prompt", {
    description:
      "Returns what to do next: the goal, the target, what was kept, what " +
      "failed and why, what is out of bounds. Call it before each change.",
    annotations: READS,
  }, () => answer(() => nextPrompt(place)));

  server.registerTool(
    "run_experiment",
    {
      description:
        "Judges the change that stands in the target now. A better one stays " +
        "as a commit, any other is taken back. It may take many minutes; " +
        "cancelled, it is taken back as well.",
      inputSchema: { message: MESSAGE },
      annotations: RUNS,
    },
    ({ message }, call) =>
      answer(() => place.queue.take(() => experiment(place, message, call))),
  );

  server.registerTool("history", {
    description:
      "Returns the latest attempts, the oldest of them first: commit, " +
      "metric, status, idea and reason. The baseline is row 0.",
    inputSchema: { last: LAST },
    annotations: READS,
  }, ({ last }) => answer(() => history(place, last)));

  server.registerTool("doctor", {
    description:
      "Finds what would go wrong in a run, each finding with its fix, and " +
      "measures the unchanged target twice. Nothing that stays is changed.",
    annotations: RUNS,
  }, (call) => answer(() => place.queue.take(() => doctor(place, call))));
}

async function status({ ports, root }: Place) {
  const [{ planRun }, { readLog }] = await Promise.all([
    import("../../app/dry_run.ts"),
    import("../../app/past/log.ts"),
  ]);
  const plan = await planRun(ports, { root });
  const { summary } = await readLog(ports, root);
  return { ...plan, summary };
}

async function nextPrompt({ ports, root }: Place): Promise<string> {
  const { showPrompt } = await import("../../app/show_prompt.ts");
  const { prompt } = await showPrompt(ports, root);
  return `${prompt}\n${YOURS}`;
}

async function history({ ports, root }: Place, last: number) {
  const { readLog } = await import("../../app/past/log.ts");
  const { rows } = await readLog(ports, root);
  return { total: rows.length, rows: rows.slice(-last).map(toRowJson) };
}

async function experiment(
  { ports, root }: Place,
  message: string | undefined,
  call: Call,
) {
  const [{ runSingle }, { sumUp }] = await Promise.all([
    import("../../app/single.ts"),
    import("../../app/past/sum_up.ts"),
  ]);
  const reporter = makeReporter(call, ports.clock);
  const { outcome, session } = await runSingle(
    cancelledBy(call, ports),
    { root, ...(message === undefined ? {} : { message }) },
    reporter,
  );
  const { rows, config: { metric, direction } } = session;
  return {
    stopped: describe(outcome),
    experiment: outcome.kind === "judged" ? outcome.end : null,
    notes: reporter.notes,
    summary: await sumUp(ports, root, { rows, metric, direction }),
  };
}

async function doctor({ ports, root }: Place, call: Call) {
  const { examine } = await import("../../app/doctor.ts");
  const reporter = makeReporter(call, ports.clock);
  const findings = await examine(cancelledBy(call, ports), root, reporter);
  const ok = findings.every(({ severity }) => severity !== "error");
  return { ok, findings };
}

/** To cancel a call is to interrupt what it started. */
function cancelledBy({ signal }: Call, ports: Ports): Ports {
  // One that was still waiting must not be taken back for it.
  if (signal.aborted || ports.stop.aborted) {
    throw new Failure("interrupted", "Cancelled", "Nothing was begun");
  }
  return { ...ports, stop: AbortSignal.any([ports.stop, signal]) };
}

async function answer(act: () => Promise<unknown>): Promise<CallToolResult> {
  try {
    const value = await act();
    return toContent(typeof value === "string" ? value : JSON.stringify(value));
  } catch (error) {
    return { ...toContent(explain(error)), isError: true };
  }
}

function toContent(text: string): CallToolResult {
  return { content: [{ type: "text", text }] };
}
