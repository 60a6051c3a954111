import type { Stream, Terminal } from "../core/ports.ts";

/** Width where nobody says one: a pipe, or a terminal that reports 0. */
const DEFAULT_COLUMNS = 80;

export const terminal: Terminal = {
  stdout: makeStream(Deno.stdout),
  stderr: makeStream(Deno.stderr),
  get stdin() {
    return Deno.stdin.readable;
  },
  get stdinIsTerminal() {
    return Deno.stdin.isTerminal();
  },
};

function makeStream(stream: typeof Deno.stdout): Stream {
  return {
    write: (text) => writeAll(stream, text),
    get isTerminal() {
      return stream.isTerminal();
    },
    get hasColor() {
      return stream.isTerminal() && !Deno.noColor &&
        Deno.env.get("TERM") !== "dumb";
    },
    get columns() {
      return columnsOf(stream);
    },
  };
}

function columnsOf(stream: typeof Deno.stdout): number {
  if (!stream.isTerminal()) return DEFAULT_COLUMNS;
  return Deno.consoleSize().columns || DEFAULT_COLUMNS;
}

function writeAll(
  stream: typeof Deno.stdout,
  text: string | Uint8Array,
): void {
  let bytes = toBytes(text);
  try {
    // A pipe may take fewer bytes than it was given.
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
  } catch (error) {
    // `| head` has read enough, which is no reason to end an experiment.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

function toBytes(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}
