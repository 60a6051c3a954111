import { assertEquals } from "@std/assert";
import {
  type CopyState,
  copyState,
  withoutStamp,
  withStamp,
} from "../../../src/core/skill/skill_copy.ts";

const WANTED = withStamp("new\n", "0e");

const COPIES: [found: string | undefined, hash: string, state: CopyState][] = [
  [undefined, "", "missing"],
  [WANTED, "0e", "current"],
  [withStamp("old\n", "01d"), "01d", "older"],
  [withStamp("old, and mine\n", "01d"), "77", "changed"],
  [`${withStamp("old\n", "01d")}mine\n`, "01d", "changed"],
  ["new\n", "0e", "changed"],
  ["", "", "changed"],
];
for (const [found, hash, state] of COPIES) {
  Deno.test(`copyState() calls ${JSON.stringify(found)} ${state}`, () => {
    assertEquals(copyState({ found, hash, wanted: WANTED }), state);
  });
}

const TEXTS = ["", "a", "a\n", withStamp("a\n", "0a"), "<!-- Installed -->\n"];
for (const text of TEXTS) {
  Deno.test(`withoutStamp() gives back ${JSON.stringify(text)}`, () => {
    assertEquals(withoutStamp(withStamp(text, "c0ffee")), text);
  });
}
