import { fromTop, parseTracked, statusParts } from "../core/git_status.ts";
import type { Look } from "../core/ports.ts";
import { makePathListReader } from "./path_list.ts";

/** Arguments of the one call that tells all of the working tree. */
export const STATUS = [
  // What only the user's own excludes hide is still there when it is measured.
  "-c",
  "core.excludesFile=/dev/null",
  "status",
  "--porcelain=v2",
  "--branch",
  "--no-ahead-behind",
  "--no-renames",
  "--untracked-files=all",
  "--ignored=matching",
  "--ignore-submodules=untracked",
  "-z",
];

/** Returns a reader of status that keeps what it has read of long lists. */
export function makeStatusReader(prefix: string): (output: Uint8Array) => Look {
  const decoder = new TextDecoder();
  const toPath = (entry: string) => fromTop(entry.slice(2), prefix);
  const readUntracked = makePathListReader(toPath);
  const readIgnored = makePathListReader(toPath);
  return (output) => {
    const { untracked, ignored } = statusParts(output);
    const tracked = decoder.decode(output.subarray(0, untracked));
    return {
      ...parseTracked(tracked, prefix),
      untracked: readUntracked(output.subarray(untracked, ignored)),
      ignored: readIgnored(output.subarray(ignored)),
    };
  };
}
