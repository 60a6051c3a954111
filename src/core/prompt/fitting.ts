import { toOneLine } from "../text/plain_text.ts";

/** A part of a text that may be shortened. */
export interface Section {
  readonly name: string;
  /** Part of the room that is its own; what others leave comes to it, too. */
  readonly share: number;
  readonly text: string;
  /** Returns the text with at most so many characters. */
  readonly cut: (text: string, maxLength: number) => string;
}

const MARK = "[…]";
/** One value may take so small a part of a prompt, which holds eight at most. */
const VALUES = 20;

/**
 * Shortens sections until all of them fit. Each has its share; what one doesn't
 * need goes to the others, in their order.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const sections = [
 *   { name: "a", share: 0.5, text: "1\n2\n3\n4\n5\n6", cut: cutAtLine },
 *   { name: "b", share: 0.5, text: "x", cut: cutAtLine },
 * ];
 * assertEquals(fit(sections, 10), { a: "1\n2\n3\n[…]", b: "x" });
 * ```
 */
export function fit(
  sections: readonly Section[],
  maxLength: number,
): Readonly<Record<string, string>> {
  const own = sections.map(({ share, text }) =>
    Math.min(text.length, Math.floor(share * maxLength))
  );
  let left = maxLength - own.reduce((sum, room) => sum + room, 0);
  const texts = sections.map(({ name, text, cut }, at) => {
    const room = own[at] ?? 0;
    const more = Math.min(text.length - room, left);
    left -= more;
    return [name, cut(text, room + more)];
  });
  return Object.fromEntries(texts);
}

/**
 * Returns what shortens a value that stands within a line. All of a template's
 * together leave more than half of the prompt to everything else.
 *
 * @param maxLength characters of the whole prompt
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(shortener(200)("src/a.ts, src/b.ts"), "src/a.ts,…");
 * ```
 */
export function shortener(maxLength: number): (text: string) => string {
  const room = Math.floor(maxLength / VALUES);
  return (text) => toOneLine(text, room);
}

/**
 * Cuts the end of a text off, at the end of a line. Only a first line that is
 * too long by itself is cut within.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(cutAtLine("one\ntwo\nthree", 11), "one\ntwo\n[…]");
 * assertEquals(cutAtLine("one\ntwo\nthree", 13), "one\ntwo\nthree");
 * assertEquals(cutAtLine("a long line", 9), "a lon\n[…]");
 * ```
 */
export function cutAtLine(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const room = maxLength - MARK.length - 1;
  if (room < 1) return "";
  const end = text.lastIndexOf("\n", room);
  const kept = text.slice(0, end > 0 ? end : room).toWellFormed();
  return `${kept}\n${MARK}`;
}
