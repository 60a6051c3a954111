import { toPlainLines } from "../core/text/plain_text.ts";

const RESET = "\x1b[0m";

/** By how a line of a patch begins; the first that fits counts. */
const COLORS: readonly (readonly [start: RegExp, color: string])[] = [
  [/^(?:diff |index |--- |\+\+\+ )/, "\x1b[1m"],
  [/^@@ /, "\x1b[36m"],
  [/^\+/, "\x1b[32m"],
  [/^-/, "\x1b[31m"],
];

/**
 * Returns a patch for somebody to read: whatever it changes, a terminal gets no
 * escapes but ours.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toPatchText("-a\x1b[2J\n b\n", false), "-a\n b\n");
 * assertEquals(toPatchText("-a\n", true), "\x1b[31m-a\x1b[0m\n");
 * ```
 */
export function toPatchText(patch: string, hasColor: boolean): string {
  const text = toPlainLines(patch);
  if (!hasColor) return text;
  return text.split("\n").map((line) => {
    const color = COLORS.find(([start]) => start.test(line))?.[1];
    return color === undefined ? line : `${color}${line}${RESET}`;
  }).join("\n");
}
