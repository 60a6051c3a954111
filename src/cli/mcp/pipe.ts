// @ts-types="@modelcontextprotocol/sdk/shared/stdio"
import { deserializeMessage } from "@modelcontextprotocol/sdk/shared/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport";
import type { Terminal } from "../../core/ports.ts";

/**
 * Joins a server to stdin and stdout, a message a line. The SDK's own pipe
 * does not notice that stdin has ended, by which a client says goodbye: an
 * experiment would go on for nobody.
 */
export function makePipe(
  { stdin, stdout }: Pick<Terminal, "stdin" | "stdout">,
): Transport {
  const pipe: Transport = {
    start() {
      listen().catch((error: Error) => pipe.onerror?.(error));
      return Promise.resolve();
    },
    send(message) {
      stdout.write(`${JSON.stringify(message, wellFormed)}\n`);
      return Promise.resolve();
    },
    close() {
      pipe.onclose?.();
      return Promise.resolve();
    },
  };
  const listen = async () => {
    try {
      for await (const line of linesOf(stdin)) receive(line, pipe);
    } finally {
      await pipe.close();
    }
  };
  return pipe;
}

function receive(line: string, { onmessage, onerror }: Transport): void {
  try {
    onmessage?.(deserializeMessage(line));
  } catch (error) {
    // A line that is no message is nobody's request: there is no one to answer.
    if (!(error instanceof Error)) throw error;
    onerror?.(error);
  }
}

async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let begun = "";
  for await (const chunk of chunks) {
    const [first = "", ...others] = decoder.decode(chunk, { stream: true })
      .split("\n");
    const lines = [begun + first, ...others];
    begun = lines.pop() ?? "";
    yield* lines.filter((line) => line.trim() !== "");
  }
}

/** Half a pair, which a byte that is no UTF-8 becomes, ends strict readers. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}
