import { assertEquals } from "@std/assert";
import { inspect, strangers } from "../../../src/core/experiment/scope.ts";
import type { Change, ChangeKind } from "../../../src/core/ports.ts";

const SCOPE = {
  isTarget: (path: string) => path.startsWith("src/"),
  isProtected: (path: string) => path === "src/eval.py" || path === "data.csv",
};

const CHANGES: [
  path: string,
  kind: ChangeKind,
  violation: string | undefined,
][] = [
  ["src/a.py", "content", undefined],
  ["src/a.py", "deleted", undefined],
  ["src/a.py", "mode", "src/a.py changed its mode"],
  ["src/a.py", "symlink", "src/a.py became a symbolic link"],
  ["src/a.py", "submodule", "src/a.py became a submodule"],
  ["src/a.py", "unmerged", "src/a.py has a merge conflict"],
  ["src/eval.py", "content", "src/eval.py changed, which is protected"],
  ["data.csv", "deleted", "data.csv changed, which is protected"],
  ["README.md", "content", "README.md changed, which is not the target"],
  ["../x.md", "content", "../x.md changed, which is not the target"],
  ["results.tsv", "content", "results.tsv changed, which is not the target"],
];
for (const [path, kind, violation] of CHANGES) {
  Deno.test(`inspect() says of ${path}, ${kind}: ${violation ?? "nothing"}`, () => {
    const changes = [change(path, kind)];
    assertEquals(inspect(lookOf({ changes }), SCOPE), {
      target: violation === undefined ? [path] : [],
      outside: violation === undefined ? [] : changes,
      violations: violation === undefined ? [] : [violation],
    });
  });
}

const NEW: [path: string, isTarget: boolean][] = [
  ["src/new.py", true],
  ["src/inner/", false],
  ["src/eval.py", false],
  ["notes.md", false],
];
for (const [path, isTarget] of NEW) {
  Deno.test(`inspect() takes an untracked ${path} for ${isTarget ? "the target's" : "somebody's"}`, () => {
    const look = lookOf({ untracked: [path] });
    assertEquals(inspect(look, SCOPE), {
      target: isTarget ? [path] : [],
      outside: [],
      violations: [],
    });
    assertEquals(strangers(look, SCOPE), isTarget ? [] : [path]);
  });
}

Deno.test("strangers() passes over what is the tool's own and untracked", () => {
  const untracked = ["results.tsv", "run.log", ".autoresearch/state.json"];
  assertEquals(strangers(lookOf({ untracked }), SCOPE), []);
});

Deno.test("a committed new file counts once", () => {
  const changes = [change("new.md", "content")];
  const look = lookOf({ changes, untracked: ["new.md"] });
  assertEquals(inspect(look, SCOPE).outside, changes);
  assertEquals(strangers(look, SCOPE), []);
});

function change(path: string, kind: ChangeKind): Change {
  return { path, kind, inHead: false, inWorkingTree: true, isNew: false };
}

function lookOf(
  { changes = [], untracked = [] }: {
    readonly changes?: readonly Change[];
    readonly untracked?: readonly string[];
  },
) {
  const head = { commit: "c0ffee", branch: "autoresearch/t1" };
  return { head, changes, untracked, ignored: [] };
}
