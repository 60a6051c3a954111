import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol";
import type {
  ServerNotification,
  ServerRequest,
} from "@modelcontextprotocol/sdk/types";
import type { Watcher } from "../../core/experiment/event.ts";
import type { Clock } from "../../core/ports.ts";
import { toEventLine } from "../watch.ts";

/** What came with a request, and the way back to whoever sent it. */
export type Call = RequestHandlerExtra<ServerRequest, ServerNotification>;

export interface Reporter extends Watcher {
  /** What was worth a note, for the answer. */
  readonly notes: readonly string[];
}

/** Tells a client of every event, where it has asked to be told. */
export function makeReporter(
  { _meta, sendNotification }: Call,
  clock: Clock,
): Reporter {
  const progressToken = _meta?.progressToken;
  const started = clock.seconds();
  const notes: string[] = [];
  return {
    notes,
    isLive: progressToken !== undefined,
    tell(event) {
      if (event.event === "note") notes.push(event.message);
      if (progressToken === undefined) return;
      // It has to grow from one to the next, and an experiment may have many
      // runs: nobody knows of how many seconds these are.
      const progress = clock.seconds() - started;
      const message = toEventLine(event);
      sendNotification({
        method: "notifications/progress",
        params: { progressToken, progress, message },
      }).catch(() => {}); // Whoever has hung up meanwhile isn't told.
    },
  };
}
