import { join } from "@std/path";
import type { Change } from "../core/ports.ts";
import { files } from "./files.ts";

/** To git a pipe in a file's place is the file, with something else in it. */
export async function withSpecial(
  root: string,
  change: Change,
): Promise<Change> {
  return change.inWorkingTree && await isNoFile(join(root, change.path))
    ? { ...change, kind: "special" }
    : change;
}

/** Says whether a pipe, a socket or a device stands there. */
export async function isNoFile(path: string): Promise<boolean> {
  return (await files.facts(path))?.kind === "other";
}
