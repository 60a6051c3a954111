import { quote } from "../text/plain_text.ts";
import type { KnobComment } from "./knob_comment.ts";
import type {
  ChoiceDomain,
  Domain,
  KnobValue,
  NumberDomain,
} from "./knob_domain.ts";
import {
  findLiterals,
  isWrittenWhole,
  type Literal,
  numberOf,
} from "./knob_literal.ts";
import { assignedFrom, assignedName, assignsAfter } from "./knob_name.ts";

/** The value that a `tune:` comment speaks of, or why there is none. */
export type DeclaredValue =
  | {
    readonly kind: "value";
    readonly name: string;
    readonly value: KnobValue;
    readonly domain: Domain;
    /** Its text, and where that begins in the comment's code. */
    readonly literal: Pick<Literal, "text" | "start">;
  }
  | { readonly kind: "problem"; readonly message: string };

/**
 * Finds the literal before a `tune:` comment and checks the declaration against
 * it; `undefined` where the comment turns out to be prose.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const declaration = {
 *   kind: "domain",
 *   domain: { kind: "integer", low: 64, high: 4, log: false },
 *   text: "tune: 64..4",
 * } as const;
 * assertEquals(readDeclared({ code: "width = 40 ", start: 0, declaration }), {
 *   kind: "problem",
 *   message:
 *     'Cannot tune "width": "tune: 64..4" holds no range, write the lower bound first',
 * });
 * ```
 */
export function readDeclared(
  { code, declaration }: KnobComment,
): DeclaredValue | undefined {
  const { kind, text } = declaration;
  const literal = findLiterals(code).at(-1);
  switch (kind) {
    case "unclear":
      return problem(`Cannot read ${quote(text)}: ${FORMS}`);
    case "word": {
      // Only the value itself is surely meant as an option.
      const word = text.replace(/^tune:\s*/, "");
      const isValue = literal?.text === word ||
        new RegExp(String.raw`[=:\s]${RegExp.escape(word)}[,;\s]*$`).test(code);
      return isValue ? problem(tooFew(text)) : undefined;
    }
    case "domain":
      return declaration.domain.kind === "choice"
        ? readChoice(code, declaration.domain, text)
        : readNumber(code, declaration.domain, text);
  }
}

const FORMS = 'write "tune: low..high", "tune: low..high log" or "tune: a|b|c"';

function tooFew(text: string): string {
  return `Cannot tune by ${quote(text)}: a choice needs two options, ` +
    'write "tune: a|b"';
}

function problem(message: string): DeclaredValue {
  return { kind: "problem", message };
}

function readNumber(
  code: string,
  domain: NumberDomain,
  text: string,
): DeclaredValue {
  const literal = findLiterals(code).findLast(({ kind }) => kind === "number");
  const end = (literal?.start ?? 0) + (literal?.text.length ?? 0);
  if (literal === undefined || assignsAfter(code.slice(end))) {
    return problem(
      `Cannot find the number for ${quote(text)}: ` +
        "write it before the comment, on the same line",
    );
  }
  const own = signed(code, literal, domain.low < 0);
  const name = assignedName(code.slice(0, own.start));
  const value = numberOf(own.text);
  const fault = faultOf(domain, value, text) ??
    faultOfComma(code, own, domain);
  if (fault !== undefined) {
    return problem(`Cannot tune ${quote(name)}: ${fault}`);
  }
  const isWhole = domain.kind === "integer" && isWrittenWhole(own.text);
  return {
    kind: "value",
    name,
    value,
    domain: { ...domain, kind: isWhole ? "integer" : "float" },
    literal: isWhole ? own : withPoint(code, own),
  };
}

function faultOf(
  { low, high, log }: NumberDomain,
  value: number,
  text: string,
): string | undefined {
  if (low >= high) {
    return `${quote(text)} holds no range, write the lower bound first`;
  }
  if (log && low <= 0) {
    return `${quote(text)} starts at ${low}, ` +
      'write a lower bound above 0 or leave out "log"';
  }
  if (!Number.isFinite(high - low) || !Number.isFinite(value)) {
    return "the range or the value is too large, write smaller numbers";
  }
  return undefined;
}

function faultOfComma(
  code: string,
  { start, text }: Literal,
  { high }: NumberDomain,
): string | undefined {
  // It may have three digits some day, where it has fewer now.
  const mayPart = high >= 100 || /^\d{3}$/.test(text);
  return /\d,$/.test(code.slice(0, start)) && mayPart
    ? `the comma before ${text} may part thousands or arguments, ` +
      "write no comma or a space behind it"
    : undefined;
}

/** In `n -1` the minus is the number's only if the knob may fall below 0. */
function signed(code: string, literal: Literal, mayBeNegative: boolean) {
  const isOperator =
    /[\p{L}\p{N}_)\]]\s+$/u.test(code.slice(0, literal.start)) &&
    !/\breturn\s+$/.test(code.slice(0, literal.start));
  return literal.text.startsWith("-") && isOperator && !mayBeNegative
    ? { ...literal, text: literal.text.slice(1), start: literal.start + 1 }
    : literal;
}

/** The point of `1.` is the number's own: `0.5.` would be none. */
function withPoint(code: string, literal: Literal): Literal {
  const after = code.slice(literal.start + literal.text.length);
  return isWrittenWhole(literal.text) && /^\.(?![\p{L}\p{N}_.])/u.test(after)
    ? { ...literal, text: `${literal.text}.` }
    : literal;
}

function readChoice(
  code: string,
  domain: ChoiceDomain,
  text: string,
): DeclaredValue {
  if (domain.options.length < 2) return problem(tooFew(text));
  const literal = findLiterals(code).at(-1);
  const own = literal === undefined ? undefined : optionOf(domain, literal);
  const place = own === undefined ? findWord(code, domain, literal) : literal;
  const value = own ?? place?.text;
  if (place === undefined || value === undefined) {
    const says = literal === undefined
      ? "write one of them before the comment, on the same line"
      : `${quote(literal.text)} is none of them, add it or write one of them`;
    return problem(`Cannot find the value for ${quote(text)}: ${says}`);
  }
  const name = assignedName(code.slice(0, place.start));
  const fault = own === undefined
    ? undefined
    : faultOfQuote(code, place, domain);
  if (fault !== undefined) {
    return problem(`Cannot tune ${quote(name)}: ${fault}`);
  }
  return { kind: "value", name, value, domain, literal: place };
}

/** An option with the quotes of its place would end the string too early. */
function faultOfQuote(
  code: string,
  { start }: Pick<Literal, "start">,
  { options }: ChoiceDomain,
): string | undefined {
  const mark = /["'`]/.exec(code.charAt(start - 1))?.[0];
  const option = options.find((option) => mark && option.includes(mark));
  return option === undefined
    ? undefined
    : `the option ${option} holds the quotes around the value, ` +
      "write the value in others";
}

/** The option that a literal is; `0.10` is the option 0.1. */
function optionOf(domain: ChoiceDomain, literal: Literal): string | undefined {
  const { options } = domain;
  return options.find((option) => option === literal.text) ??
    options.find((option) => numberOf(option) === numberOf(literal.text));
}

/** A bare word, as in `act: relu` or `shuffle=True`, the last on the line. */
function findWord(
  code: string,
  { options }: ChoiceDomain,
  literal: Literal | undefined,
): Pick<Literal, "text" | "start"> | undefined {
  const from = Math.max(
    assignedFrom(code),
    literal?.kind === "string" ? literal.start + literal.text.length : 0,
  );
  // The longest first: of "a" and "a.b" the text `a.b` is the second.
  const words = options.toSorted((a, b) => b.length - a.length)
    .map(RegExp.escape);
  const word = new RegExp(
    String.raw`(?<![\p{L}\p{N}_-])(?:${words.join("|")})(?![\p{L}\p{N}_-])`,
    "gu",
  );
  // A sign may belong to the word itself, as in `image: base:1.2`.
  const last = [...code.matchAll(word)]
    .findLast(({ 0: text, index }) => index + text.length >= from);
  return last && { text: last[0], start: last.index };
}
