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

/** Leaves no more of a log than its end, and returns that. */
export async function cutLog(
  files: Ports["files"],
  path: string,
  bytes = LOG_BYTES,
): Promise<string> {
  const end = await files.readTail(path, bytes);
  const facts = await files.facts(path);
  const isLong = facts?.kind === "file" && facts.size > bytes;
  if (isLong) await files.write(path, end);
  return end;
}
