import { globToRegExp, isGlob, normalize } from "@std/path";

/** The entries of a `target` or `protected` key, and the files there are. */
export interface PathList {
  readonly entries: readonly string[];
  /**
   * Paths below the project root, with `/`. They decide what an entry means, so
   * take those of the incumbent: a candidate must not widen its own target.
   */
  readonly existing: ReadonlySet<string>;
}

/** More commas than this are in no file's name: all that may be are looked at. */
const MAX_COMMAS = 8;

const MAX_GLOB = 10_000;

/** More commas than this are in no glob. */
const MAX_ALTERNATIVES = 200;

/**
 * Returns the entries of a comma-separated list of paths and globs. A comma
 * inside `{…}` belongs to its glob, one inside a path that exists to that path.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(splitList("a.py, src/{b,c}.py"), ["a.py", "src/{b,c}.py"]);
 * assertEquals(splitList("a,b.txt", new Set(["a,b.txt"])), ["a,b.txt"]);
 * ```
 */
export function splitList(
  text: string,
  existing: ReadonlySet<string> = new Set(),
): readonly string[] {
  const pieces = text.split(",");
  const entries: string[] = [];
  for (let start = 0; start < pieces.length;) {
    const rest = pieces.slice(start, start + MAX_ALTERNATIVES);
    const length = lengthOfEntry(rest, existing);
    entries.push(pieces.slice(start, start + length).join(",").trim());
    start += length;
  }
  return entries.filter((entry) => entry !== "");
}

/**
 * Returns the paths with a comma in them that a list may mean: who knows which
 * of them exist can tell one entry from two.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pathsWithComma("a.py"), []);
 * assertEquals(pathsWithComma("a,b, c"), ["a,b", "a,b, c", "b, c"]);
 * ```
 */
export function pathsWithComma(text: string): readonly string[] {
  const pieces = text.split(",");
  return pieces.flatMap((_, start) =>
    pieces.slice(start + 1, start + 1 + MAX_COMMAS).map((_, more) =>
      toPath(pieces.slice(start, start + more + 2).join(","))
    )
  );
}

/**
 * Returns the entries of a target, each of which lies inside the project.
 *
 * @example Usage
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(parseTargetList("train.py"), ["train.py"]);
 * assertThrows(() => parseTargetList("../train.py"), RangeError);
 * ```
 *
 * @throws {RangeError} when it names nothing, or something outside the project
 */
export function parseTargetList(
  text: string,
  existing: ReadonlySet<string> = new Set(),
): readonly string[] {
  const entries = splitList(text, existing);
  if (entries.length === 0) {
    throw new RangeError("it must name at least one file");
  }
  if (entries.some((entry) => /^(?:\/|[a-z]:[\\/])/i.test(entry))) {
    throw new RangeError("it must be relative to the project's folder");
  }
  if (entries.map(toPath).some((path) => /^\.\.(?:\/|$)/.test(path))) {
    throw new RangeError("it must lie inside the project's folder");
  }
  return entries;
}

/**
 * Returns the path of one file inside the project.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseFilePath("./docs/a, b.md"), "docs/a, b.md");
 * ```
 *
 * @throws {RangeError} when it lies outside
 */
export function parseFilePath(text: string): string {
  const path = toPath(text);
  parseTargetList(text, new Set([path]));
  return path;
}

/**
 * Returns a function that says whether the entries name a path. An entry that
 * exists is that path, whatever characters it has; a folder stands for all that
 * is in it; any other entry is a glob.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const existing = new Set(["a[b].txt", "lib/x.py"]);
 * const entries = ["a[b].txt", "src/*.py", "lib"];
 * const isTarget = makeTargetMatcher({ entries, existing });
 * const paths = ["a[b].txt", "ab.txt", "src/new.py", "src/x/new.py", "lib/y.py"];
 * assertEquals(paths.filter(isTarget), ["a[b].txt", "src/new.py", "lib/y.py"]);
 * ```
 */
export function makeTargetMatcher(
  { entries, existing }: PathList,
): (path: string) => boolean {
  const paths = [...existing];
  const matchers = entries.map(toPath).map((entry) => {
    if (existing.has(entry)) return (path: string) => path === entry;
    const isInFolder = (path: string) => isBelow(entry, path);
    return paths.some(isInFolder) ? isInFolder : makeGlobMatcher(entry);
  });
  return (path) => matchers.some((matches) => matches(path));
}

/** Says whether an entry is this very path, and not only a glob or a folder. */
export function namedOutright(
  { entries, existing }: PathList,
  path: string,
): boolean {
  return entries.map(toPath).some((entry) =>
    entry === path && (existing.has(entry) || !isGlob(entry))
  );
}

/**
 * Says whether a path is named, but only by a glob or by its folder. For a few
 * paths: it looks through all that exist each time.
 */
export function namedByGlob(list: PathList, path: string): boolean {
  return makeTargetMatcher(list)(path) && !namedOutright(list, path);
}

/** Returns how many of the pieces between commas make up the first entry. */
function lengthOfEntry(
  pieces: readonly string[],
  existing: ReadonlySet<string>,
): number {
  const path = pieces.slice(0, 1 + MAX_COMMAS).findLastIndex((_, index) =>
    existing.has(toPath(pieces.slice(0, index + 1).join(",")))
  );
  if (path >= 0) return path + 1;
  let open = 0;
  const glob = pieces.findIndex((piece) => {
    open += piece.split("{").length - piece.split("}").length;
    return open <= 0;
  });
  // A brace that nobody closes is a character like any other.
  return Math.max(glob, 0) + 1;
}

function toPath(entry: string): string {
  return normalize(entry.trim()).replace(/\/+$/, "");
}

function isBelow(folder: string, path: string): boolean {
  return folder === "." || path.startsWith(`${folder}/`);
}

function makeGlobMatcher(glob: string): (path: string) => boolean {
  const pattern = toPattern(glob);
  if (pattern === undefined) return (path) => path === glob;
  const depth = glob.split("/").length;
  // In std's pattern "?" and "[!a]" match a "/" too: "a?b" would name "a/b".
  const isOfAnyDepth = glob.includes("**") || glob.includes("{");
  return (path) =>
    pattern.test(path) && (isOfAnyDepth || path.split("/").length === depth);
}

function toPattern(glob: string): RegExp | undefined {
  // The engine refuses what is too large, and only once it is used.
  if (glob.length > MAX_GLOB) return undefined;
  try {
    return globToRegExp(glob);
  } catch (error) {
    // "[z-a]" or a stray ")": then it is a name, as std has it for a stray "{".
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
