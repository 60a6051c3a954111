import type { Files } from "../../src/core/ports.ts";
import { toBytes, toText } from "../../src/io/lossless_text.ts";

/** Files that are only remembered; the map is what there is. */
export function makeMemoryFiles(disk: Map<string, Uint8Array>): Files {
  const below = (path: string) =>
    [...disk.keys()].filter((name) => name.startsWith(`${path}/`));
  const put = (path: string, text: string) => {
    disk.set(path, toBytes(text));
    return Promise.resolve();
  };
  const copyAll = (from: string, to: string) => {
    for (const name of [from, ...below(from)]) {
      const bytes = disk.get(name);
      if (bytes !== undefined) disk.set(to + name.slice(from.length), bytes);
    }
  };
  const removeAll = (path: string) => {
    for (const name of [path, ...below(path)]) disk.delete(name);
    return Promise.resolve();
  };
  const read = (path: string) => {
    const bytes = disk.get(path);
    return bytes === undefined ? undefined : toText(bytes);
  };
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    read: (path) => Promise.resolve(read(path)),
    readTail: (path, maxBytes) =>
      Promise.resolve(
        decode(disk.get(path)?.slice(-maxBytes) ?? new Uint8Array()),
      ),
    readFrom: (path, start, maxBytes) =>
      Promise.resolve(
        (disk.get(path) ?? new Uint8Array()).slice(start, start + maxBytes),
      ),
    async *readBackwards(path) {
      const found = disk.get(path);
      if (found !== undefined) yield decode(found);
    },
    write: put,
    writeDurably: put,
    overwrite: put,
    append: (path, text) => put(path, (read(path) ?? "") + text),
    makeFolder: () => Promise.resolve(),
    move(from, to) {
      copyAll(from, to);
      return removeAll(from);
    },
    copy: (from, to) => Promise.resolve(copyAll(from, to)),
    remove: removeAll,
    list: (folder) =>
      Promise.resolve(
        [...new Set(below(folder).map((name) => firstPart(folder, name)))]
          .toSorted(),
      ),
    facts(path) {
      const size = disk.get(path)?.length;
      if (size !== undefined) {
        return Promise.resolve({
          kind: "file",
          size,
          changedAt: 0,
          mode: 0o644,
          stamp: `${size}`,
        });
      }
      const isFolder = below(path).length > 0;
      return Promise.resolve(
        isFolder
          ? { kind: "folder", size: 0, changedAt: 0, mode: 0o755, stamp: "" }
          : undefined,
      );
    },
    setMode: () => Promise.resolve(),
    realPath: (path) =>
      Promise.resolve(
        disk.has(path) || below(path).length > 0 ? path : undefined,
      ),
    hash: (path) => Promise.resolve(`${disk.get(path)?.length}`),
    hashText: (text) => Promise.resolve(`${text.length}`),
  };
}

function firstPart(folder: string, name: string): string {
  return name.slice(folder.length + 1).split("/")[0] ?? "";
}
