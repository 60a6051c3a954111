/**
 * A literal in a line of any language, without its quotes or its suffix: what
 * stands around it needn't be understood to be kept.
 */
export interface Literal {
  readonly kind: "number" | "string";
  readonly text: string;
  /** Where `text` begins in the line. */
  readonly start: number;
}

const LETTER = String.raw`\p{L}\p{N}_`;

/** An apostrophe behind a letter is none of a string's: `don't`. */
const STRING = String
  .raw`(?<quote>(?<![${LETTER}])'|["\x60])(?<inner>(?:\\.|(?!\k<quote>)[^\\])*)\k<quote>`;

/** A minus belongs to the number but for `a-1`, `f(x)-1` and their like. */
const SIGN = String.raw`(?:(?<![${LETTER})\]}"'.-])-)?`;

const DIGITS = String
  .raw`(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d+(?:[_']\d+)*(?:\.\d+(?:_\d+)*)?|\.\d+)(?:[eE][-+]?\d+)?)`;

/** Units and types keep their place: `40u32`, `40_u32`, `1.0f`, `10px`. */
const NUMBER = String
  .raw`(?<![${LETTER}.])(?<number>${SIGN}${DIGITS})(?=(?:_?\p{L}[\p{L}\p{N}]*)?(?![${LETTER}]|\.\d))`;

const TOKEN = new RegExp(`${STRING}|${NUMBER}`, "gu");
const WHOLE_NUMBER = new RegExp(`^${NUMBER}$`, "u");

/**
 * Returns the literals of a line, in order. A string that holds nothing but a
 * number is that number, as in `LR="0.01"`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(findLiterals('f64 x2 = f("relu", 1e-3f);'), [
 *   { kind: "string", text: "relu", start: 12 },
 *   { kind: "number", text: "1e-3", start: 19 },
 * ]);
 * ```
 */
export function findLiterals(code: string): readonly Literal[] {
  return [...code.matchAll(TOKEN)].map(({ index, groups = {} }) => {
    const { inner, number } = groups;
    if (inner === undefined) {
      return { kind: "number", text: number ?? "", start: index };
    }
    const kind = WHOLE_NUMBER.test(inner) ? "number" : "string";
    return { kind, text: inner, start: index + 1 };
  });
}

/** Replaces strings and their quotes by blanks of the same length. */
export function withoutStrings(code: string): string {
  return code.replace(
    new RegExp(STRING, "gu"),
    (string) => " ".repeat(string.length),
  );
}

/**
 * Returns the value of a number's text, NaN where it has none.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(numberOf("-1_000"), -1000);
 * assertEquals(numberOf("0x1F"), 31);
 * ```
 */
export function numberOf(text: string): number {
  const digits = text.replace(/^-/, "").replaceAll(/[_']/g, "");
  // Number("") is 0.
  const value = digits.trim() === "" ? NaN : Number(digits);
  return text.startsWith("-") ? -value : value;
}

/** Whether a number is written as an integer: not `2.0`, not `1e3`. */
export function isWrittenWhole(text: string): boolean {
  return /^-?(?:0[xob]|[\d_']+$)/i.test(text);
}

/**
 * Returns a number in the notation of another one: its exponent, its point,
 * its radix, its separators.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(writeNumber(0.0003, "1e-3"), "3e-4");
 * assertEquals(writeNumber(2, "0.50"), "2.0");
 * assertEquals(writeNumber(12000, "1_000"), "12_000");
 * ```
 */
export function writeNumber(value: number, like: string): string {
  const radix = /^-?(0[xob])/i.exec(like)?.[1];
  if (radix !== undefined && Number.isInteger(value)) {
    return writeRadix(value, radix, like);
  }
  const exponent = /e([-+]?)(\d+)$/i.exec(like);
  return exponent === null
    ? writePlain(value, like)
    : writeExponent(value, like, exponent[0]);
}

function writeRadix(value: number, prefix: string, like: string): string {
  const base = { x: 16, o: 8, b: 2 }[prefix.slice(1).toLowerCase()] ?? 10;
  const digits = Math.abs(value).toString(base);
  const isUpper = /[A-F]/.test(like.replace(/^-?0./, ""));
  const sign = value < 0 ? "-" : "";
  return `${sign}${prefix}${isUpper ? digits.toUpperCase() : digits}`;
}

function writeExponent(value: number, like: string, tail: string): string {
  const [mantissa = "", power = "0"] = value.toExponential().split("e");
  const point = like.includes(".") && !mantissa.includes(".") ? ".0" : "";
  const plus = tail.includes("+") ? "+" : "";
  const sign = power.startsWith("-") ? "-" : plus;
  const width = tail.replace(/^.[-+]?/, "").length;
  const digits = power.replace(/^[-+]/, "").padStart(width, "0");
  return `${mantissa}${point}${tail[0]}${sign}${digits}`;
}

function writePlain(value: number, like: string): string {
  const [mantissa = "", power = "0"] = value.toExponential().split("e");
  const decimals = (mantissa.split(".")[1] ?? "").length - Number(power);
  // No language minds an exponent where 300 digits would stand.
  if (decimals > 100 || Math.abs(value) >= 1e21) return value.toExponential();
  let text = value.toFixed(Math.max(0, decimals));

  const separator = /[_']/.exec(like)?.[0];
  if (separator !== undefined) {
    text = text.replace(/\d(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, `$&${separator}`);
  }
  // A float that loses its point may turn into an integer: 2.0, not 2.
  if (like.includes(".") && !text.includes(".")) {
    text += like.endsWith(".") ? "." : ".0";
  }
  return /^-?\./.test(like) ? text.replace(/^(-?)0\./, "$1.") : text;
}
