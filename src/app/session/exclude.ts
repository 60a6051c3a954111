import { dirname, join } from "@std/path";
import type { Config } from "../../core/config/config.ts";
import { toTop } from "../../core/git_status.ts";
import { EXCLUDED } from "../../core/layout.ts";
import type { Ports, Repository } from "../../core/ports.ts";
import { isSkeleton } from "../../core/prompt/program.ts";
import { scriptOf } from "../../core/text/command.ts";

/**
 * Tells git, in this clone alone, to ignore what the tool writes. A line that
 * is there already stays the only one.
 */
export async function excludeFromGit(
  { files }: Pick<Ports, "files">,
  { root, excludeFile, prefix }: Repository,
  { evaluateCmd }: Config,
  written: readonly string[],
): Promise<void> {
  const script = scriptOf(evaluateCmd);
  const isOurs = script !== undefined &&
    isSkeleton(await files.read(join(root, script)) ?? "");
  const names = [...EXCLUDED, ...written, ...(isOurs ? [script] : [])];
  const text = await files.read(excludeFile) ?? "";
  const present = new Set(text.split(/\r?\n/));
  const missing = names.map((name) => `/${escape(toTop(name, prefix))}`)
    .filter((line) => !present.has(line));
  if (missing.length === 0) return;
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  // Appended to, for it may be a link to a file that the user cares for.
  await files.makeFolder(dirname(excludeFile));
  await files.append(excludeFile, `${gap}${missing.join("\n")}\n`);
}

/** In such a file `*`, `?` and `[` would be a pattern. */
function escape(path: string): string {
  return path.replace(/[\\*?[]/g, (character) => `\\${character}`);
}
