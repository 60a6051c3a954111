import { Failure } from "../failure.ts";
import { quote } from "../text/plain_text.ts";

/** One `key: value` line of a file, its number counted from 1. */
export interface KeyLine {
  readonly number: number;
  readonly key: string;
  readonly value: string;
}

export interface KeyLines {
  /** The line that counts for each key: its last. */
  readonly lines: readonly KeyLine[];
  readonly doubledKeys: readonly string[];
}

/**
 * Reads `key: value` lines. The first `:` splits, so that a value may hold
 * more; `#` begins a comment only at the start of a line, for the same reason.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseKeyLines("# mine\nmetric: a:b # c\n", "my.cfg"), {
 *   lines: [{ number: 2, key: "metric", value: "a:b # c" }],
 *   doubledKeys: [],
 * });
 * ```
 *
 * @param name the file's name, for messages
 * @throws {Failure} when a line is neither a key's nor a comment, or there is none
 */
export function parseKeyLines(text: string, name: string): KeyLines {
  const all = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)
    .map((line, index) => ({ number: index + 1, line: line.trim() }))
    .filter(({ line }) => line !== "" && !line.startsWith("#"))
    .map(({ number, line }) => parseLine(line, number, name));
  if (all.length === 0) throw unreadable(name, "it has no key: value line");

  const last = new Map(all.map((line) => [line.key, line]));
  const doubled = all.filter((line) => last.get(line.key) !== line);
  return {
    lines: [...last.values()],
    doubledKeys: [...new Set(doubled.map(({ key }) => key))],
  };
}

/**
 * Returns a value as it will be read back: no line keeps the blanks around it.
 *
 * @example Usage
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(parseValue(" loss "), "loss");
 * assertThrows(() => parseValue(" "), RangeError);
 * ```
 *
 * @throws {RangeError} when it is blank
 */
export function parseValue(text: string): string {
  const value = text.trim();
  if (value === "") throw new RangeError("it must not be empty");
  return value;
}

function parseLine(line: string, number: number, name: string): KeyLine {
  const colon = line.indexOf(":");
  if (colon < 0) throw unreadable(name, `line ${number} has no ":"`);
  const key = line.slice(0, colon).trim();
  if (key === "") throw unreadable(name, `line ${number} begins with ":"`);
  return { number, key, value: line.slice(colon + 1).trim() };
}

function unreadable(name: string, state: string): Failure {
  return new Failure(
    "user",
    `Cannot read ${quote(name)}: ${state}`,
    "Write it as  key: value, or start it with # to keep it as a comment",
  );
}
