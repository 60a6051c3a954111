import { assertEquals } from "@std/assert";
import { endingScript } from "../../src/core/ending_script.ts";
import type { Machine } from "../../src/core/ports.ts";

const GROUP = "kill -s TERM -- -42\nkill -s CONT -- -42\n";

const CALLS: [system: Machine["system"], calls: string][] = [
  ["linux", GROUP],
  ["darwin", GROUP],
  ["other", GROUP],
  ["windows", "taskkill //T //F //PID 42\n"],
];
for (const [system, calls] of CALLS) {
  Deno.test(`endingScript() on ${system} calls ${calls.split("\n")[0]}`, async () => {
    const spies = ["kill", "taskkill"]
      .map((name) => `${name}() { echo ${name} "$@"; }`).join("\n");

    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", `${spies}\n${endingScript(system)}`, "TERM", "42"],
    }).output();

    assertEquals(new TextDecoder().decode(stdout), calls);
  });
}
