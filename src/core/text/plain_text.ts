import stripAnsi from "strip-ansi";

/** Control characters, and those that turn the direction of writing round. */
// deno-fmt-ignore -- the directive below must stand right above the literal
const CONTROLS =
  // deno-lint-ignore no-control-regex -- control characters are the point
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/**
 * Removes ANSI escapes and keeps every other character, line ends included.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(withoutEscapes("\x1b[1mloss\x1b[0m: 3\n"), "loss: 3\n");
 * ```
 */
export function withoutEscapes(text: string): string {
  return stripAnsi(text);
}

/**
 * Makes foreign text safe to show on one line: no escapes, no control
 * characters, no tabs or line ends, no halves of characters, cut at `maxLength`
 * of them.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toOneLine(" try\t\x1b[31m90\x1b[0m\nnow ", 500), "try 90 now");
 * assertEquals(toOneLine("a long idea", 7), "a long…");
 * ```
 */
export function toOneLine(text: string, maxLength: number): string {
  const line = withoutEscapes(text).replace(CONTROLS, " ").trim()
    .toWellFormed();
  const characters = [...line];
  if (characters.length <= maxLength) return line;
  return `${characters.slice(0, maxLength - 1).join("")}…`;
}

/**
 * Makes foreign text of many lines safe to show: no escapes, and no control
 * characters but tabs and line ends. `\r` ends a line as `\n` does.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toPlainLines("\x1b[2Ja\r\n\tb\x07c\rd"), "a\n\tb c\nd");
 * ```
 */
export function toPlainLines(text: string): string {
  return withoutEscapes(text).replace(/\r\n?/g, "\n")
    .replace(CONTROLS, (found) => found.replace(/[^\t\n]+/g, " "));
}

/** Returns foreign text as a quoted, escaped, short piece of a message. */
export function quote(text: string): string {
  return JSON.stringify(toOneLine(text, 80));
}
