import type { Domain } from "./knob_domain.ts";
import { withoutStrings } from "./knob_literal.ts";

/** A comment that says `tune:`, and the code that it speaks of. */
export interface KnobComment {
  readonly code: string;
  /** Where `code` begins in the line. */
  readonly start: number;
  readonly declaration: Declaration;
}

export type Declaration =
  | { readonly kind: "domain"; readonly domain: Domain; readonly text: string }
  /** Meant as a declaration, as it seems, but not one. */
  | { readonly kind: "unclear"; readonly text: string }
  /** One word, which may be the one option of a choice, or prose. */
  | { readonly kind: "word"; readonly text: string };

/** Comment openers and, where the comment ends before its line does, closers. */
const CLOSERS: readonly (readonly [opener: RegExp, closer: string])[] = [
  [/^<!/, "-->"],
  [/^\/\*/, "*/"],
  [/^\(\*/, "*)"],
  [/^\{-/, "-}"],
  [/^\{#/, "#}"],
  [/^\{\{/, "}}"],
];

/** Signs that open a comment in many languages and do little else. */
const STRONG = String
  .raw`<!--+|/\*+|\(\*+|\{-+|\{#|\{\{!-*|//+[!/]?|#+|--+`;

/** Signs that open one in some, and mean other things in the rest. */
const WEAK = String
  .raw`;+|%+|::|⍝|(?<![^\s@])(?:REM|rem|Rem|dnl)(?=\s)|NB\.|(?<!\S)(?:['!"\\])`;

const OPENED = String.raw`(?<opener>${STRONG}|${WEAK})[ \t]*tune:`;

/**
 * As `# learning rate, tune: 1e-4..1e-1`: from the nearest opener on. Words
 * before `tune:` make it prose, unless a range or options and code are there.
 */
const OPENED_BY_PROSE = String
  .raw`(?<opener>${STRONG}|[;%]+)(?:(?!${STRONG}|[;%]).)*?\btune:`;

const BOUND = String.raw`[-+]?(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?`;
const RANGE = new RegExp(
  String
    .raw`^(?<low>${BOUND})\s*\.\.\s*(?!\.)(?<high>${BOUND})(?![\w.])(?:\s*,?\s+(?<log>log)\w*)?`,
  "i",
);
const OPTION = String
  .raw`(?:"[^"|]+"|'[^'|]+'|[^\s|"'\x60\\,;()]*[^\s|"'\x60\\,;:().])`;
const CHOICE = new RegExp(String.raw`^${OPTION}(?:\s*\|\s*${OPTION})+`);

/** Comments that end before the line does. */
const CLOSED =
  /\/\*(?:(?!\/\*).)*?\*\/|<!--(?:(?!<!--).)*?-->|\(\*(?:(?!\(\*).)*?\*\)|\{-(?:(?!\{-).)*?-\}/g;

/** A longer line was made by a program, and searching it takes its square. */
const MAX_LINE = 10_000;

/** A number first, a bar behind the first word, or words with .. between. */
const LOOKS_MEANT = /^(?:[-+[(]?\.?\d|[^\s|]+\s*\||[\w+-]+\.\.(?!\.)[\w+-])/;

/**
 * Returns the `tune:` comments of a line of any language.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(findKnobComments("act = relu; // tune: relu|gelu"), [{
 *   code: "act = relu; ",
 *   start: 0,
 *   declaration: {
 *     kind: "domain",
 *     domain: { kind: "choice", options: ["relu", "gelu"] },
 *     text: "tune: relu|gelu",
 *   },
 * }]);
 * assertEquals(findKnobComments("// we tune: carefully"), []);
 * ```
 */
export function findKnobComments(line: string): readonly KnobComment[] {
  const found: KnobComment[] = [];
  if (line.length > MAX_LINE || !/tune:/i.test(line)) return found;
  let start = 0;
  while (start < line.length) {
    const rest = line.slice(start);
    const direct = new RegExp(OPENED, "i").exec(rest);
    const match = direct ?? new RegExp(OPENED_BY_PROSE, "i").exec(rest);
    if (match === null) break;

    const opener = match.groups?.opener ?? "";
    const body = rest.slice(match.index + match[0].length);
    const closer = CLOSERS.find(([open]) => open.test(opener))?.[1];
    const end = closer === undefined ? -1 : body.indexOf(closer);
    const said = (end < 0 ? body : body.slice(0, end)).trim();

    const declaration = parseDeclaration(said);
    const code = withoutComments(rest.slice(0, match.index), opener);
    const isProse = direct === null &&
      (declaration?.kind !== "domain" || code.trim() === "");
    if (declaration !== undefined && !isProse) {
      found.push({ code, start, declaration });
    }
    if (end < 0) break;
    start += match.index + match[0].length + end + (closer?.length ?? 0);
  }
  return found;
}

/** Drops comments before this one: `n = 3  # 4 layers; tune: 1..8` is 3. */
function withoutComments(code: string, opener: string): string {
  const bare = withoutStrings(code);
  let kept = "";
  for (const { 0: comment, index } of bare.matchAll(CLOSED)) {
    kept += code.slice(kept.length, index) + " ".repeat(comment.length);
  }
  kept += code.slice(kept.length);

  const escaped = opener.replaceAll(/[^\w\s]/g, String.raw`\$&`);
  const isStrong = new RegExp(`^(?:${STRONG})$`).test(opener);
  // `n // 8  # tune:` is a division: another sign than the comment's is none.
  const open = isStrong
    ? new RegExp(String.raw`(?<!\S)${escaped}`)
    : /(?<!\S)(?:#|\/\/|--)\s/;
  const at = withoutStrings(kept).search(open);
  return at < 0 ? kept : kept.slice(0, at);
}

function parseDeclaration(said: string): Declaration | undefined {
  const match = RANGE.exec(said) ?? CHOICE.exec(said);
  const first = match?.[0] ?? /^\S*/.exec(said)?.[0] ?? "";
  // The comment stands in a string: `"width = 4  # tune: 1..64\n"`.
  const quoted = match === null
    ? /["'`\\]/.test(first)
    : /^\s*["'`\\]/.test(said.slice(first.length));
  if (quoted || said === "") return undefined;

  const text = `tune: ${match === null ? said : first}`;
  if (match === null) {
    if (LOOKS_MEANT.test(said)) return { kind: "unclear", text };
    return first === said ? { kind: "word", text } : undefined;
  }
  return { kind: "domain", domain: toDomain(match), text };
}

function toDomain({ 0: text, groups }: RegExpExecArray): Domain {
  const { low, high, log } = groups ?? {};
  if (low === undefined || high === undefined) {
    const options = text.split("|").map((option) =>
      option.trim().replace(/^(["'])(.*)\1$/, "$2")
    );
    return { kind: "choice", options: [...new Set(options)] };
  }
  const isWhole = /^[-+\d_]+$/.test(low + high);
  return {
    kind: isWhole ? "integer" : "float",
    low: Number(low.replaceAll("_", "")),
    high: Number(high.replaceAll("_", "")),
    log: log !== undefined,
  };
}
