/**
 * Feeds every reader of the tool with broken input: nothing but a refusal may
 * be thrown, nothing may hang, and what is read must make sense.
 *
 * `deno task fuzz [--seed 1] [--inputs 40000] [--room NAME [--input NUMBER]]`
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { fuzz } from "./fuzz.ts";
import { toRequest } from "./request.ts";

const flags = parseArgs(Deno.args, {
  string: ["seed", "inputs", "room", "input"],
});
const request = toRequest(flags, new URL("./rooms.ts", import.meta.url));
const isSound = await fuzz(request, (line) => {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
});
Deno.exit(isSound ? 0 : 1);
