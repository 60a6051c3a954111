import { assertEquals } from "@std/assert";
import {
  makeOutputBuffer,
  type OutputBuffer,
} from "../../src/io/output_buffer.ts";

async function readOutput(
  buffer: OutputBuffer,
  script: string,
): Promise<Uint8Array> {
  const args = ["-c", script];
  const child = new Deno.Command("sh", { args, stdout: "piped" }).spawn();
  const [bytes] = await Promise.all([buffer.read(child.stdout), child.status]);
  return bytes;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

const OUTPUTS: [script: string, expected: string][] = [
  ["printf ''", ""],
  ["printf 'three words here'", "three words here"],
  ["head -c 65536 /dev/zero", "\0".repeat(65_536)],
  ["head -c 1000000 /dev/zero", "\0".repeat(1_000_000)],
  ["printf a; exec 1>&1; printf b", "ab"],
];
Deno.test("makeOutputBuffer() reads long and short outputs one after the other", async () => {
  const buffer = makeOutputBuffer();

  for (const [script, expected] of [...OUTPUTS, ...OUTPUTS.toReversed()]) {
    assertEquals(textOf(await readOutput(buffer, script)), expected);
  }
});

Deno.test("makeOutputBuffer() keeps apart what is read at the same time", async () => {
  const buffer = makeOutputBuffer();

  const outputs = await Promise.all([
    readOutput(buffer, "printf some"),
    readOutput(buffer, "printf other"),
  ]);

  assertEquals(outputs.map(textOf), ["some", "other"]);
});

Deno.test("makeOutputBuffer() uses its memory again", async () => {
  const buffer = makeOutputBuffer();

  const first = await readOutput(buffer, "head -c 200000 /dev/zero");
  const { byteLength } = first.buffer;
  const second = await readOutput(buffer, "printf x");

  assertEquals(second.buffer.byteLength, byteLength);
});
