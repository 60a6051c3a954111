import { describeTrouble, type PassingTrouble } from "../../agents/report.ts";
import type { Watcher } from "../../core/experiment/event.ts";
import { pauseSeconds } from "../../core/experiment/pause.ts";
import type { Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import type { Deadline } from "./deadline.ts";
import { isStopRequested } from "./stop_request.ts";

const POLL_SECONDS = 1;

/** The first wait for a program that is gone; each one more adds as much. */
const REPLACED_SECONDS = 10;

type WaitPorts = Pick<Ports, "clock" | "stop" | "files">;

/**
 * Waits until what delays an agent may have passed, or nobody wants to wait any
 * longer: Ctrl-C, `autoresearch stop`, the end of the hours that were given.
 *
 * @param count how often in a row it has been delayed
 * @returns whether the wait came to its end
 */
export async function waitOut(
  ports: WaitPorts,
  { root, rows, incumbent }: Session,
  { trouble: { cause, message }, count, deadline }: {
    readonly trouble: PassingTrouble;
    readonly count: number;
    readonly deadline: Deadline;
  },
  watcher: Watcher,
): Promise<boolean> {
  const { clock, stop } = ports;
  const [begin, started] = [clock.now().getTime(), clock.seconds()];
  const resetAt = cause.kind === "limit" ? cause.resetAt : undefined;
  const toReset = resetAt && (resetAt.getTime() - begin) / 1000;
  const seconds = pauseSeconds(count, toReset);
  const end = new Date(begin + seconds * 1000);
  const trouble = describeTrouble({ cause, message });
  const inARow = count === 1 ? "" : ` (wait ${count} in a row)`;
  watcher.tell({ event: "begin", row: rows.length, phase: "waiting" });
  watcher.tell({
    event: "note",
    message: `Waiting until ${end.toISOString()}, then on with ` +
      `#${rows.length}${inARow}: ${trouble}`,
  });
  const passed = () => clock.seconds() - started;
  // A machine that slept has the time of day right, and the seconds not.
  const isOver = () => passed() >= seconds || clock.now() >= end;
  while (!isOver()) {
    if (stop.aborted || deadline.isOver()) return false;
    if (await isStopRequested(ports, root)) return false;
    if (watcher.isLive) {
      watcher.tell({
        event: "progress",
        row: rows.length,
        phase: "waiting",
        seconds: passed(),
        limitSeconds: seconds,
        best: incumbent.metric,
        last: undefined,
        trouble,
      });
    }
    const left = Math.min(seconds - passed(), deadline.secondsLeft());
    await clock.sleep(Math.max(0, Math.min(POLL_SECONDS, left)), stop);
  }
  return true;
}

/**
 * Waits a little before a program that has worked tonight is started again:
 * many replace themselves by a newer version, and are gone for a moment.
 *
 * @param count how often in a row it could not start
 */
export async function waitForProgram(
  { clock, stop }: Pick<WaitPorts, "clock" | "stop">,
  count: number,
  watcher: Watcher,
): Promise<void> {
  const seconds = count * REPLACED_SECONDS;
  const message = `It has worked before: trying again in ${seconds} s`;
  watcher.tell({ event: "note", message });
  await clock.sleep(seconds, stop);
}
