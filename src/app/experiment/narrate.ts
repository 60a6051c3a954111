import type { Watcher } from "../../core/experiment/event.ts";
import type { Aftermath } from "../measuring/evaluate.ts";
import type { Outcome } from "./experiment.ts";

/** Tells what came of a turn, and what was put right on the way. */
export function narrate(
  turn: Outcome | { readonly kind: "failed"; readonly reason: string } | {
    readonly kind: "limited" | "exhausted" | "nothing";
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
    case "limited":
    case "exhausted":
    case "nothing":
      break;
  }
}

/** Tells what was put right after one or more runs. */
export function narrateAftermath(
  { changed, broken, leftBehind }: Pick<
    Aftermath,
    "changed" | "broken" | "leftBehind"
  >,
  watcher: Watcher,
): void {
  const note = (message: string) => watcher.tell({ event: "note", message });
  if (changed.length > 0) {
    note(`Put back what the evaluation changed: ${changed.join(", ")}`);
  }
  if (broken.length > 0) note(`Put back: ${broken.join(", ")}`);
  narrateLeftBehind(leftBehind, watcher);
}

/** Names the processes that somebody left running, and that were ended. */
export function narrateLeftBehind(
  leftBehind: readonly string[],
  watcher: Watcher,
): void {
  for (const process of leftBehind) {
    const message = `Ended a process that was left behind: ${process}`;
    watcher.tell({ event: "note", message });
  }
}
