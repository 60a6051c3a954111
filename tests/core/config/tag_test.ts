import { assertEquals, assertThrows } from "@std/assert";
import {
  branchOf,
  defaultTag,
  parseTag,
  tagOf,
} from "../../../src/core/config/tag.ts";

for (
  const tag of [
    "t1",
    "2026-11-25",
    "a/b",
    "a.b",
    "x@y",
    "@",
    "größer",
    "lock",
    "a-",
    "x".repeat(100),
  ]
) {
  Deno.test(`parseTag() takes ${tag}`, () => {
    assertEquals(parseTag(tag), tag);
  });
}

const REFUSED: [tag: string, message: string][] = [
  ["", "it must not be empty"],
  ["a b", "it must have no blanks and none of ~ ^ : ? * [ \\"],
  ["x~", "it must have no blanks and none of ~ ^ : ? * [ \\"],
  ["a\nb", "it must have no blanks and none of ~ ^ : ? * [ \\"],
  ["a\u202eb", "it must have no blanks and none of ~ ^ : ? * [ \\"],
  ["a:b", "it must have no blanks and none of ~ ^ : ? * [ \\"],
  ["a\\b", "it must have no blanks and none of ~ ^ : ? * [ \\"],
  ["-f", 'it must not begin with "-"'],
  ["../x", 'it must not contain ".."'],
  ["a..b", 'it must not contain ".."'],
  ["@{", 'it must not contain "@{"'],
  ["a@{1}", 'it must not contain "@{"'],
  ["/a", 'it must have something before and after every "/"'],
  ["a/", 'it must have something before and after every "/"'],
  ["a//b", 'it must have something before and after every "/"'],
  [".a", 'it must have no part that begins with "."'],
  ["a/.b", 'it must have no part that begins with "."'],
  [".lock", 'it must have no part that begins with "."'],
  ["a.", 'it must have no part that ends with "."'],
  ["a.lock", 'it must have no part that ends with ".lock"'],
  ["a.lock/b", 'it must have no part that ends with ".lock"'],
  ["x".repeat(101), "it must be at most 100 bytes long"],
  ["ü".repeat(51), "it must be at most 100 bytes long"],
];
for (const [tag, message] of REFUSED) {
  Deno.test(`parseTag() refuses ${JSON.stringify(tag)}`, () => {
    const error = assertThrows(() => parseTag(tag), RangeError);

    assertEquals(error.message, message);
  });
}

Deno.test("parseTag() takes nothing that git refuses", async () => {
  const parts = ["a", ".", "/", "@", "{", "-", "~", "\\", ".lock", " ", "*"];
  const tags = parts.flatMap((x) =>
    parts.flatMap((y) => parts.map((z) => `${x}${y}${z}`))
  );
  const taken = tags.filter((tag) => tagOf(branchOf(tag)) === tag);

  // One process for all: it ends at the first name that git doesn't take.
  const script = 'for b; do git check-ref-format --branch "$b" || exit; done';
  const { code, stdout } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", ...taken.map(branchOf)],
  }).output();

  assertEquals(
    { code, names: new TextDecoder().decode(stdout) },
    { code: 0, names: taken.map((tag) => `${branchOf(tag)}\n`).join("") },
  );
});

const DEFAULTS: [taken: string[], tag: string][] = [
  [[], "2026-11-25"],
  [["2026-11-24", "t1"], "2026-11-25"],
  [["2026-11-25"], "2026-11-25-2"],
  [["2026-11-25", "2026-11-25-2", "2026-11-25-4"], "2026-11-25-3"],
  [["2026-11-25-2"], "2026-11-25"],
  [["2026-11-25/x"], "2026-11-25-2"],
];
for (const [taken, tag] of DEFAULTS) {
  Deno.test(`defaultTag() returns ${tag} where ${JSON.stringify(taken)} is taken`, () => {
    assertEquals(defaultTag("2026-11-25", new Set(taken)), tag);
  });
}

const BRANCHES: [branch: string, tag: string | undefined][] = [
  ["autoresearch/t1", "t1"],
  ["autoresearch/a/b", "a/b"],
  ["autoresearch/", undefined],
  ["autoresearch", undefined],
  ["main", undefined],
  ["x/autoresearch/t1", undefined],
];
for (const [branch, tag] of BRANCHES) {
  Deno.test(`tagOf() returns ${tag} for ${branch}`, () => {
    assertEquals(tagOf(branch), tag);
    if (tag !== undefined) assertEquals(branchOf(tag), branch);
  });
}
