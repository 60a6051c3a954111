import { withoutEscapes } from "../text/plain_text.ts";

const MAX_NAME = 80;

/** A name begins with a letter: a time of day and the like is none. */
const COLON_LINE = /^([\p{L}_][^:={}"]{0,79}):(.*)$/u;
const METRIC_LINE = /^METRIC\s+([^\s=]{1,80})\s*=(.*)$/;

/** Returns an output's lines as they came; `\r` ends one, too. */
export function splitLines(output: string): readonly string[] {
  return output.split(/\r\n|\r|\n/);
}

/** Returns an output's lines without their escapes. */
export function linesOf(output: string): readonly string[] {
  // Line by line: an escape that is never closed must not eat the next line.
  return splitLines(output).map(withoutEscapes);
}

/**
 * Returns the text that stands on a line as the value of `name`: after
 * `NAME:`, after `METRIC NAME=`, or in a JSON object under that key.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(textOf("loss: 0.98 bits", "loss"), " 0.98 bits");
 * assertEquals(textOf('{"loss": 0.98}', "loss"), "0.98");
 * assertEquals(textOf("note: loss: 1", "loss"), undefined);
 * ```
 */
export function textOf(line: string, name: string): string | undefined {
  const trimmed = line.trim();
  if (trimmed.startsWith("{")) return textOfKey(trimmed, name);
  return textAfter(trimmed, name, ":") ??
    (/^METRIC\s/.test(trimmed)
      ? textAfter(trimmed.slice("METRIC".length).trim(), name, "=")
      : undefined);
}

/**
 * Returns every name on one line of output, each with the text that stands as
 * its value.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(namedTexts("loss: 0.98"), [["loss", " 0.98"]]);
 * assertEquals(namedTexts('{"a": 1, "b": "2"}'), [["a", "1"], ["b", "2"]]);
 * ```
 */
export function namedTexts(
  line: string,
): readonly (readonly [name: string, text: string])[] {
  const trimmed = line.trim();
  if (trimmed.startsWith("{")) {
    return Object.entries(parseObject(trimmed) ?? {})
      .filter(([name]) => name.length <= MAX_NAME)
      .map(([name, value]) => [name, toText(value)]);
  }
  const [, name, text] = METRIC_LINE.exec(trimmed) ??
    COLON_LINE.exec(trimmed) ?? [];
  return name === undefined || text === undefined ? [] : [[name, text]];
}

function textAfter(
  line: string,
  name: string,
  sign: ":" | "=",
): string | undefined {
  if (!line.startsWith(name)) return undefined;
  const rest = line.slice(name.length).trimStart();
  return rest.startsWith(sign) ? rest.slice(1) : undefined;
}

function textOfKey(line: string, name: string): string | undefined {
  const object = parseObject(line);
  if (object !== undefined) {
    return Object.hasOwn(object, name) ? toText(object[name]) : undefined;
  }
  // Python prints NaN, which is no JSON, and a line may be torn. Passed over,
  // either would give way to a stale number above it.
  const key = RegExp.escape(JSON.stringify(name));
  return new RegExp(`${key}\\s*:`).test(line) ? line : undefined;
}

/** The line begins with a brace: it is an object or no JSON. */
function parseObject(
  line: string,
): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
