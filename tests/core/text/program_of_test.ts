import { assertEquals } from "@std/assert";
import { programOf } from "../../../src/core/text/command.ts";

const CASES: [command: string, expected: string | undefined][] = [
  ["claude -p --verbose", "claude"],
  ["  codex exec -", "codex"],
  ["A=1 B='x y' gemini", "gemini"],
  ["'my agent' -p", "my agent"],
  ["./agent.sh", "./agent.sh"],
  ["cat > /dev/null; echo 90 > target.txt", "cat"],
  ["cd tools && ./agent", "cd"],
  ["(sh a.sh)", "sh"],
  ["# only a comment", undefined],
  ["A=1", undefined],
  ["", undefined],
  ["$AGENT -p", undefined],
  ["~/bin/agent", undefined],
  ["<prompt.txt agent", undefined],
  ["2>/dev/null agent", undefined],
];

for (const [command, expected] of CASES) {
  Deno.test(`programOf() of ${JSON.stringify(command)} is ${expected}`, () => {
    assertEquals(programOf(command), expected);
  });
}
