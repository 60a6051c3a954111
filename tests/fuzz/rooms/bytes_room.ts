import { assertEquals } from "@std/assert";
import { toBytes, toText } from "../../../src/io/lossless_text.ts";
import type { Draw } from "../draw.ts";
import { mutate, oddText } from "../odd_text.ts";
import { claim, makeRoom } from "../room.ts";

function makeInput(draw: Draw) {
  const text = mutate(draw, oddText(draw) + "ä日👩\n" + oddText(draw));
  const bytes = [...new TextEncoder().encode(text.slice(0, 3000))];
  const broken = bytes.map((byte) =>
    draw.chance(0.05) ? draw.whole(0, 255) : byte
  );
  return { bytes: draw.chance(0.8) ? broken : bytes, text };
}

/** Whatever is read from a file is written back to the byte. */
export const bytesRoom = makeRoom("bytes", 5, makeInput, (input) => {
  const bytes = Uint8Array.from(input.bytes);
  const text = toText(bytes);
  assertEquals(toBytes(text), bytes);
  const strict = new TextDecoder().decode(bytes);
  claim(
    text.split("\n").length === strict.split("\n").length,
    () => "a byte that is no UTF-8 joins two lines",
  );
  toBytes(input.text);
});
