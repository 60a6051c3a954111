import { isAbsolute, join } from "@std/path";
import type { Ports } from "../core/ports.ts";

/** Returns the project root that `--path` names, an absolute path. */
export function rootOf(
  { machine }: Pick<Ports, "machine">,
  path: string,
): string {
  return isAbsolute(path) ? join(path) : join(machine.cwd, path);
}
