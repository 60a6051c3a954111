import { assertEquals } from "@std/assert";
import { toBytes, toText } from "../../src/io/lossless_text.ts";

const BYTES: [what: string, bytes: readonly number[], shown: string][] = [
  ["nothing", [], ""],
  ["ASCII", [0x61, 10, 0], "a\n\0"],
  ["a byte order mark", [0xef, 0xbb, 0xbf, 0x61], "\ufeffa"],
  ["characters of four bytes", [0xf0, 0x9f, 0x9a, 0x80], "🚀"],
  ["Latin-1", [0x67, 0x72, 0xf6, 0xdf, 0x65, 0x72], "gr��er"],
  ["UTF-8 beside Latin-1", [0xc3, 0xb6, 10, 0xf6, 0xc3, 0xb6], "ö\n�ö"],
  ["a character that was cut", [0x61, 0xe6, 0xbc], "a��"],
  ["a character that is too long", [0xc0, 0x80], "��"],
  ["half of a surrogate pair", [0xed, 0xa0, 0x80], "���"],
  ["every high byte", range(0x80, 0x100), "�".repeat(128)],
];
for (const [what, bytes, shown] of BYTES) {
  Deno.test(`toText() of ${what} can be shown, and toBytes() gives it back`, () => {
    const text = toText(Uint8Array.from(bytes));

    assertEquals([...toBytes(text)], bytes);
    assertEquals(text.toWellFormed(), shown);
  });
}

Deno.test("toBytes() keeps characters of two halves", () => {
  const text = `🚀${toText(Uint8Array.of(0xff))}漢`;
  assertEquals(toText(toBytes(text)), text);
});

Deno.test("toText() gives any bytes back", () => {
  let seed = 1;
  const next = () => seed = seed * 48271 % 2147483647;
  for (let round = 0; round < 300; round++) {
    // Mostly high bytes, so that many begin like a character and don't end so.
    const bytes = Array.from(
      { length: next() % 40 },
      () => next() % 3 === 0 ? next() % 128 : 128 + next() % 128,
    );
    assertEquals([...toBytes(toText(Uint8Array.from(bytes)))], bytes);
  }
});

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}
