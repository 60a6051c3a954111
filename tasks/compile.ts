/**
 * Compiles the tool into one binary, with its permissions baked in.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { MAIN, PERMISSIONS, SOURCES } from "./permissions.ts";

const { output } = parseArgs(Deno.args, {
  string: ["output"],
  default: { output: "dist/autoresearch" },
});
const { code } = await new Deno.Command(Deno.execPath(), {
  // The types are checked by the current Deno, which may not be this one.
  args: [
    ...["compile", "--no-check", ...PERMISSIONS],
    // A module that is imported when it is needed is not found by itself.
    ...["--include", SOURCES, "--output", String(output), MAIN],
  ],
}).spawn().status;
Deno.exit(code);
