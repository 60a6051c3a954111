import { assertEquals } from "@std/assert";
import { makePipe } from "../../../src/cli/mcp/pipe.ts";
import type { Terminal } from "../../../src/core/ports.ts";

/** Plays a client that writes these bytes and hangs up. */
async function hear(chunks: readonly Uint8Array[]): Promise<readonly string[]> {
  const heard: string[] = [];
  const stdin = ReadableStream.from(chunks);
  const pipe = makePipe({ stdin, stdout: makeStream(() => {}) });
  const closed = Promise.withResolvers<void>();
  pipe.onmessage = (message) => heard.push(JSON.stringify(message));
  pipe.onerror = ({ name }) => heard.push(name);
  pipe.onclose = closed.resolve;

  await pipe.start();
  await closed.promise;
  return heard;
}

function makeStream(
  write: (text: string) => void,
): Terminal["stdout"] {
  return {
    write: (text) => write(String(text)),
    isTerminal: false,
    hasColor: false,
    columns: 80,
  };
}

const HELLO = '{"jsonrpc":"2.0","method":"notifications/né"}';
const bytes = (text: string) => new TextEncoder().encode(text);

const HEARD: readonly [written: string, heard: readonly string[]][] = [
  [`${HELLO}\n`, [HELLO]],
  [`${HELLO}\n${HELLO}\n`, [HELLO, HELLO]],
  [`${HELLO}\r\n\n \n${HELLO}\n`, [HELLO, HELLO]],
  [`what?\n${HELLO}\n`, ["SyntaxError", HELLO]],
  [`{"jsonrpc":"1.0"}\n${HELLO}\n`, ["ZodError", HELLO]],
  [HELLO, []],
  ["", []],
];
for (const [written, heard] of HEARD) {
  Deno.test(`makePipe() hears ${JSON.stringify(written)} whole and in pieces`, async () => {
    const whole = bytes(written);
    const pieces = Array.from(whole, (byte) => Uint8Array.of(byte));

    assertEquals(await hear([whole]), heard);
    assertEquals(await hear(pieces), heard);
  });
}

Deno.test("makePipe() writes a line for each message, and no half of a pair", async () => {
  let written = "";
  const stdout = makeStream((text) => written += text);
  const pipe = makePipe({ stdin: ReadableStream.from([]), stdout });

  await pipe.send({ jsonrpc: "2.0", id: 1, result: { text: "a\udcffb\n" } });

  assertEquals(
    written,
    '{"jsonrpc":"2.0","id":1,"result":{"text":"a\ufffdb\\n"}}\n',
  );
});
