import { assertEquals } from "@std/assert";
import { findMatching } from "../../src/app/session/find_matching.ts";
import { files } from "../../src/io/files.ts";
import { Repo } from "../harness.ts";

type Paths = readonly string[];

const CASES: readonly (readonly [
  what: string,
  make: string,
  entries: Paths,
  tracked: Paths,
  expected: { readonly found: Paths; readonly asked: Paths },
])[] = [
  [
    "asks git for folders, never for every file",
    "mkdir -p data/b; touch data/a data/b/c data/t",
    ["data/**", "data/b/"],
    ["data/t"],
    { found: ["data/a", "data/b/c"], asked: ["data", "data/b"] },
  ],
  [
    "asks for all where a glob stands first",
    "touch a.csv b.csv c.txt",
    ["*.csv"],
    ["a.csv"],
    { found: ["b.csv"], asked: ["."] },
  ],
  [
    "follows a link to where data lies",
    "mkdir disk; touch disk/a; ln -s disk data",
    ["data/**"],
    [],
    { found: ["data/a"], asked: ["data"] },
  ],
  [
    "follows none in the place of a folder that git tracks",
    "mkdir disk; touch disk/a; ln -s disk data",
    ["data/**"],
    ["data/t"],
    { found: [], asked: ["data"] },
  ],
  [
    "finds nothing below a link to itself",
    "ln -s data data",
    ["data/**"],
    ["data/t"],
    { found: [], asked: ["data"] },
  ],
];
for (const [what, make, entries, tracked, expected] of CASES) {
  Deno.test(`findMatching() ${what}`, async () => {
    const root = await Deno.makeTempDir({ prefix: "autoresearch " });
    try {
      await new Repo(root).sh(make);
      let asked: Paths = [];
      const repository = {
        root,
        trackedPaths(paths: Paths) {
          asked = paths;
          return Promise.resolve(tracked);
        },
      };

      const found = await findMatching({ files }, repository, entries);

      assertEquals({ found, asked }, expected);
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  });
}
