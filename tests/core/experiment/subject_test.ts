import { assertEquals } from "@std/assert";
import { subjectOfDiff } from "../../../src/core/experiment/subject.ts";

/** A patch as `git diff-tree -p` prints it, of one file. */
function patch(name: string, ...lines: string[]): string {
  return [
    `diff --git a/${name} b/${name}`,
    "index 1..2 100644",
    `--- a/${name}`,
    `+++ b/${name}`,
    "@@ -1,3 +1,3 @@",
    ...lines,
    "",
  ].join("\n");
}

const NEW = [
  "diff --git a/new.py b/new.py",
  "new file mode 100644",
  "--- /dev/null",
  "+++ b/new.py",
  "@@ -0,0 +1,2 @@",
  "+a",
  "+b",
  "",
].join("\n");

const DELETED = [
  "diff --git a/old.py b/old.py",
  "deleted file mode 100644",
  "--- a/old.py",
  "+++ /dev/null",
  "@@ -1,2 +0,0 @@",
  "-a",
  "-b",
  "",
].join("\n");

const SUBJECTS: [patch: string, subject: string][] = [
  ["", "change: 0 lines added, 0 removed"],
  [patch("a.py", "-lr = 1", "+lr = 2"), "a.py: lr = 1 -> lr = 2"],
  [patch("a.py", " x", "+y"), "a.py: 1 line added, 0 removed"],
  [patch("a.py", "-x", "-y", "+z"), "a.py: 1 line added, 2 removed"],
  [patch("a.py", "--- old", "+++ new"), "a.py: -- old -> ++ new"],
  [patch("a b.py", "-1", "+2"), "a b.py: 1 -> 2"],
  [patch("a.py", "-\t1\x1b[1m", "+\t2"), "a.py: 1 -> 2"],
  [
    patch("a.py", "-1", `+${"x".repeat(99)}`),
    `a.py: 1 -> ${"x".repeat(59)}…`,
  ],
  [
    patch("a.py", "-1", "+2") + patch("b.py", "-1", "+2"),
    "a.py, b.py: 2 lines added, 2 removed",
  ],
  [
    ["a", "b", "c", "d"].map((name) => patch(name, "+1")).join(""),
    "4 files: 4 lines added, 0 removed",
  ],
  [NEW, "new.py: 2 lines added, 0 removed"],
  [DELETED, "old.py: 0 lines added, 2 removed"],
];
for (const [text, subject] of SUBJECTS) {
  Deno.test(`subjectOfDiff() says "${subject}"`, () => {
    assertEquals(subjectOfDiff(text), subject);
  });
}
