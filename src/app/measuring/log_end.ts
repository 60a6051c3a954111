import { join } from "@std/path";
import { LOG_FILE } from "../../core/layout.ts";
import type { Ports } from "../../core/ports.ts";

/** How much of a log's end is kept with an experiment. */
const LOG_BYTES = 64 * 1024;

/** Keeps the end of run.log in an experiment's folder. */
export async function copyLogEnd(
  files: Ports["files"],
  root: string,
  folder: string,
): Promise<void> {
  const text = await files.readTail(join(root, LOG_FILE), LOG_BYTES);
  await files.write(join(folder, LOG_FILE), text);
}

/** Leaves no more of a log than its end. */
export async function cutLog(
  files: Ports["files"],
  path: string,
): Promise<void> {
  const facts = await files.facts(path);
  if (facts?.kind === "file" && facts.size > LOG_BYTES) {
    await files.write(path, await files.readTail(path, LOG_BYTES));
  }
}
