const IDENTIFIER = String
  .raw`[\p{L}_$][\p{L}\p{N}_$]*(?:-[\p{L}_$][\p{L}\p{N}_$]*)*`;

/** What assigns in one language or another; `==`, `<=` or `::` don't. */
const SIGN = /(?<![=!<>])=(?![=>~])|=>|<-|(?<!:):(?![:=])/g;

/** The name right before the sign: `x`, `"x"`, `a.x`, `a["x"]`, also `x +`. */
const OWNER = new RegExp(
  String.raw`(?<name>${IDENTIFIER})["'\x60]?[\])]?\s*[-+*/?|&:.]*\s*$`,
  "u",
);

/** The name before its type: `let rate: f64`, `x: dict[str, int]`. */
const TYPED_OWNER = new RegExp(
  String
    .raw`(?<name>${IDENTIFIER})\??\s*:\s*(?:[\w.&'* ]|::)+(?:[<\[(][^=]*[>\])])?\s*$`,
  "u",
);

/** `if x: y = 3` looks like a type and is none. */
const STATEMENT =
  /^\s*(?:if|elif|else|for|while|case|default|try|with|except|finally)\b/;

/** A line may be a whole minified program. */
const MAX_NAME_DISTANCE = 500;

/**
 * Returns the name that the value after this code is given: the one it is
 * assigned to, else the word before it, as in `#define BLOCK 64`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(assignedName("    self.lr = "), "lr");
 * assertEquals(assignedName("let rate: f64 = "), "rate");
 * assertEquals(assignedName("#define BLOCK "), "BLOCK");
 * ```
 */
export function assignedName(code: string): string {
  const near = code.slice(-MAX_NAME_DISTANCE);
  for (const { 0: sign, index } of [...near.matchAll(SIGN)].toReversed()) {
    const before = near.slice(0, index);
    const typed = sign === "=" && !STATEMENT.test(before)
      ? TYPED_OWNER.exec(before)
      : null;
    const name = (typed ?? OWNER.exec(before))?.groups?.name;
    if (name !== undefined) return name;
  }
  const words = near.match(new RegExp(IDENTIFIER, "gu")) ?? [];
  return words.at(-1) ?? "value";
}

/** Returns where the last assigned value begins, 0 where nothing is assigned. */
export function assignedFrom(code: string): number {
  const last = [...code.matchAll(SIGN)].at(-1);
  return last === undefined ? 0 : last.index + last[0].length;
}

/** Whether something is assigned in this code, after a literal: `3; y = x`. */
export function assignsAfter(code: string): boolean {
  return /(?<![=!<>])=(?![=>~])\s*\S/.test(code);
}
