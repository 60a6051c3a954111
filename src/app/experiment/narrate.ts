import type { Watcher } from "../../core/experiment/event.ts";
import { narrateAftermath } from "../measuring/narrate_aftermath.ts";
import type { Outcome } from "./experiment.ts";

/** Tells what came of a turn, and what was put right on the way. */
export function narrate(
  turn: Outcome | { readonly kind: "failed"; readonly reason: string } | {
    readonly kind: "delayed" | "exhausted" | "nothing";
  },
  watcher: Watcher,
): void {
  const note = (message: string) => watcher.tell({ event: "note", message });
  switch (turn.kind) {
    case "judged": {
      narrateAftermath(turn.assessment, watcher);
      watcher.tell(turn.end);
      break;
    }
    case "repeated":
      note(`No new row: the same target was judged in row ${turn.row}`);
      break;
    case "failed":
      note(`No candidate: ${turn.reason}`);
      break;
    case "interrupted":
      if (turn.ref !== "") {
        note(`Stopped and taken back; the idea is in ${turn.ref}`);
      }
      break;
    // Whoever waits says so.
    case "delayed":
    case "exhausted":
    case "nothing":
      break;
  }
}
