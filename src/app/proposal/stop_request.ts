import { join } from "@std/path";
import type { Stop } from "../../core/experiment/stop_rule.ts";
import { EXIT } from "../../core/failure.ts";
import { LOCK_FILE, STOP_FILE } from "../../core/layout.ts";
import type { Ports } from "../../core/ports.ts";

/**
 * Says whether whoever holds the lock was asked to end. A request names its
 * lock's note, so that it never ends another run than the one it was meant for.
 */
export async function isStopRequested(
  { files }: Pick<Ports, "files">,
  root: string,
): Promise<boolean> {
  const request = await files.read(join(root, STOP_FILE));
  if (request === undefined) return false;
  return request.trim() === (await files.read(join(root, LOCK_FILE)))?.trim();
}

/** Returns why a loop ends that was asked to. */
export async function stopAsRequested(
  ports: Pick<Ports, "files">,
  root: string,
): Promise<Stop | undefined> {
  return await isStopRequested(ports, root)
    ? { why: "stopped by autoresearch stop", code: EXIT.done }
    : undefined;
}

/** Removes a request to a run that has ended; one to this run may be there. */
export async function forgetStaleRequest(
  ports: Pick<Ports, "files">,
  root: string,
): Promise<void> {
  if (await isStopRequested(ports, root)) return;
  await ports.files.remove(join(root, STOP_FILE));
}
