import type { Watcher } from "../../core/experiment/event.ts";
import type { Look, Ports } from "../../core/ports.ts";
import { collect } from "../candidate/candidate.ts";
import type { Session } from "../session/session.ts";
import type { Deadline } from "./deadline.ts";
import { isStopRequested } from "./stop_request.ts";

const POLL_SECONDS = 0.5;

/**
 * Waits until the session's branch has a commit beyond the incumbent and the
 * target holds nothing beyond that commit: what is still being edited is not
 * measured.
 *
 * @returns nothing when somebody stopped it, or its time is over
 */
export async function waitForCommit(
  ports: Pick<Ports, "clock" | "stop" | "files">,
  session: Session,
  deadline: Deadline,
  watcher: Watcher,
): Promise<Look | undefined> {
  const { clock, stop } = ports;
  const { repository, incumbent, branch, root } = session;
  watcher.tell({
    event: "note",
    message: `Waiting for a commit on ${branch}; Ctrl-C ends the loop`,
  });
  let seen: string | undefined = incumbent.commit;
  const isWanted = async () =>
    !stop.aborted && !deadline.isOver() && !await isStopRequested(ports, root);
  while (await isWanted()) {
    const { commit } = await repository.head();
    if (commit !== incumbent.commit || seen !== commit) {
      const look = await repository.look();
      const candidate = await collect(session, look);
      if (candidate !== undefined && candidate.commit === look.head.commit) {
        return look;
      }
      if (seen !== commit && candidate !== undefined) {
        const message = "The target holds more than its last commit: waiting " +
          "until that is committed too";
        watcher.tell({ event: "note", message });
      }
      seen = commit;
      await repository.standAt(incumbent.commit);
    }
    await clock.sleep(Math.min(POLL_SECONDS, deadline.secondsLeft()), stop);
  }
  return undefined;
}
