/** What no shell reads as anything but itself. */
const PLAIN = /^[\w./:=@%+,-]+$/;

/**
 * Returns a text as one word of a shell command.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(quoteForShell("src/a.py"), "src/a.py");
 * assertEquals(quoteForShell("it's $HOME"), `'it'\\''s $HOME'`);
 * ```
 */
export function quoteForShell(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
