import { assertEquals } from "@std/assert";
import { fromTop, parseStatus, toTop } from "../../src/core/git_status.ts";
import type { Change } from "../../src/core/ports.ts";

const ID = "e965047ad7c57865823c7d992b1d046ea66edf78";
const HEADER = `# branch.oid ${ID}\0# branch.head autoresearch/t1\0`;

const CHANGED: [entry: string, change: Change][] = [
  [
    `1 .M N... 100644 100644 100644 ${ID} ${ID} a.txt`,
    change("a.txt", { inWorkingTree: true }),
  ],
  [
    `1 M. N... 100644 100644 100644 ${ID} ${ID} a.txt`,
    change("a.txt", { inHead: true }),
  ],
  [
    `1 MM N... 100644 100644 100644 ${ID} ${ID} a.txt`,
    change("a.txt", { inHead: true, inWorkingTree: true }),
  ],
  [
    `1 .D N... 100644 100644 000000 ${ID} ${ID} a.txt`,
    change("a.txt", { inWorkingTree: true, kind: "deleted" }),
  ],
  [
    `1 D. N... 100644 000000 000000 ${ID} ${ID} a.txt`,
    change("a.txt", { inHead: true, isNew: true }),
  ],
  [
    `1 D. N... 120000 000000 000000 ${ID} ${ID} link`,
    change("link", { inHead: true, isNew: true, kind: "symlink" }),
  ],
  [
    `1 D. N... 160000 000000 000000 ${ID} ${ID} lib`,
    change("lib", { inHead: true, isNew: true, kind: "submodule" }),
  ],
  [
    `1 .M N... 100644 100644 100755 ${ID} ${ID} a.txt`,
    change("a.txt", { inWorkingTree: true, kind: "mode" }),
  ],
  [
    `1 .T N... 100644 100644 120000 ${ID} ${ID} a.txt`,
    change("a.txt", { inWorkingTree: true, kind: "symlink" }),
  ],
  [
    `1 .M S.M. 160000 160000 160000 ${ID} ${ID} lib`,
    change("lib", { inWorkingTree: true, kind: "submodule" }),
  ],
  [
    `u UU N... 100644 100644 100644 100644 ${ID} ${ID} ${ID} a.txt`,
    change("a.txt", { inHead: true, inWorkingTree: true, kind: "unmerged" }),
  ],
  [
    `1 .M N... 100644 100644 100644 ${ID} ${ID} a b\n"c"\tü.txt`,
    change('a b\n"c"\tü.txt', { inWorkingTree: true }),
  ],
];
for (const [entry, expected] of CHANGED) {
  Deno.test(`parseStatus() reads ${JSON.stringify(entry.slice(0, 29))} … ${expected.kind}`, () => {
    assertEquals(parseStatus(`${HEADER}${entry}\0`, ""), {
      head: { commit: ID, branch: "autoresearch/t1" },
      changes: [expected],
      untracked: [],
      ignored: [],
    });
  });
}

Deno.test("parseStatus() reads what git does not track", () => {
  const output = `${HEADER}? new.txt\0? inner/\0! build/\0! a b.log\0`;
  assertEquals(parseStatus(output, ""), {
    head: { commit: ID, branch: "autoresearch/t1" },
    changes: [],
    untracked: ["new.txt", "inner/"],
    ignored: ["build/", "a b.log"],
  });
});

Deno.test("parseStatus() reads a detached HEAD", () => {
  const output = `# branch.oid ${ID}\0# branch.head (detached)\0`;
  assertEquals(parseStatus(output, "").head, { commit: ID, branch: undefined });
});

Deno.test("parseStatus() compares with no HEAD where the branch has no commit", () => {
  const output = "# branch.oid (initial)\0# branch.head bare\0" +
    `1 A. N... 000000 100644 100644 ${ID} ${ID} eval.sh\0` +
    `1 AM N... 000000 100644 100644 ${ID} ${ID} target.txt\0`;

  const { head, changes } = parseStatus(output, "");

  assertEquals(head, { commit: undefined, branch: "bare" });
  assertEquals(changes.map(({ path }) => path), ["target.txt"]);
});

/** A path below the git top level, as seen from the project root. */
const PATHS: [top: string, prefix: string, path: string][] = [
  ["a.txt", "", "a.txt"],
  ["app/a.txt", "app/", "a.txt"],
  ["apple/a.txt", "app/", "../apple/a.txt"],
  ["a.txt", "app/web/", "../../a.txt"],
  ["app/api/a.txt", "app/web/", "../api/a.txt"],
];
for (const [top, prefix, path] of PATHS) {
  Deno.test(`fromTop() turns ${top} into ${path} in "${prefix}"`, () => {
    assertEquals(fromTop(top, prefix), path);
  });
  Deno.test(`toTop() turns ${path} into ${top} in "${prefix}"`, () => {
    assertEquals(toTop(path, prefix), top);
  });
}

function change(path: string, facts: Partial<Change>): Change {
  return {
    path,
    inHead: false,
    inWorkingTree: false,
    isNew: false,
    kind: "content",
    ...facts,
  };
}
