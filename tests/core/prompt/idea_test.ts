import { assertEquals } from "@std/assert";
import { parseIdea } from "../../../src/core/prompt/idea.ts";

const READ: readonly (readonly [
  text: string,
  idea: ReturnType<typeof parseIdea>,
])[] = [
  ["", {}],
  [" \n\t\n", {}],
  ["wider layers", { idea: "wider layers" }],
  ["\r\n  wider\tlayers \r\nand more\r\n", { idea: "wider layers" }],
  ["\x1b[31mred\x1b[0m\x07", { idea: "red" }],
  ["why: it helps", { notes: { why: "it helps" } }],
  [
    "learnt: depth is no use\nwider layers\nWHY :a: b\n",
    { idea: "wider layers", notes: { why: "a: b", learnt: "depth is no use" } },
  ],
  [
    "x\nlearned: one\nlearnt: two\nlearnt:\n",
    { idea: "x", notes: { learnt: "one; two" } },
  ],
  ["whyever: not", { idea: "whyever: not" }],
  [`x\nwhy: ${"y".repeat(600)}`, {
    idea: "x",
    notes: { why: `${"y".repeat(499)}…` },
  }],
];
for (const [text, idea] of READ) {
  Deno.test(`parseIdea() reads ${JSON.stringify(text.slice(0, 40))}`, () => {
    assertEquals(parseIdea(text), idea);
  });
}
