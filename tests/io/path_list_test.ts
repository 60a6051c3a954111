import { assert, assertEquals } from "@std/assert";
import { makePathListReader } from "../../src/io/path_list.ts";

function toBytes(paths: readonly string[]): Uint8Array {
  return new TextEncoder().encode(paths.map((path) => `? ${path}\0`).join(""));
}

/** Outputs one after the other: each shares something with the one before. */
const OUTPUTS: readonly (readonly string[])[] = [
  [],
  ["a"],
  ["a"],
  ["aa"],
  ["a", "aa"],
  ["a", "aa", "b"],
  ["a", "b"],
  ["b"],
  ["ab", "b"],
  ["ab", "b", "bb"],
  ["ab", "ab b", "b", "bb"],
  ["b", "bb"],
  ["bb"],
  ["abb"],
  ["abb", "bb"],
  ["größe", "grüße"],
  ["grüße"],
  ["größe", "grüße"],
  ["x", "x", "x"],
  ["x", "x"],
  [],
];
Deno.test("makePathListReader() reads every output as if it were the first", () => {
  const read = makePathListReader((entry) => entry.slice(2));

  for (const paths of [...OUTPUTS, ...OUTPUTS.toReversed()]) {
    assertEquals(read(toBytes(paths)), paths);
  }
});

Deno.test("makePathListReader() reads any output after any other", () => {
  for (const first of OUTPUTS) {
    for (const second of OUTPUTS) {
      const read = makePathListReader((entry) => entry.slice(2));
      read(toBytes(first));
      assertEquals(read(toBytes(second)), second);
    }
  }
});

Deno.test("makePathListReader() gives the same list for the same output", () => {
  const read = makePathListReader((entry) => entry.slice(2));

  const first = read(toBytes(["a", "b"]));

  assert(read(toBytes(["a", "b"])) === first);
});
