import { join } from "@std/path";
import type { Look, Ports } from "../../core/ports.ts";

/**
 * Removes Python's byte code that lies beside a project's own modules. It is
 * found valid by a module's size and time alone: what somebody else has put
 * there would run in the module's place.
 *
 * @param added what is taken away anyway
 */
export async function forgetByteCodeIn(
  { files }: Pick<Ports, "files">,
  root: string,
  { untracked, ignored }: Pick<Look, "untracked" | "ignored">,
  added: readonly string[],
): Promise<void> {
  const isByteCode = (path: string) =>
    path.includes("__pycache__") && !path.startsWith("../") &&
    /(?:^|\/)__pycache__\/(?:[^/]*\.pyc)?$/.test(path);
  const kept = new Set(added);
  const paths = [untracked, ignored].flatMap((some) => some.filter(isByteCode));
  for (const path of paths) {
    if (!kept.has(path)) await files.remove(join(root, path));
  }
}
