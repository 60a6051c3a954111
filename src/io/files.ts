import { dirname, join } from "@std/path";
import type { FileFacts, Files } from "../core/ports.ts";

const PIECE_BYTES = 1024 * 1024;

export const files: Files = {
  async read(path) {
    try {
      return await Deno.readTextFile(path);
    } catch (error) {
      return nothingWhereMissing(error);
    }
  },

  async readTail(path, maxBytes) {
    try {
      using file = await Deno.open(path);
      const { size } = await file.stat();
      const start = Math.max(0, size - maxBytes);
      return decode(await readRange(file, start, size));
    } catch (error) {
      return nothingWhereMissing(error) ?? "";
    }
  },

  async *readBackwards(path) {
    using file = await openIfThere(path);
    if (file === undefined) return;
    let end = (await file.stat()).size;
    let carried = new Uint8Array();
    while (end > 0) {
      const start = Math.max(0, end - PIECE_BYTES);
      const bytes = joinBytes(await readRange(file, start, end), carried);
      // The first line may begin before this piece: it waits for the next one,
      // unless it is longer than any line that somebody prints.
      const cut = start === 0 || bytes.length > 4 * PIECE_BYTES
        ? 0
        : afterFirstLineEnd(bytes);
      carried = bytes.slice(0, cut);
      if (cut < bytes.length) yield decode(bytes.subarray(cut));
      end = start;
    }
  },

  async write(path, text) {
    const temporary = `${path}.part`;
    try {
      await Deno.writeTextFile(temporary, text);
    } catch (error) {
      nothingWhereMissing(error);
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeTextFile(temporary, text);
    }
    await Deno.rename(temporary, path);
  },

  async overwrite(path, text) {
    await Deno.writeTextFile(path, text);
  },

  async append(path, text) {
    using file = await Deno.open(path, { append: true, create: true });
    let bytes = new TextEncoder().encode(text);
    while (bytes.length > 0) bytes = bytes.subarray(await file.write(bytes));
    await file.syncData();
  },

  async makeFolder(path) {
    await Deno.mkdir(path, { recursive: true });
  },

  async move(from, to) {
    await Deno.mkdir(dirname(to), { recursive: true });
    try {
      await Deno.rename(from, to);
    } catch (error) {
      if (!isOtherDevice(error)) throw error;
      await copyTree(from, to);
      await Deno.remove(from, { recursive: true });
    }
  },

  async copy(from, to) {
    await Deno.mkdir(dirname(to), { recursive: true });
    await copyTree(from, to);
  },

  async remove(path) {
    try {
      await Deno.remove(path, { recursive: true });
    } catch (error) {
      nothingWhereMissing(error);
    }
  },

  async list(folder) {
    try {
      const names = [];
      for await (const { name } of Deno.readDir(folder)) names.push(name);
      return names.sort();
    } catch (error) {
      return nothingWhereMissing(error) ?? [];
    }
  },

  async facts(path) {
    try {
      return toFacts(await Deno.lstat(path));
    } catch (error) {
      return nothingWhereMissing(error);
    }
  },

  async realPath(path) {
    try {
      return await Deno.realPath(path);
    } catch (error) {
      return nothingWhereMissing(error);
    }
  },

  async hash(path) {
    const digest = await crypto.subtle.digest(
      "SHA-256",
      await Deno.readFile(path),
    );
    return [...new Uint8Array(digest)]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
  },
};

async function openIfThere(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(path);
  } catch (error) {
    return nothingWhereMissing(error);
  }
}

/** A path below a file is as absent as one below a folder that isn't there. */
function nothingWhereMissing(error: unknown): undefined {
  if (
    error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory
  ) return undefined;
  throw error;
}

function isOtherDevice(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EXDEV";
}

async function readRange(
  file: Deno.FsFile,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(end - start);
  await file.seek(start, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < bytes.length) {
    const count = await file.read(bytes.subarray(filled));
    // Somebody made the file shorter while it was read.
    if (count === null) return bytes.slice(0, filled);
    filled += count;
  }
  return bytes;
}

function joinBytes(
  first: Uint8Array,
  second: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** A progress bar ends its lines with `\r` alone, so both count. */
function afterFirstLineEnd(bytes: Uint8Array): number {
  const index = bytes.findIndex((byte) => byte === 10 || byte === 13);
  return index === -1 ? bytes.length : index + 1;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

async function copyTree(from: string, to: string): Promise<void> {
  const { isDirectory, isSymlink } = await Deno.lstat(from);
  if (isSymlink) {
    await Deno.symlink(await Deno.readLink(from), to);
  } else if (isDirectory) {
    await Deno.mkdir(to, { recursive: true });
    for await (const { name } of Deno.readDir(from)) {
      await copyTree(join(from, name), join(to, name));
    }
  } else await Deno.copyFile(from, to);
}

function toFacts(info: Deno.FileInfo): FileFacts {
  const { isFile, isDirectory, isSymlink, size, mtime, ctime, ino } = info;
  const kind = isSymlink
    ? "link"
    : isDirectory
    ? "folder"
    : isFile
    ? "file"
    : "other";
  const stamp = [size, mtime?.getTime(), ctime?.getTime(), ino].join(" ");
  return { kind, size, stamp };
}
