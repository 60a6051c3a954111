/**
 * Returns a reader of outputs that list paths, each with a NUL behind it. What
 * an output shares with the one before keeps its strings, and the whole list
 * where both are equal: 100,000 new ones would be 10 MB for every look.
 *
 * @param toPath turns an entry into the path that it names
 *
 * @example Usage
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 *
 * const toBytes = (text: string) => new TextEncoder().encode(text);
 * const read = makePathListReader((entry) => entry.slice(2));
 *
 * const first = read(toBytes("? a\0? b\0? d\0"));
 * assertEquals(first, ["a", "b", "d"]);
 * assertEquals(read(toBytes("? a\0? c\0? d\0")), ["a", "c", "d"]);
 * ```
 */
export function makePathListReader(
  toPath: (entry: string) => string,
): (output: Uint8Array) => readonly string[] {
  // A name may begin with what looks like a byte order mark.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let known = new Uint8Array();
  let paths: readonly string[] = [];
  return (output) => {
    const front = sharedFront(known, output);
    if (front === known.length && front === output.length) return paths;
    const backStart = output.length - sharedBack(known, output, front);
    const middle = decoder.decode(output.subarray(front, backStart));
    const kept = paths.length - countNuls(output.subarray(backStart));
    paths = paths.slice(0, countNuls(output.subarray(0, front))).concat(
      middle.split("\0").filter(Boolean).map(toPath),
      paths.slice(kept),
    );
    known = output.slice();
    return paths;
  };
}

/** Bytes of the whole entries with which both begin. */
function sharedFront(some: Uint8Array, other: Uint8Array): number {
  const limit = Math.min(some.length, other.length);
  let at = 0;
  let end = 0;
  while (at < limit && some[at] === other[at]) {
    if (some[at] === 0) end = at + 1;
    at++;
  }
  return end;
}

/** Bytes of the whole entries with which both end, after the shared front. */
function sharedBack(
  some: Uint8Array,
  other: Uint8Array,
  front: number,
): number {
  const limit = Math.min(some.length, other.length) - front;
  let length = 0;
  let end = 0;
  while (length < limit) {
    const byte = some[some.length - length - 1];
    if (byte !== other[other.length - length - 1]) return end;
    // What stands behind a NUL is whole.
    if (byte === 0) end = length;
    length++;
  }
  const isWhole = [some, other].every((bytes) =>
    length === bytes.length || bytes[bytes.length - length - 1] === 0
  );
  return isWhole ? length : end;
}

function countNuls(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0) count++;
  return count;
}
