import { assertEquals } from "@std/assert";
import { NO_LINE, takeLines } from "../../src/agents/lines.ts";

const PIECES: readonly (readonly [
  pieces: readonly string[],
  lines: readonly string[],
  open: string,
])[] = [
  [[""], [], ""],
  [["one"], [], "one"],
  [["one\n"], ["one"], ""],
  [["o", "n", "e\ntw", "o\n", "\n"], ["one", "two", ""], ""],
  [["12345\n67890\n"], ["12345", "67890"], ""],
  // Longer than five characters: left out, and the next is whole again.
  [["123456\nnext\n"], ["next"], ""],
  [["1234", "56", "78\nnext\n"], ["next"], ""],
  [["1234", "56", "7", "\n", "a\nb"], ["a"], "b"],
  [["1\n234567"], ["1"], ""],
];
for (const [pieces, lines, open] of PIECES) {
  Deno.test(`takeLines() of ${JSON.stringify(pieces)}`, () => {
    let left = NO_LINE;
    const found: string[] = [];
    for (const piece of pieces) {
      const taken = takeLines(left, piece, 5);
      left = taken.open;
      found.push(...taken.lines);
    }
    assertEquals([found, left.text], [lines, open]);
  });
}
