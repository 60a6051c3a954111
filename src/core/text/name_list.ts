import { toOneLine } from "./plain_text.ts";

const MAX_NAMES = 5;
const MAX_LENGTH = 200;

/**
 * Returns names as one short text: of 100,000 nobody wants to read all.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toNameList(["a", "b"]), "a, b");
 * assertEquals(toNameList([..."abcdefg"]), "a, b, c, d, e and 2 more");
 * ```
 */
export function toNameList(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES)
    .map((name) => toOneLine(name, MAX_LENGTH)).join(", ");
  const more = names.length - MAX_NAMES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** Returns the names of both lists, each once. */
export function unite(
  some: readonly string[],
  others: readonly string[],
): readonly string[] {
  return others.length === 0 ? some : [...new Set([...some, ...others])];
}
