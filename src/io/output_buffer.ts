const FIRST_BYTES = 64 * 1024;

/** Memory that is used again and again, for outputs that come often and long. */
export interface OutputBuffer {
  /** Reads a stream to its end; the next reading overwrites what it returns. */
  read(
    stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  ): Promise<Uint8Array<ArrayBuffer>>;
}

/** Returns an empty buffer, which grows to the longest output. */
export function makeOutputBuffer(): OutputBuffer {
  let spare: ArrayBuffer | undefined;
  return {
    async read(stream) {
      // Two readings at a time have memory of their own each.
      let memory = spare ?? new ArrayBuffer(FIRST_BYTES);
      spare = undefined;
      const reader = stream.getReader({ mode: "byob" });
      let length = 0;
      while (true) {
        if (length === memory.byteLength) memory = memory.transfer(2 * length);
        const view = new Uint8Array(memory, length);
        const { done, value } = await reader.read(view);
        // Reading takes the memory away, and hands it back with the bytes.
        memory = value?.buffer ?? new ArrayBuffer(length);
        if (done) {
          spare = memory;
          return new Uint8Array(memory, 0, length);
        }
        length += value.length;
      }
    },
  };
}
