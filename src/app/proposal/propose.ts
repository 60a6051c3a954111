import { join } from "@std/path";
import { type PresetCall, presetCall } from "../../agents/presets.ts";
import type { Reading } from "../../agents/reading.ts";
import { describeTrouble, type Trouble } from "../../agents/report.ts";
import type { Watcher } from "../../core/experiment/event.ts";
import { experimentFolder } from "../../core/layout.ts";
import type { Ports, RunOptions } from "../../core/ports.ts";
import type { Crash } from "../../core/prompt/repair_prompt.ts";
import { cutLog } from "../measuring/log_end.ts";
import { sandboxOfAgent } from "../measuring/sandbox.ts";
import { targetPaths } from "../session/check_target.ts";
import { requireProject } from "../session/require_project.ts";
import type { Session } from "../session/session.ts";
import { callAgent } from "./call_agent.ts";
import { makePrompter } from "./next_prompt.ts";
import { type Ended, type Proposal, toProposal, useOf } from "./proposal.ts";
import { readIdea } from "./read_idea.ts";

/** Minutes that an agent may take for one change, where nobody says. */
const AGENT_MINUTES = 30;

const AGENT_LOG_BYTES = 256 * 1024;
const TICK_SECONDS = 0.5;

export type ProposePorts = Pick<
  Ports,
  "processes" | "files" | "machine" | "clock" | "stop"
>;

/** Makes the next change in the working tree, or mends the one that crashed. */
export type Propose = (
  session: Session,
  watcher: Watcher,
  crash?: Crash,
) => Promise<Proposal>;

export interface Proposer {
  readonly propose: Propose;
  /** How often a candidate that crashed goes back to it. */
  readonly repairs: number;
}

/**
 * Returns the proposer that is a shell command, run in the project root, or an
 * agent that is called by its name.
 */
export function makeCommandProposer(
  ports: ProposePorts,
  command: string,
): Propose {
  const promptFor = makePrompter(ports);
  return async (session, watcher, crash) => {
    const { root, config, rows } = session;
    const folder = join(root, experimentFolder(rows.length));
    const names = namesFor(crash);
    const promptFile = join(folder, names.prompt);
    const ideaFile = join(folder, "idea.txt");
    const options = {
      cwd: root,
      log: join(folder, names.log),
      limitSeconds: (config.agentMinutes ?? AGENT_MINUTES) * 60,
      stop: ports.stop,
      variables: {
        AUTORESEARCH_PROMPT: promptFile,
        AUTORESEARCH_IDEA_FILE: ideaFile,
      },
    };
    await ports.files.write(promptFile, await promptFor(session, crash));
    watcher.tell({ event: "begin", row: rows.length, phase: "proposing" });

    const sandbox = await sandboxOfAgent(ports, session, folder);
    const call = { command, promptFile, options: { ...options, sandbox } };
    const ended = await runProposer(ports, session, call, watcher);
    const { ending, leftBehind } = ended.finished;
    // In the old place of a project that was moved nothing may begin anew.
    await requireProject(ports, root);
    // What is over its limit is ended too, and nobody has asked for that.
    if (ending.kind === "cancelled" && ports.stop.aborted) {
      return { kind: "interrupted", use: useOf(ended), leftBehind };
    }
    const output = await cutLog(ports.files, options.log, AGENT_LOG_BYTES);
    const words = await readIdea(ports, ideaFile);
    return { ...toProposal(ended, output), ...words };
  };
}

/** Each call of one experiment has files of its own, but for the idea. */
function namesFor(crash: Crash | undefined) {
  return crash === undefined ? { prompt: "prompt.md", log: "agent.log" } : {
    prompt: `repair-${crash.repair}.md`,
    log: `repair-${crash.repair}.log`,
  };
}

interface ProposerCall {
  readonly command: string;
  readonly promptFile: string;
  readonly options: Omit<RunOptions, "input">;
}

async function runProposer(
  ports: ProposePorts,
  session: Session,
  { command, promptFile, options }: ProposerCall,
  watcher: Watcher,
): Promise<Ended> {
  let trouble: Trouble | undefined;
  const { limitSeconds } = options;
  using _ = watcher.isLive
    ? tick(ports, session, { limitSeconds, trouble: () => trouble }, watcher)
    : undefined;
  const agent = presetCall(command);
  if (agent === undefined) {
    const all = { ...options, input: promptFile };
    return { finished: await ports.processes.run(command, all) };
  }
  const promptBytes = (await ports.files.facts(promptFile))?.size ?? 0;
  const target = await targetFor(agent, session);
  const call = { promptFile, promptBytes, target };
  const tell = (reading: Reading) => {
    trouble = reading.trouble;
  };
  return await callAgent(ports, agent, call, { options, tell });
}

/** Only who is given a file as its prompt is told the target as well. */
async function targetFor(
  { preset }: PresetCall,
  session: Session,
): Promise<readonly string[]> {
  return preset.prompt.kind === "file" ? await targetPaths(session) : [];
}

function tick(
  { clock }: Pick<Ports, "clock">,
  { rows, incumbent }: Session,
  { limitSeconds, trouble }: {
    readonly limitSeconds: number;
    readonly trouble: () => Trouble | undefined;
  },
  watcher: Watcher,
): Disposable {
  const started = clock.seconds();
  return clock.every(TICK_SECONDS, () => {
    const met = trouble();
    watcher.tell({
      event: "progress",
      row: rows.length,
      phase: "proposing",
      seconds: clock.seconds() - started,
      limitSeconds,
      best: incumbent.metric,
      last: undefined,
      ...(met === undefined ? {} : { trouble: describeTrouble(met) }),
    });
  });
}
