import { assertEquals } from "@std/assert";
import {
  quote,
  toOneLine,
  withoutEscapes,
} from "../../../src/core/text/plain_text.ts";

const ESCAPES: [text: string, plain: string][] = [
  ["plain\ttext\r\n", "plain\ttext\r\n"],
  ["\x1b[1;31mred\x1b[0m", "red"],
  ["\x1b[38;5;196mred\x1b[m", "red"],
  ["\x1b[2J\x1b[Hcleared", "cleared"],
  ["\x1b]0;title\x07text", "text"],
  ["\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"],
  ["\x9b31mred", "red"],
];
for (const [text, plain] of ESCAPES) {
  Deno.test(`withoutEscapes() makes ${JSON.stringify(plain)} of ${JSON.stringify(text)}`, () => {
    assertEquals(withoutEscapes(text), plain);
  });
}

const LINES: [text: string, line: string][] = [
  ["", ""],
  ["  a  ", "a"],
  ["a\tkeep\tb", "a keep b"],
  ["a\r\nb\n\nc", "a b c"],
  ["a\0b\x07c\x7fd", "a b c d"],
  ["a\u0085b\u2028c", "a b c"],
  ["a\u202eleft\u2066x", "a left x"],
  ["ü漢🚀", "ü漢🚀"],
  ["gr\udcfcn\ud83d", "gr\ufffdn\ufffd"],
  ["0123456789", "0123456789"],
  ["0123456789a", "012345678…"],
  ["🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀", "🚀🚀🚀🚀🚀🚀🚀🚀🚀…"],
];
for (const [text, line] of LINES) {
  Deno.test(`toOneLine() makes ${JSON.stringify(line)} of ${JSON.stringify(text)}`, () => {
    assertEquals(toOneLine(text, 10), line);
  });
}

Deno.test("quote() escapes quotes and cuts what is long", () => {
  assertEquals(quote('a "b"\tc'), '"a \\"b\\" c"');
  assertEquals(quote("x".repeat(99)), `"${"x".repeat(79)}…"`);
});
