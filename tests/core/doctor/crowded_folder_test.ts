import { assertEquals } from "@std/assert";
import { crowdedFolder } from "../../../src/core/doctor/crowded_folder.ts";

const CASES: [paths: readonly string[], expected: string | undefined][] = [
  [[], undefined],
  [["a"], undefined],
  [["d/a"], "d/"],
  [["d/a", "d/b", "x"], "d/"],
  [["d/a", "x"], undefined],
  [["d/e/a", "d/e/b", "d/e/c", "d/x"], "d/e/"],
  [["d/e/a", "d/e/b", "d/f/a", "d/f/b"], "d/"],
  [["../d/a", "../d/b"], undefined],
  [["d a/ü/1", "d a/ü/2"], "d a/ü/"],
  [["dd/a", "dd/b", "d/a"], "dd/"],
];

for (const [paths, expected] of CASES) {
  Deno.test(`crowdedFolder() of ${paths.join(" ")} is ${expected}`, () => {
    assertEquals(crowdedFolder(paths), expected);
  });
}
