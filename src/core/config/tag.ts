/** Every session's branch begins with this. */
const PREFIX = "autoresearch/";

/** A tag names folders and refs, and a file system takes 255 bytes a name. */
const MAX_BYTES = 100;

/** What git allows in no ref, and what a terminal would not show as it is. */
const FORBIDDEN =
  // deno-lint-ignore no-control-regex -- control characters are the point
  /[\u0000-\u0020\u007f-\u00a0~^:?*[\\\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/**
 * Returns a session's tag as it was given. It becomes part of a branch, of refs
 * and of a folder, so it has to be good for all three.
 *
 * @example Usage
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(parseTag("wider-net/2"), "wider-net/2");
 * assertThrows(() => parseTag("../x"), RangeError);
 * ```
 *
 * @throws {RangeError} when git or the file system would not take it
 */
export function parseTag(text: string): string {
  const problem = problemOf(text);
  if (problem !== undefined) throw new RangeError(`it must ${problem}`);
  return text;
}

/**
 * Returns the tag of a session that nobody named: the day, then the day with a
 * number. A tag with something below it (`2026-11-25/x`) counts as taken: git
 * keeps no branch beside a folder of the same name.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const taken = new Set(["2026-11-25"]);
 * assertEquals(defaultTag("2026-11-25", taken), "2026-11-25-2");
 * ```
 */
export function defaultTag(today: string, taken: ReadonlySet<string>): string {
  const folders = new Set([...taken].flatMap(foldersOf));
  let tag = today;
  for (let number = 2; taken.has(tag) || folders.has(tag); number++) {
    tag = `${today}-${number}`;
  }
  return tag;
}

/** Returns the branch that a session with this tag works on. */
export function branchOf(tag: string): string {
  return `${PREFIX}${tag}`;
}

/** Returns a session branch's tag, or `undefined` for any other branch. */
export function tagOf(branch: string): string | undefined {
  if (!branch.startsWith(PREFIX)) return undefined;
  const tag = branch.slice(PREFIX.length);
  return problemOf(tag) === undefined ? tag : undefined;
}

function problemOf(text: string): string | undefined {
  if (text === "") return "not be empty";
  if (new TextEncoder().encode(text).length > MAX_BYTES) {
    return `be at most ${MAX_BYTES} bytes long`;
  }
  if (FORBIDDEN.test(text)) return "have no blanks and none of ~ ^ : ? * [ \\";
  if (text.startsWith("-")) return 'not begin with "-"';
  if (text.includes("..")) return 'not contain ".."';
  if (text.includes("@{")) return 'not contain "@{"';
  for (const part of text.split("/")) {
    if (part === "") return 'have something before and after every "/"';
    if (part.startsWith(".")) return 'have no part that begins with "."';
    if (part.endsWith(".")) return 'have no part that ends with "."';
    if (part.endsWith(".lock")) return 'have no part that ends with ".lock"';
  }
  return undefined;
}

function foldersOf(tag: string): readonly string[] {
  const parts = tag.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
