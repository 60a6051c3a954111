import { join } from "@std/path";
import type { Watcher } from "../../core/experiment/event.ts";
import { RUN_FILE } from "../../core/layout.ts";
import type { Ports } from "../../core/ports.ts";

/**
 * Ends what runs left here that were killed themselves, and names it. Then this
 * run's own mark is put down: before anything is started that carries it.
 */
export async function endStrays(
  { files, processes, machine }: Pick<Ports, "files" | "processes" | "machine">,
  root: string,
  watcher: Watcher,
): Promise<AsyncDisposable> {
  const place = join(root, RUN_FILE);
  const killed = await files.read(place) ?? "";
  for (const runId of killed.split("\n").filter(isRunId)) {
    for (const process of await processes.endStrays(runId)) {
      const message =
        `Ended a process that a crash had left behind: ${process}`;
      watcher.tell({ event: "note", message });
    }
  }
  await files.write(place, `${machine.runId}\n`);
  return { [Symbol.asyncDispose]: () => files.remove(place) };
}

/** It becomes a part of an expression: nothing else may get there. */
function isRunId(line: string): boolean {
  return /^[0-9a-f-]{36}$/.test(line);
}
