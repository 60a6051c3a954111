/**
 * UTF-8 that gives every byte back: one that is no UTF-8 becomes a lone low
 * surrogate, which no text holds, and the same byte again when it is written.
 * Whoever shows it sees a replacement character.
 *
 * @module
 */

/** A byte 0x80 is U+DC80, a byte 0xFF is U+DCFF. */
const OFFSET = 0xdc00;

/**
 * Where the second byte has a range of its own: neither overlong forms nor
 * halves of pairs nor what lies above U+10FFFF are characters.
 */
const SECOND: Readonly<Record<number, readonly [low: number, high: number]>> = {
  0xe0: [0xa0, 0xbf],
  0xed: [0x80, 0x9f],
  0xf0: [0x90, 0xbf],
  0xf4: [0x80, 0x8f],
};

const strict = () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function toText(bytes: Uint8Array): string {
  try {
    return strict().decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return decodePiecemeal(bytes);
  }
}

export function toBytes(text: string): Uint8Array {
  const encoder = new TextEncoder();
  if (text.isWellFormed()) return encoder.encode(text);
  const pieces = [...text].map((character) => {
    const byte = character.charCodeAt(0) - OFFSET;
    const isByte = character.length === 1 && byte >= 0x80 && byte <= 0xff;
    return isByte ? Uint8Array.of(byte) : encoder.encode(character);
  });
  const bytes = new Uint8Array(
    pieces.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Line by line, since a file with one odd name in it has few such lines. */
function decodePiecemeal(bytes: Uint8Array): string {
  const texts: string[] = [];
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    texts.push(decodeLine(bytes.subarray(start, end)));
    start = end;
  }
  return texts.join("");
}

function decodeLine(line: Uint8Array): string {
  const decoder = strict();
  let text = "";
  let start = 0;
  for (let at = 0; at < line.length;) {
    const length = lengthAt(line, at);
    at += Math.max(1, length);
    if (length > 0) continue;
    if (start < at - 1) text += decoder.decode(line.subarray(start, at - 1));
    text += String.fromCharCode(OFFSET + (line[at - 1] ?? 0));
    start = at;
  }
  return text + decoder.decode(line.subarray(start));
}

/** Returns how many bytes the character there has; 0 where there is none. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const [low, high] = SECOND[lead] ?? [0x80, 0xbf];
  const rest = bytes.subarray(at + 1, at + length);
  const isWhole = lead < 0xf5 && length > 0 && rest.length === length - 1 &&
    rest.every((byte, index) =>
      byte >= (index === 0 ? low : 0x80) && byte <= (index === 0 ? high : 0xbf)
    );
  return isWhole ? length : 0;
}
