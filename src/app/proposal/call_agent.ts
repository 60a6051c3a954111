import { commandFor } from "../../agents/command.ts";
import { NO_LINE, takeLines } from "../../agents/lines.ts";
import type { AgentCall, Preset } from "../../agents/preset.ts";
import type { PresetCall } from "../../agents/presets.ts";
import { NOTHING_READ, type Reading } from "../../agents/reading.ts";
import type { AgentReport, Trouble } from "../../agents/report.ts";
import { readLine, reportOf } from "../../agents/stream.ts";
import type { Finished, Ports, RunOptions } from "../../core/ports.ts";

const PIECE_BYTES = 256 * 1024;
const LOOK_SECONDS = 0.5;

/** Limits that are over sooner an agent may wait out by itself. */
const PATIENCE_SECONDS = 15;

type CallPorts = Pick<Ports, "processes" | "files" | "clock">;

/** A call that has ended, and what its stream says about it. */
export interface EndedCall {
  readonly finished: Finished;
  readonly report: AgentReport;
}

/**
 * Calls an agent, and reads what it prints while it runs. One that tries on in
 * spite of a limit is ended: to wait costs nothing, and its tries may.
 *
 * @param tell told of every step, so that a limit is known at once
 */
export async function callAgent(
  ports: CallPorts,
  { preset, userArguments }: PresetCall,
  call: AgentCall,
  { options, tell }: {
    readonly options: Omit<RunOptions, "input">;
    readonly tell: (reading: Reading) => void;
  },
): Promise<EndedCall> {
  const called = commandFor(preset, call, userArguments);
  const end = (reading: Reading, finished: Finished): EndedCall => ({
    finished,
    report: reportOf(reading, finished.ending, ports.clock.now()),
  });
  if (called.kind === "tooLong") {
    const reason = `${preset.name} takes its prompt as an argument of at ` +
      `most ${called.limitBytes} bytes, and this one has ` +
      `${call.promptBytes}: set prompt_chars lower, or shorten program.md`;
    return end(NOTHING_READ, neverStarted(reason));
  }
  // What is left there of an earlier try is none of its words.
  await ports.files.remove(options.log);
  const over = new AbortController();
  const limit = watchLimit(ports);
  const variables = { ...preset.variables, ...options.variables };
  const failed = new AbortController();
  const signals = [options.stop, limit.signal, failed.signal];
  const running = ports.processes.run(called.command, {
    ...options,
    stop: AbortSignal.any(signals),
    variables,
    ...(called.readsPrompt ? { input: call.promptFile } : {}),
  }).finally(() => over.abort());
  const following = follow(ports, preset, options.log, {
    over: over.signal,
    tell(reading) {
      tell(reading);
      limit.see(reading);
    },
  }).catch(async (error) => {
    // Nothing that it started may outlive us.
    failed.abort();
    await (await running).leftBehind;
    throw error;
  });
  const [finished, reading] = await Promise.all([running, following]);
  const isOurs = finished.ending.kind === "cancelled" && limit.signal.aborted;
  // What it said of its end is said of us.
  return end(isOurs ? { ...reading, trouble: limit.met() } : reading, finished);
}

/**
 * Aborts once an agent has tried in vain for long enough, or will have to. What
 * it doesn't say again may be over: a model can think for minutes about the
 * answer to a try that went well.
 */
function watchLimit({ clock }: Pick<Ports, "clock">) {
  const controller = new AbortController();
  let since: number | undefined;
  let last: Trouble | undefined;
  let met: Trouble | undefined;
  return {
    signal: controller.signal,
    /** What it was ended for. */
    met: () => met,
    see({ trouble }: Reading) {
      if (met !== undefined || trouble === last) return;
      last = trouble;
      const cause = trouble?.cause;
      if (cause?.kind !== "limit" || !cause.isRetrying) {
        since = undefined;
        return;
      }
      since ??= clock.seconds();
      const { resetAt } = cause;
      const ahead = (resetAt?.getTime() ?? 0) - clock.now().getTime();
      const seconds = Math.max(clock.seconds() - since, ahead / 1000);
      if (seconds < PATIENCE_SECONDS) return;
      met = trouble;
      controller.abort();
    },
  };
}

function neverStarted(reason: string): Finished {
  return {
    ending: { kind: "spawnFailed", reason },
    seconds: 0,
    leftBehind: Promise.resolve([]),
  };
}

/** Reads a log as it grows, by line, to its end. */
async function follow(
  { files, clock }: Pick<Ports, "files" | "clock">,
  preset: Preset,
  log: string,
  { over, tell }: {
    readonly over: AbortSignal;
    readonly tell: (reading: Reading) => void;
  },
): Promise<Reading> {
  const decoder = new TextDecoder();
  let [reading, open, start, isOver] = [NOTHING_READ, NO_LINE, 0, false];
  const read = (piece: string) => {
    const taken = takeLines(open, piece);
    open = taken.open;
    for (const line of taken.lines) {
      reading = readLine(preset, reading, line, clock.now());
    }
  };
  while (!isOver) {
    await clock.sleep(LOOK_SECONDS, over);
    // Before the look, or what comes between both would be overlooked.
    isOver = over.aborted;
    let bytes: Uint8Array;
    do {
      bytes = await files.readFrom(log, start, PIECE_BYTES);
      start += bytes.length;
      read(decoder.decode(bytes, { stream: true }));
    } while (bytes.length === PIECE_BYTES);
    tell(reading);
  }
  // The last line may have no end.
  read(`${decoder.decode()}\n`);
  return reading;
}
