import { join } from "@std/path";
import type { Watcher } from "../core/event.ts";
import { experimentFolder, PROGRAM_FILE } from "../core/layout.ts";
import { whyFailed } from "../core/measurement.ts";
import { toOneLine } from "../core/plain_text.ts";
import type { Ports } from "../core/ports.ts";
import { buildPrompt } from "../core/prompt.ts";
import type { Session } from "./session.ts";

/** Minutes that an agent may take for one change, where nobody says. */
const AGENT_MINUTES = 30;

const AGENT_LOG_BYTES = 256 * 1024;
const TICK_SECONDS = 0.5;

/** What a proposer says; what it did is seen in the working tree. */
export type Proposal =
  | {
    readonly kind: "done";
    readonly idea?: string;
    /** How it ended, in case that nothing has changed. */
    readonly ending: string;
    /** Processes that it left running, and that were ended. */
    readonly leftBehind: Promise<readonly string[]>;
  }
  /** Nothing is left to try. */
  | { readonly kind: "exhausted" }
  | {
    readonly kind: "interrupted";
    readonly leftBehind: Promise<readonly string[]>;
  };

export type ProposePorts = Pick<
  Ports,
  "processes" | "files" | "clock" | "stop"
>;

/** Makes the next change in the working tree. */
export type Proposer = (
  session: Session,
  watcher: Watcher,
) => Promise<Proposal>;

/** Returns the proposer that is a shell command, run in the project root. */
export function makeCommandProposer(
  ports: ProposePorts,
  command: string,
): Proposer {
  return async (session, watcher) => {
    const { root, config, rows } = session;
    const folder = join(root, experimentFolder(rows.length));
    const prompt = join(folder, "prompt.md");
    const idea = join(folder, "idea.txt");
    const log = join(folder, "agent.log");
    await ports.files.write(prompt, await promptFor(ports, session));

    const limitSeconds = (config.agentMinutes ?? AGENT_MINUTES) * 60;
    watcher.tell({ event: "begin", row: rows.length, phase: "proposing" });
    using _ = watcher.isLive
      ? tick(ports, session, limitSeconds, watcher)
      : undefined;
    const { ending, leftBehind } = await ports.processes.run(command, {
      cwd: root,
      log,
      limitSeconds,
      stop: ports.stop,
      input: prompt,
      variables: {
        AUTORESEARCH_PROMPT: prompt,
        AUTORESEARCH_IDEA_FILE: idea,
      },
    });
    if (ending.kind === "cancelled") return { kind: "interrupted", leftBehind };

    const output = await ports.files.readTail(log, AGENT_LOG_BYTES);
    const size = (await ports.files.facts(log))?.size ?? 0;
    if (size > AGENT_LOG_BYTES) await ports.files.write(log, output);
    const text = await ports.files.read(idea);
    const said = toOneLine(firstLine(text ?? ""), 500);
    return {
      kind: "done",
      ...(said === "" ? {} : { idea: said }),
      ending: describeEnding(whyFailed(ending), output),
      leftBehind,
    };
  };
}

async function promptFor(
  { files }: Pick<Ports, "files">,
  { root, config, rows, incumbent }: Session,
): Promise<string> {
  const program = await files.read(join(root, PROGRAM_FILE));
  const { commit, metric } = incumbent;
  return buildPrompt({
    program: program ?? "",
    config,
    rows,
    incumbent: { commit: commit.slice(0, 7), metric },
  });
}

function tick(
  { clock }: Pick<Ports, "clock">,
  { rows, incumbent }: Session,
  limitSeconds: number,
  watcher: Watcher,
): Disposable {
  const started = clock.seconds();
  return clock.every(TICK_SECONDS, () => {
    watcher.tell({
      event: "progress",
      row: rows.length,
      phase: "proposing",
      seconds: clock.seconds() - started,
      limitSeconds,
      best: incumbent.metric,
      last: undefined,
    });
  });
}

function firstLine(text: string): string {
  return text.split("\n").find((line) => line.trim() !== "") ?? "";
}

function describeEnding(failure: string | undefined, output: string): string {
  const lines = output.split("\n").map((line) => toOneLine(line, 200));
  const last = lines.findLast((line) => line !== "");
  const how = failure === undefined ? "it ended well" : `it ${failure}`;
  return last === undefined ? how : `${how}, and said last: ${last}`;
}
