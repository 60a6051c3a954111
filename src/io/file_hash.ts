/** So much of a file is held at once. */
const PIECE_BYTES = 32 * 1024 * 1024;

/**
 * Returns the SHA-256 of a file, as hex digits. Of a larger file it is that of
 * its pieces' digests: nothing here can go on with a digest, and gigabytes
 * would not fit.
 */
export async function hashOf(path: string): Promise<string> {
  using file = await Deno.open(path);
  let digests = "";
  let count = 0;
  while (true) {
    const piece = await readPiece(file);
    if (piece.length === 0 && count > 0) break;
    digests += await digestOf(piece);
    count++;
    if (piece.length < PIECE_BYTES) break;
  }
  return count === 1
    ? digests
    : await digestOf(new TextEncoder().encode(digests));
}

async function readPiece(file: Deno.FsFile): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await file.stat();
  const bytes = new Uint8Array(Math.min(PIECE_BYTES, size));
  let filled = 0;
  while (filled < bytes.length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** Returns the SHA-256 of bytes, as hex digits. */
export async function digestOf(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex();
}
