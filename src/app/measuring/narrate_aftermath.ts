import type { Watcher } from "../../core/experiment/event.ts";
import type { Aftermath } from "./evaluate.ts";

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
