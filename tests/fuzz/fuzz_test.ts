import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseArgs } from "@std/cli";
import { fuzz, type FuzzRequest } from "./fuzz.ts";
import { toRequest } from "./request.ts";

const MODULE = new URL("./planted_rooms.ts", import.meta.url);

/** Runs the planted rooms as flags of the task ask for it. */
async function run(flags: string, given: Partial<FuzzRequest> = {}) {
  const args = parseArgs(flags.split(" "), {
    string: ["seed", "inputs", "room", "input"],
  });
  const lines: string[] = [];
  const request = { ...toRequest(args, MODULE), ...given };
  const isSound = await fuzz(request, (line) => lines.push(line));
  return { isSound, lines };
}

/** The command that a run prints for its first failure, without the task. */
function replayIn(lines: readonly string[]): string {
  const line = lines.find((line) => line.startsWith("  again: ")) ?? "";
  return line.replace("  again: deno task fuzz ", "");
}

Deno.test("fuzz() finds a planted fault, which its command plays again", async () => {
  const found = await run("--seed 3 --inputs 60 --room faulty");
  const again = await run(replayIn(found.lines));

  assertEquals([found.isSound, again.isSound], [false, false]);
  assertMatch(again.lines[1] ?? "", /^faulty +1 +1 /);
  for (const lines of [found.lines, again.lines]) {
    assertMatch(lines[2] ?? "", /^ {2}FAILED: Error: it can't stand a seven/);
    assertEquals(lines[3], "  input: 7");
  }
  assertEquals(replayIn(again.lines), replayIn(found.lines));
});

Deno.test("fuzz() ends an input that hangs, and says which it is", async () => {
  const { isSound, lines } = await run("--seed 3 --inputs 60 --room stuck", {
    hangSeconds: 1,
  });

  assertEquals(isSound, false);
  assertEquals(lines.slice(2, 4), ["  FAILED: it hangs", "  input: 7"]);
  assertMatch(replayIn(lines), /^--seed 3 --room stuck --input \d+$/);
});

Deno.test("fuzz() of sound rooms counts what it tried", async () => {
  const { isSound, lines } = await run("--seed 3 --inputs 60 --room sound");

  assert(isSound);
  assertMatch(lines[1] ?? "", /^sound +60 +0 /);
  assertMatch(lines[2] ?? "", /^60 inputs, 0 failures, /);
});

Deno.test("fuzz() of a room that isn't there is no success", async () => {
  const { isSound } = await run("--room nowhere");
  assertEquals(isSound, false);
});
