import { assertEquals } from "@std/assert";
import { COMMANDS, loadRoutes } from "../../src/cli/commands.ts";

const ALL = COMMANDS.filter((name) => !name.includes(" "));

const LINES: [args: readonly string[], loaded: readonly string[]][] = [
  [["run", "--single"], ["run"]],
  [["log", "record", "--help"], ["log"]],
  [[], ALL],
  [["--help"], ALL],
  [["rum"], ALL],
  [["constructor"], ALL],
];
for (const [args, loaded] of LINES) {
  Deno.test(`loadRoutes() of "${args.join(" ")}" loads ${loaded.length} commands`, async () => {
    assertEquals(Object.keys(await loadRoutes(args)), loaded);
  });
}
