import type {
  Event,
  ExperimentEnd,
  Progress,
  Watcher,
} from "../core/experiment/event.ts";
import type { Terminal } from "../core/ports.ts";

const CLEAR_LINE = "\r\x1b[2K";

/** Shows events as they happen: as JSON lines, or as text with a live line. */
export function makeWatcher(terminal: Terminal, json: boolean): Watcher {
  return json ? makeJsonWatcher(terminal) : makeTextWatcher(terminal);
}

function makeJsonWatcher({ stdout }: Terminal): Watcher {
  return {
    isLive: false,
    tell: (event) => stdout.write(`${JSON.stringify(event)}\n`),
  };
}

function makeTextWatcher({ stdout, stderr }: Terminal): Watcher {
  let isLineShown = false;
  const clear = () => {
    if (isLineShown) stderr.write(CLEAR_LINE);
    isLineShown = false;
  };
  return {
    isLive: stderr.isTerminal,
    tell(event) {
      clear();
      if (event.event === "progress") {
        const line = toProgressLine(event).slice(0, stderr.columns - 1);
        stderr.write(line);
        isLineShown = true;
      } else if (event.event === "experiment") {
        stdout.write(`${toExperimentLine(event)}\n`);
      } else if (event.event === "note") stderr.write(`${event.message}\n`);
    },
  };
}

/** Returns any event as one line. */
export function toEventLine(event: Event): string {
  switch (event.event) {
    case "note":
      return event.message;
    case "begin":
      return `#${event.row} ${event.phase}`;
    case "progress":
      return toProgressLine(event);
    case "experiment":
      return toExperimentLine(event);
  }
}

/** One line on an experiment that ended. */
export function toExperimentLine(
  { row, status, metric, commit, description, reason }: ExperimentEnd,
): string {
  const value = metric === null ? "" : ` ${metric}`;
  const why = reason === "" ? "" : `  (${reason})`;
  return `#${row} ${status}${value}  ${commit}  ${description}${why}`;
}

function toProgressLine(
  { row, phase, purpose, seconds, limitSeconds, best, last, trouble }: Progress,
): string {
  const parts = [
    `#${row} ${phase}`,
    ...(purpose === undefined ? [] : [purpose]),
    `${toDuration(seconds)} of ${toDuration(limitSeconds)}`,
    ...(best === undefined ? [] : [`best ${best}`]),
    ...(last === undefined ? [] : [`last ${last}`]),
    ...(trouble === undefined ? [] : [trouble]),
  ];
  return parts.join(" · ");
}

/**
 * Returns seconds as a reader wants them.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([7.5, 61, 7320].map(toDuration), ["7 s", "1 min 1 s", "2 h 2 min"]);
 * ```
 */
export function toDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
