import { assertEquals } from "@std/assert";
import {
  candidateRef,
  experimentFolder,
  isOwnPath,
  judgedFile,
  unfinishedFolder,
  unfinishedRef,
} from "../../src/core/layout.ts";

const OWN: [path: string, isOwn: boolean][] = [
  ["results.tsv", true],
  ["results.tsv.rejected", true],
  ["run.log", true],
  [".autoresearch.cfg", true],
  [".autoresearch", true],
  [".autoresearch/state.json", true],
  ["program.md", false],
  ["sub/results.tsv", false],
  ["../results.tsv", false],
  [".autoresearch-notes/x", false],
  ["results.tsv/x", false],
];
for (const [path, isOwn] of OWN) {
  Deno.test(`isOwnPath() says ${isOwn} of ${path}`, () => {
    assertEquals(isOwnPath(path), isOwn);
  });
}

const MOMENT = new Date(Date.UTC(2026, 10, 25, 3, 5, 7, 9));

const PLACES: [place: string, expected: string][] = [
  [experimentFolder(7), ".autoresearch/experiments/0007"],
  [experimentFolder(12345), ".autoresearch/experiments/12345"],
  [candidateRef("2026-11-25", 0), "refs/autoresearch/2026-11-25/0"],
  [
    unfinishedRef("t1", MOMENT),
    "refs/autoresearch/t1/unfinished-20261125T030507009Z",
  ],
  [unfinishedFolder(MOMENT), ".autoresearch/unfinished/20261125T030507009Z"],
  [judgedFile("abcdef"), ".autoresearch/judged/ab/cdef"],
];
for (const [place, expected] of PLACES) {
  Deno.test(`layout puts it at ${expected}`, () => {
    assertEquals(place, expected);
  });
}
