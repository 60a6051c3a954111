import { assertEquals, assertThrows } from "@std/assert";
import {
  makeTargetMatcher,
  namedByGlob,
  namedOutright,
  parseTargetList,
  splitList,
} from "../../../src/core/config/target.ts";

const LISTS: [text: string, existing: string[], entries: string[]][] = [
  ["", [], []],
  [" , ,", [], []],
  ["train.py", [], ["train.py"]],
  [" a.py ,b.py,", [], ["a.py", "b.py"]],
  ["src/{a,b}.py, c.py", [], ["src/{a,b}.py", "c.py"]],
  ["{a,{b,c}}, d", [], ["{a,{b,c}}", "d"]],
  ["{a, b", [], ["{a", "b"]],
  ["a,b.txt, c", ["a,b.txt"], ["a,b.txt", "c"]],
  ["x, a, b.txt", ["a, b.txt"], ["x", "a, b.txt"]],
  ["./a,b.txt", ["a,b.txt"], ["./a,b.txt"]],
  ["a,b.txt", ["a"], ["a", "b.txt"]],
  ["{a, c", ["{a"], ["{a", "c"]],
];
for (const [text, existing, entries] of LISTS) {
  Deno.test(`splitList() splits ${JSON.stringify(text)} where ${JSON.stringify(existing)} exists`, () => {
    assertEquals(splitList(text, new Set(existing)), entries);
  });
}

const REFUSED: [text: string, message: string][] = [
  ["", "it must name at least one file"],
  [" , ", "it must name at least one file"],
  ["/etc/passwd", "it must be relative to the project's folder"],
  ["a.py, C:\\x", "it must be relative to the project's folder"],
  ["..", "it must lie inside the project's folder"],
  ["../x", "it must lie inside the project's folder"],
  ["a/../../x", "it must lie inside the project's folder"],
  ["a.py, ./../*.py", "it must lie inside the project's folder"],
];
for (const [text, message] of REFUSED) {
  Deno.test(`parseTargetList() refuses ${JSON.stringify(text)}`, () => {
    const error = assertThrows(() => parseTargetList(text), RangeError);

    assertEquals(error.message, message);
  });
}

for (const text of ["..x", "a..b", "a/../b", "...", "c:x"]) {
  Deno.test(`parseTargetList() takes ${text}`, () => {
    assertEquals(parseTargetList(text), [text]);
  });
}

type Naming = "outright" | "by glob" | "not at all";

const NAMINGS: [entry: string, existing: string[], path: string, Naming][] = [
  ["train.py", ["train.py"], "train.py", "outright"],
  ["train.py", [], "train.py", "outright"],
  ["./train.py", ["train.py"], "train.py", "outright"],
  ["src//a.py", ["src/a.py"], "src/a.py", "outright"],
  ["train.py", ["train.py"], "trainXpy", "not at all"],
  ["train.py", ["train.py"], "src/train.py", "not at all"],
  ["a[b].txt", ["a[b].txt"], "a[b].txt", "outright"],
  ["a[b].txt", ["a[b].txt"], "ab.txt", "not at all"],
  ["a[b].txt", [], "ab.txt", "by glob"],
  ["a[b].txt", [], "a[b].txt", "not at all"],
  ["*.txt", ["*.txt"], "*.txt", "outright"],
  ["*.txt", ["*.txt"], "a.txt", "not at all"],
  ["*.txt", ["a.txt"], "a.txt", "by glob"],
  ["*.txt", [], "new.txt", "by glob"],
  ["*.txt", [], "src/new.txt", "not at all"],
  ["src/*.py", [], "src/a.py", "by glob"],
  ["src/*.py", [], "src/a/b.py", "not at all"],
  ["src/**/*.py", [], "src/a.py", "by glob"],
  ["src/**/*.py", [], "src/a/b/c.py", "by glob"],
  ["src/**", [], "src/a/b/c.py", "by glob"],
  ["src/**", [], "srcs/a.py", "not at all"],
  ["src/{a,b}.py", [], "src/b.py", "by glob"],
  ["src/{a,b}.py", [], "src/c.py", "not at all"],
  ["src?a.py", [], "src/a.py", "not at all"],
  ["src[!x]a.py", [], "src/a.py", "not at all"],
  ["v[0-9].py", [], "v3.py", "by glob"],
  ["v[9-0].py", [], "v[9-0].py", "by glob"],
  ["a).py", [], "a).py", "outright"],
  ["src", ["src/a.py"], "src/new/b.py", "by glob"],
  ["src/", ["src/a.py"], "src/a.py", "by glob"],
  ["src", ["src/a.py"], "src2/a.py", "not at all"],
  [".", ["src/a.py"], "b.py", "by glob"],
  ["x\ny", ["x\ny"], "x\ny", "outright"],
];
for (const [entry, existing, path, naming] of NAMINGS) {
  Deno.test(`${JSON.stringify(entry)} names ${JSON.stringify(path)} ${naming} where ${JSON.stringify(existing)} exists`, () => {
    const list = { entries: [entry], existing: new Set(existing) };

    const claims = {
      isTarget: makeTargetMatcher(list)(path),
      outright: namedOutright(list, path),
      byGlob: namedByGlob(list, path),
    };

    assertEquals(claims, {
      isTarget: naming !== "not at all",
      outright: naming === "outright",
      byGlob: naming === "by glob",
    });
  });
}

Deno.test("namedByGlob() is false for a path that is named outright as well", () => {
  const list = { entries: ["*.py", "a.py"], existing: new Set(["a.py"]) };

  assertEquals([namedOutright(list, "a.py"), namedByGlob(list, "a.py")], [
    true,
    false,
  ]);
});
