import { join } from "@std/path";
import type { Watcher } from "../core/event.ts";
import { LOG_FILE } from "../core/layout.ts";
import { type Measurement, whyFailed } from "../core/measurement.ts";
import {
  type MetricPattern,
  readMetric,
  readSecondary,
} from "../core/metric.ts";
import type { Ending, Files, Ports } from "../core/ports.ts";

/** How often the live line is drawn anew. */
const TICK_SECONDS = 0.5;

/** Enough of the log's end to show the last number that was printed. */
const GLANCE_BYTES = 16 * 1024;

export interface MeasureRequest {
  readonly root: string;
  readonly command: string;
  readonly pattern: MetricPattern;
  readonly limitSeconds: number;
  /** The row that it is for, and the value to beat: shown while it runs. */
  readonly row: number;
  readonly best: number | undefined;
}

export interface Measured {
  readonly measurement: Measurement;
  readonly ending: Ending;
  readonly seconds: number;
  /** Settled once these processes are ended. */
  readonly leftBehind: Promise<readonly string[]>;
}

/** Runs the evaluate command once, into `run.log`, and reads its metric. */
export async function measure(
  ports: Pick<Ports, "processes" | "files" | "clock" | "stop">,
  request: MeasureRequest,
  watcher: Watcher,
): Promise<Measured> {
  const { root, command, pattern, limitSeconds } = request;
  const log = join(root, LOG_FILE);
  // A stale log must not speak for this run, even if the shell can't start.
  await ports.files.remove(log);
  watcher.tell({ event: "begin", row: request.row, phase: "measuring" });
  using _ = watcher.isLive ? glance(ports, request, log, watcher) : undefined;

  const { ending, seconds, leftBehind } = await ports.processes.run(command, {
    cwd: root,
    log,
    limitSeconds,
    stop: ports.stop,
  });

  if (ending.kind === "cancelled") {
    const measurement = { kind: "interrupted" } as const;
    return { measurement, ending, seconds, leftBehind };
  }
  const failure = whyFailed(ending);
  const measurement: Measurement = failure === undefined
    ? await readLog(ports.files, log, pattern)
    : { kind: "crash", reason: failure };
  return { measurement, ending, seconds, leftBehind };
}

/** Reads from the end: a log may have a gigabyte, and the last line counts. */
async function readLog(
  files: Files,
  log: string,
  pattern: MetricPattern,
): Promise<Measurement> {
  let reason = `no output`;
  for await (const lines of files.readBackwards(log)) {
    const reading = readMetric(lines, pattern);
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

function glance(
  { files, clock }: Pick<Ports, "files" | "clock">,
  { pattern, row, best, limitSeconds }: MeasureRequest,
  log: string,
  watcher: Watcher,
): Disposable {
  const started = clock.seconds();
  return clock.every(TICK_SECONDS, async () => {
    const seconds = clock.seconds() - started;
    const reading = readMetric(
      await files.readTail(log, GLANCE_BYTES),
      pattern,
    );
    const last = reading.kind === "number" ? reading.value : undefined;
    const shown = { row, phase: "measuring", seconds, limitSeconds } as const;
    watcher.tell({ event: "progress", ...shown, best, last });
  });
}
