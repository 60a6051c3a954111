import { join } from "@std/path";
import { Failure } from "../core/failure.ts";
import { LOCK_FILE, STOP_FILE } from "../core/layout.ts";
import type { Ports } from "../core/ports.ts";

/**
 * Asks the run that works here to finish its experiment and end.
 *
 * @returns the note of that run
 * @throws {Failure} when none does
 */
export async function requestStop(
  { files, locks }: Pick<Ports, "files" | "locks">,
  root: string,
): Promise<string> {
  const lock = join(root, LOCK_FILE);
  let holder = await locks.holder(lock);
  if (holder === undefined) throw nothingRuns(root);
  while (true) {
    await files.write(join(root, STOP_FILE), `${holder}\n`);
    const now = await locks.holder(lock);
    // It has ended meanwhile, or it stands. A run that has only just taken the
    // lock puts its own note there a moment later.
    if (now === undefined || now === holder && now !== "") return holder;
    holder = now;
  }
}

function nothingRuns(root: string): Failure {
  return new Failure(
    "user",
    `Cannot stop: no run is under way in "${root}"`,
    "Start one with  autoresearch run --loop, or name the project with --path",
  );
}
