import type { Change, ChangeKind, Look } from "./ports.ts";

const SYMLINK = "120000";
const SUBMODULE = "160000";
const UNTRACKED = 63; // ?
const IGNORED = 33; // !

/**
 * Reads `git status --porcelain=v2 --branch -z --no-renames` whole.
 *
 * @param prefix the project root below the top level, as `sub/folder/` or empty
 */
export function parseStatus(output: string, prefix: string): Look {
  const bytes = new TextEncoder().encode(output);
  const { untracked, ignored } = statusParts(bytes);
  const decoder = new TextDecoder();
  const textOf = (from: number, to?: number) =>
    decoder.decode(bytes.subarray(from, to));
  const pathsIn = (text: string) =>
    text.split("\0").filter(Boolean)
      .map((entry) => fromTop(entry.slice(2), prefix));
  return {
    ...parseTracked(textOf(0, untracked), prefix),
    untracked: pathsIn(textOf(untracked, ignored)),
    ignored: pathsIn(textOf(ignored)),
  };
}

/**
 * Reads the tracked part: HEAD, and the paths that differ. There the first
 * letter compares HEAD with the index, the second the index with the working
 * tree; paths are relative to the git top level.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const id = "e965047ad7c57865823c7d992b1d046ea66edf78";
 * const output = `# branch.oid ${id}\0# branch.head main\0` +
 *   `1 .M N... 100644 100644 100644 ${id} ${id} lib/a b.txt\0`;
 *
 * assertEquals(parseTracked(output, "lib/"), {
 *   head: { commit: id, branch: "main" },
 *   changes: [
 *     {
 *       path: "a b.txt",
 *       inHead: false,
 *       inWorkingTree: true,
 *       isNew: false,
 *       kind: "content",
 *     },
 *   ],
 * });
 * ```
 */
export function parseTracked(
  output: string,
  prefix: string,
): Pick<Look, "head" | "changes"> {
  let commit: string | undefined;
  let branch: string | undefined;
  const changes: Change[] = [];
  for (const entry of output.split("\0")) {
    if (entry.startsWith("# branch.oid ")) commit = toCommit(entry.slice(13));
    if (entry.startsWith("# branch.head ")) branch = toBranch(entry.slice(14));
    const change = parseChange(entry, prefix);
    if (change) changes.push(change);
  }
  return {
    head: { commit, branch },
    // On a branch without commits all would differ, which says nothing.
    changes: commit === undefined ? changes.filter(isInFiles) : changes,
  };
}

/** Where the last two of the three parts of that output begin. */
export interface StatusParts {
  readonly untracked: number;
  readonly ignored: number;
}

/**
 * Finds the parts of that output: tracked paths, untracked ones, ignored ones.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const output = "# branch.head main\0? new.txt\0! x.log\0";
 * assertEquals(statusParts(new TextEncoder().encode(output)), {
 *   untracked: "# branch.head main\0".length,
 *   ignored: "# branch.head main\0? new.txt\0".length,
 * });
 * ```
 */
export function statusParts(output: Uint8Array): StatusParts {
  let untracked = 0;
  while (untracked < output.length) {
    const mark = output[untracked];
    if (mark === UNTRACKED || mark === IGNORED) break;
    const end = output.indexOf(0, untracked);
    untracked = end === -1 ? output.length : end + 1;
  }
  let ignored = output.length;
  while (ignored > untracked) {
    const before = ignored < 2 ? 0 : output.lastIndexOf(0, ignored - 2) + 1;
    if (output[before] !== IGNORED) break;
    ignored = before;
  }
  return { untracked, ignored };
}

function isInFiles({ inWorkingTree }: Change): boolean {
  return inWorkingTree;
}

function toCommit(text: string): string | undefined {
  return text === "(initial)" ? undefined : text;
}

function toBranch(text: string): string | undefined {
  return text === "(detached)" ? undefined : text;
}

function parseChange(entry: string, prefix: string): Change | undefined {
  const kind = entry.slice(0, 2);
  if (kind !== "1 " && kind !== "u ") return undefined;
  // The path comes last and may hold spaces.
  const fields = entry.split(" ", kind === "1 " ? 8 : 10);
  const path = entry.slice(fields.join(" ").length + 1);
  const [head = ".", tree = "."] = fields[1] ?? "";
  return {
    path: fromTop(path, prefix),
    inHead: head !== ".",
    inWorkingTree: tree !== ".",
    isNew: head === "D",
    kind: kind === "u " ? "unmerged" : kindOf(tree, fields),
  };
}

function kindOf(tree: string, fields: readonly string[]): ChangeKind {
  const [, , submodule = "N", inHead, inIndex, inTree] = fields;
  if (
    submodule.startsWith("S") || inHead === SUBMODULE || inIndex === SUBMODULE
  ) return "submodule";
  // In HEAD's own change the working tree may equal the index, or be untracked.
  const now = tree === "." && inIndex === "000000" ? inHead : inTree;
  if (now === SYMLINK && inIndex !== SYMLINK) return "symlink";
  if (tree === "D") return "deleted";
  const isModeChange = now !== inIndex && now !== "000000" &&
    inIndex !== "000000";
  return isModeChange ? "mode" : "content";
}

/**
 * Turns a path from the git top level into one from the project root.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(fromTop("app/src/a.ts", "app/"), "src/a.ts");
 * assertEquals(fromTop("docs/x.md", "app/web/"), "../../docs/x.md");
 * ```
 */
export function fromTop(path: string, prefix: string): string {
  if (path.startsWith(prefix)) return path.slice(prefix.length);
  const folders = prefix.split("/").slice(0, -1);
  const steps = path.split("/");
  let shared = 0;
  while (shared < folders.length && folders[shared] === steps[shared]) shared++;
  return "../".repeat(folders.length - shared) + steps.slice(shared).join("/");
}

/**
 * Turns a path from the project root into one from the git top level.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toTop("src/a.ts", "app/"), "app/src/a.ts");
 * assertEquals(toTop("../../docs/x.md", "app/web/"), "docs/x.md");
 * ```
 */
export function toTop(path: string, prefix: string): string {
  const folders = prefix.split("/").slice(0, -1);
  let rest = path;
  while (rest.startsWith("../")) {
    folders.pop();
    rest = rest.slice(3);
  }
  return [...folders, rest].join("/");
}
