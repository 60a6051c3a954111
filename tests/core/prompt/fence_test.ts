import { assert, assertEquals } from "@std/assert";
import { fenceOff } from "../../../src/core/prompt/fence.ts";

const QUOTED: readonly (readonly [
  text: string,
  maxLength: number,
  quoted: string,
])[] = [
  ["", 100, ""],
  ["\n \n", 100, ""],
  ["boom\n", 100, "```\nboom\n```"],
  ["\x1b[31mboom\x1b[0m\r\n\x00", 100, "```\nboom\n```"],
  ["a\n`````\nb", 100, "``````\na\n`````\nb\n``````"],
  ["one\ntwo\nthree", 17, "```\ntwo\nthree\n```"],
  ["one\ntwo\nthree", 16, "```\nthree\n```"],
  ["three", 12, ""],
  ["three", 0, ""],
];
for (const [text, maxLength, quoted] of QUOTED) {
  Deno.test(`fenceOff() quotes ${JSON.stringify(text)} in ${maxLength}`, () => {
    assertEquals(fenceOff(text, maxLength), quoted);
  });
}

Deno.test("fenceOff() never needs more room than it has", () => {
  const text = ["first", "``` x", "a longer line", "", "last"].join("\n");

  for (let room = 0; room < 60; room++) {
    const quoted = fenceOff(text, room);
    assert(quoted.length <= room, `${quoted.length} of ${room}`);
    assert(quoted === "" || quoted.endsWith("last\n````"), quoted);
  }
});

Deno.test("fenceOff() shows the last 60 lines, each of at most 500 characters", () => {
  const text = Array.from({ length: 100 }, (_, at) => `${at}${"x".repeat(999)}`)
    .join("\n");

  const lines = fenceOff(text, 1_000_000).split("\n");

  assertEquals(lines.length, 62);
  assertEquals(lines[1], `40${"x".repeat(498)}`);
});
