import { assert, assertEquals } from "@std/assert";
import { cutAtLine, fit } from "../../../src/core/prompt/fitting.ts";

const CUTS: readonly (readonly [
  text: string,
  maxLength: number,
  cut: string,
])[] = [
  ["one\ntwo", 7, "one\ntwo"],
  ["one\ntwo", 6, "on\n[…]"],
  ["one\ntwo\n", 7, "one\n[…]"],
  ["a\nb\nc\nd\ne\nf\ng", 8, "a\nb\n[…]"],
  ["a\nb", 2, ""],
  ["🚀🚀🚀🚀", 7, "🚀\ufffd\n[…]"],
  ["", 0, ""],
];
for (const [text, maxLength, cut] of CUTS) {
  Deno.test(`cutAtLine() cuts ${JSON.stringify(text)} to ${maxLength}`, () => {
    assertEquals(cutAtLine(text, maxLength), cut);
  });
}

/** How long each text is, its share, and what it gets of 100 characters. */
const SHARED: readonly (readonly [
  what: string,
  sections: readonly (readonly [length: number, share: number])[],
  lengths: readonly number[],
])[] = [
  ["all of it where all fit", [[50, 0.1], [50, 0.1]], [50, 50]],
  ["its share where all want more", [[200, 0.6], [200, 0.4]], [60, 40]],
  ["what others leave", [[200, 0.5], [10, 0.5]], [90, 10]],
  ["what others leave, the first first", [[70, 0.2], [90, 0.2], [5, 0.6]], [
    70,
    25,
    5,
  ]],
  ["nothing of nothing", [], []],
];
for (const [what, sizes, lengths] of SHARED) {
  Deno.test(`fit() gives each section ${what}`, () => {
    const sections = sizes.map(([length, share], at) => ({
      name: `${at}`,
      share,
      text: "x".repeat(length),
      cut: (text: string, room: number) => text.slice(0, room),
    }));

    const texts = Object.values(fit(sections, 100));

    assertEquals(texts.map(({ length }) => length), lengths);
    assert(texts.join("").length <= 100);
  });
}
