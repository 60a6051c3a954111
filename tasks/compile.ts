/**
 * Compiles the tool into one binary, with its permissions baked in.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { join } from "@std/path";
import { MAIN, PERMISSIONS } from "./permissions.ts";

const { output } = parseArgs(Deno.args, {
  string: ["output"],
  default: { output: "dist/autoresearch" },
});
const folder = await Deno.makeTempDir({ prefix: "autoresearch-" });
const isDone = await bundle() && await compile();
await Deno.remove(folder, { recursive: true });
Deno.exit(isDone ? 0 : 1);

/** Each module takes 0.2 ms to load, and a run needs more than a hundred. */
async function bundle(): Promise<boolean> {
  const flags = ["--platform", "deno", "--code-splitting", "--outdir", folder];
  return await deno("bundle", ...flags, MAIN);
}

async function compile(): Promise<boolean> {
  // The types are checked by the current Deno, which may not be this one. What
  // is imported when it is needed is not found without --include.
  const flags = ["--no-check", "--include", folder, "--output", String(output)];
  return await deno(
    "compile",
    ...flags,
    ...PERMISSIONS,
    join(folder, "main.js"),
  );
}

async function deno(...args: readonly string[]): Promise<boolean> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args] });
  return (await command.spawn().status).success;
}
