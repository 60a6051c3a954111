import type { Watcher } from "../../core/experiment/event.ts";
import { type Measurement, whyFailed } from "../../core/metric/measurement.ts";
import {
  type MetricPattern,
  type Reading,
  readMetric,
  readSecondary,
} from "../../core/metric/metric.ts";
import type { Ending, Ports } from "../../core/ports.ts";
import { LINE_SECONDS, type Passed, patiently } from "./patience.ts";

/** How often the live line is drawn anew. */
const TICK_SECONDS = 0.5;

/** Enough of the log's end to show the last number that was printed. */
const GLANCE_BYTES = 16 * 1024;
/** The command runs meanwhile, and its time limit has to be kept. */
const GLANCE_SECONDS = 0.1;

export interface RunRequest {
  readonly root: string;
  readonly command: string;
  /** File that receives the output, an absolute path. */
  readonly log: string;
  readonly limitSeconds: number;
  /** The row that it is for, and the value to beat: shown while it runs. */
  readonly row: number;
  readonly best: number | undefined;
  /** What the run is for, where it is one of several. */
  readonly purpose?: string;
  /** Arguments of bwrap, inside of which the command runs. */
  readonly sandbox: readonly string[] | undefined;
}

export interface MeasureRequest extends RunRequest {
  readonly pattern: MetricPattern;
  /** Whether its values are kept from the live line as well. */
  readonly isSecret?: boolean;
}

/** A command that has ended. */
export interface Ran {
  readonly ending: Ending;
  readonly seconds: number;
  /** Settled once these processes are ended. */
  readonly leftBehind: Promise<readonly string[]>;
}

export interface Measured extends Ran {
  readonly measurement: Measurement;
}

/** Runs the evaluate command once, and reads its metric from the log. */
export async function measure(
  ports: Pick<Ports, "processes" | "files" | "clock" | "stop">,
  request: MeasureRequest,
  watcher: Watcher,
): Promise<Measured> {
  const { pattern, isSecret = false } = request;
  const shown = isSecret ? undefined : pattern;
  const ran = await runWatched(ports, request, watcher, shown);
  if (ran.ending.kind === "cancelled") {
    return { ...ran, measurement: { kind: "interrupted" } };
  }
  const failure = whyFailed(ran.ending);
  const measurement: Measurement = failure === undefined
    ? await readLog(ports, request)
    : { kind: "crash", reason: failure };
  return { ...ran, measurement };
}

/** Runs a command into its log, with a live line meanwhile. */
export async function runWatched(
  ports: Pick<Ports, "processes" | "files" | "clock" | "stop">,
  request: RunRequest,
  watcher: Watcher,
  pattern?: MetricPattern,
): Promise<Ran> {
  const { root, command, log, limitSeconds, sandbox } = request;
  // A stale log must not speak for this run, even if the shell can't start.
  await ports.files.remove(log);
  watcher.tell({ event: "begin", row: request.row, phase: "measuring" });
  using _ = watcher.isLive
    ? glance(ports, request, watcher, pattern)
    : undefined;

  return await ports.processes.run(command, {
    cwd: root,
    log,
    limitSeconds,
    stop: ports.stop,
    sandbox,
  });
}

/** Reads from the end: a log may have a gigabyte, and the last line counts. */
async function readLog(
  ports: Pick<Ports, "files" | "clock" | "stop">,
  { log, pattern, limitSeconds }: MeasureRequest,
): Promise<Measurement> {
  let reason = `no output`;
  const allowed = Math.max(limitSeconds, LINE_SECONDS);
  const until = ports.clock.seconds() + allowed;
  for await (const lines of ports.files.readBackwards(log)) {
    const passed = await readPatiently(ports, lines, pattern, until);
    if (passed.kind === "late") {
      return ports.stop.aborted
        ? { kind: "interrupted" }
        : { kind: "crash", reason: tooSlow(passed.at, allowed) };
    }
    const reading = passed.seen;
    switch (reading.kind) {
      case "number": {
        const secondary = readSecondary(lines, pattern);
        return { kind: "measured", value: reading.value, secondary };
      }
      case "unreadable":
        return { kind: "crash", reason: reading.reason };
      case "missing":
        reason = reading.reason;
    }
  }
  return { kind: "crash", reason };
}

function tooSlow(at: "line" | "output", allowedSeconds: number): string {
  return at === "line"
    ? `metric_grep is too slow: not done with one line in ${LINE_SECONDS} s`
    : `metric_grep is too slow: not done with the output in ${allowedSeconds} s`;
}

async function readPatiently(
  ports: Pick<Ports, "clock" | "stop">,
  lines: string,
  pattern: MetricPattern,
  until: number,
): Promise<Passed<Reading>> {
  return await patiently<Reading>(ports, pattern, lines, {
    start: { kind: "missing", reason: "no output" },
    see: (_, line) => readMetric(line, pattern),
    isEnough: ({ kind }) => kind !== "missing",
    until,
  });
}

function glance(
  ports: Pick<Ports, "files" | "clock" | "stop">,
  { row, best, limitSeconds, log, purpose }: RunRequest,
  watcher: Watcher,
  pattern: MetricPattern | undefined,
): Disposable {
  const { files, clock } = ports;
  const started = clock.seconds();
  return clock.every(TICK_SECONDS, async () => {
    const now = clock.seconds();
    const passed = pattern === undefined ? undefined : await readPatiently(
      ports,
      await files.readTail(log, GLANCE_BYTES),
      pattern,
      now + GLANCE_SECONDS,
    );
    const last = passed?.seen.kind === "number" ? passed.seen.value : undefined;
    watcher.tell({
      event: "progress",
      row,
      phase: "measuring",
      seconds: now - started,
      limitSeconds,
      best,
      last,
      ...(purpose === undefined ? {} : { purpose }),
    });
  });
}
