/**
 * The permissions of the tool, in their one place: the task `autoresearch` of
 * deno.json, which is also how it is run from source.
 *
 * @module
 */
import { fromFileUrl } from "@std/path";
import project from "../deno.json" with { type: "json" };

/** `--no-prompt --allow-…`, as Deno takes them. */
export const PERMISSIONS: readonly string[] = project.tasks.autoresearch
  .split(" ").filter((word) => word.startsWith("--"));

export const MAIN: string = fromFileUrl(new URL("../main.ts", import.meta.url));

/** Returns the command that starts the tool: the binary's, else the source's. */
export function toolCommand(): readonly string[] {
  const binary = Deno.env.get("AUTORESEARCH_BIN");
  if (binary !== undefined) return [Deno.realPathSync(binary)];
  return [Deno.execPath(), "run", ...PERMISSIONS, MAIN];
}
