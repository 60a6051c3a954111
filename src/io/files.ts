import { dirname } from "@std/path";
import type { FileFacts, Files } from "../core/ports.ts";
import { copyTree } from "./copy_tree.ts";
import { digestOf, hashOf } from "./file_hash.ts";
import { toBytes, toText } from "./lossless_text.ts";
import {
  hasCode,
  nothingWhereMissing,
  nothingWhereUnreadable,
} from "./missing.ts";

const PIECE_BYTES = 1024 * 1024;
const MAX_LINE_BYTES = 2 * PIECE_BYTES;

export const files: Files = {
  async read(path) {
    try {
      return await isFile(path) ? toText(await Deno.readFile(path)) : undefined;
    } catch (error) {
      return nothingWhereMissing(error);
    }
  },

  async readTail(path, maxBytes) {
    using file = await openIfThere(path);
    const size = (await file?.stat())?.size ?? 0;
    if (file === undefined) return "";
    const start = Math.max(0, size - maxBytes);
    return decode(await readRange(file, start, size));
  },

  async readFrom(path, start, maxBytes) {
    using file = await openIfThere(path);
    const size = (await file?.stat())?.size ?? 0;
    const end = Math.min(size, start + maxBytes);
    if (file === undefined || end <= start) return new Uint8Array();
    return await readRange(file, start, end);
  },

  async *readBackwards(path) {
    using file = await openIfThere(path);
    if (file === undefined) return;
    let end = (await file.stat()).size;
    // One buffer for all of it, filled from its end: what is not yielded yet
    // stays there, and a large file leaves no garbage.
    const buffer = new Uint8Array(Math.min(end, MAX_LINE_BYTES + PIECE_BYTES));
    let from = buffer.length;
    while (end > 0) {
      const start = Math.max(0, end - PIECE_BYTES);
      const next = from - (end - start);
      await readInto(buffer.subarray(next, from), file, start);
      const held = buffer.subarray(next);
      // The first line may begin before this piece: it waits for the next one.
      const cut = start === 0 ? 0 : wholeLinesFrom(held);
      if (cut < held.length) yield decode(held.subarray(cut));
      from = buffer.length - cut;
      buffer.copyWithin(from, next, next + cut);
      end = start;
    }
  },

  async write(path, text) {
    const temporary = `${path}.part`;
    try {
      await Deno.writeFile(temporary, toBytes(text));
    } catch (error) {
      nothingWhereMissing(error);
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeFile(temporary, toBytes(text));
    }
    await Deno.rename(temporary, path);
  },

  async writeDurably(path, text) {
    const temporary = `${path}.part`;
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(temporary, toBytes(text));
    // The bytes before the name, or the name could lead to an empty file.
    await flush(temporary);
    await Deno.rename(temporary, path);
    // Windows opens no folder, and keeps the order of its names by itself.
    if (Deno.build.os !== "windows") await flush(dirname(path));
  },

  async overwrite(path, text) {
    await Deno.writeFile(path, toBytes(text));
  },

  async append(path, text) {
    using file = await Deno.open(path, { append: true, create: true });
    let bytes = toBytes(text);
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
      if (!hasCode(error, "EXDEV")) throw error;
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

  async setMode(path, mode) {
    await Deno.chmod(path, mode);
  },

  async realPath(path) {
    try {
      return await Deno.realPath(path);
    } catch (error) {
      return nothingWhereMissing(error);
    }
  },

  async hash(path) {
    return await hashOf(path);
  },

  async hashText(text) {
    return await digestOf(new TextEncoder().encode(text));
  },
};

async function openIfThere(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await isFile(path) ? await Deno.open(path) : undefined;
  } catch (error) {
    return nothingWhereUnreadable(error);
  }
}

/**
 * An agent may put anything in the place of a file that it can write: to open a
 * pipe is to wait for ever, a device may have no end, a folder has no text.
 */
async function isFile(path: string): Promise<boolean> {
  return (await Deno.stat(path)).isFile;
}

async function flush(path: string): Promise<void> {
  using file = await Deno.open(path);
  await file.sync();
}

async function readRange(
  file: Deno.FsFile,
  start: number,
  end: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  return bytes.subarray(0, await readInto(bytes, file, start));
}

/** @returns how many bytes there were, where somebody shortens the file */
async function readInto(
  bytes: Uint8Array,
  file: Deno.FsFile,
  start: number,
): Promise<number> {
  await file.seek(start, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < bytes.length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) {
      bytes.fill(10, filled);
      break;
    }
    filled += count;
  }
  return filled;
}

/** Returns where whole lines begin; `\r` ends one as well as `\n`. */
function wholeLinesFrom(bytes: Uint8Array): number {
  const ends = [bytes.indexOf(10), bytes.indexOf(13)].filter((at) => at >= 0);
  const afterFirst = Math.min(...ends) + 1;
  if (afterFirst < bytes.length) return afterFirst;
  // One line, and not all of it. Nobody prints one that long: it is cut.
  return bytes.length > MAX_LINE_BYTES ? 0 : bytes.length;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function toFacts(info: Deno.FileInfo): FileFacts {
  const { isFile, isDirectory, isSymlink, size, mode, mtime, ctime, ino } =
    info;
  const kind = isSymlink
    ? "link"
    : isDirectory
    ? "folder"
    : isFile
    ? "file"
    : "other";
  const stamp = [size, mtime?.getTime(), ctime?.getTime(), ino].join(" ");
  const changedAt = ctime?.getTime() ?? 0;
  return { kind, size, changedAt, mode: (mode ?? 0) & 0o7777, stamp };
}
