import { Failure } from "../failure.ts";
import { firstNumber, parseNumber, splitsNumber } from "../text/number.ts";
import { quote, toOneLine } from "../text/plain_text.ts";
import { linesOf, namedTexts, textOf } from "./output_line.ts";

/** What a foreign expression may look at of one line: it may backtrack. */
const MAX_EXPRESSION_LINE = 10_000;
/** The engine refuses what is too large, and only once it is used. */
const MAX_EXPRESSION = 10_000;
const MAX_LINE_SHOWN = 200;
const MAX_SECONDARY = 100;

export interface MetricSpec {
  readonly metric: string;
  /** The config's `metric_grep`. */
  readonly grep?: string;
}

/** How the lines that hold the metric are told from the others. */
export type MetricPattern =
  | { readonly kind: "forms"; readonly metric: string }
  | { readonly kind: "label"; readonly metric: string }
  | {
    readonly kind: "expression";
    readonly metric: string;
    readonly expression: RegExp;
    readonly hasGroup: boolean;
  };

/** What an output says about the metric. */
export type Reading =
  | { readonly kind: "number"; readonly value: number; readonly line: string }
  /** No line has it. */
  | { readonly kind: "missing"; readonly reason: string }
  /** A line has it, and what it says is no clear finite number. */
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * Returns how to find the metric. Without `grep` a line `NAME: V`, a line
 * `METRIC NAME=V` and a one-line JSON object with that key count; a `grep` of
 * exactly `^NAME:` is taken literally, whatever characters the name has.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const metric = "recall@10";
 * assertEquals(compileMetric({ metric }).kind, "forms");
 * assertEquals(compileMetric({ metric, grep: "^recall@10:" }).kind, "label");
 * assertEquals(compileMetric({ metric, grep: "@10=(.*)" }).kind, "expression");
 * ```
 *
 * @throws {Failure} when `grep` is no regular expression
 */
export function compileMetric({ metric, grep }: MetricSpec): MetricPattern {
  if (grep === undefined || grep === "") return { kind: "forms", metric };
  if (grep === `^${metric}:`) return { kind: "label", metric };
  if (grep.length > MAX_EXPRESSION) {
    throw unreadable(
      grep,
      `it has more than ${MAX_EXPRESSION} characters`,
      "Match less: the last line that it matches counts",
    );
  }
  if (/\[:\w+:\]/.test(grep)) {
    // RegExp takes it for the set of these letters and finds nothing.
    throw unreadable(
      grep,
      "it has a POSIX class",
      "Write \\s for [[:space:]], \\d for [[:digit:]]",
    );
  }
  try {
    const groups = new RegExp(`${grep}|`).exec("");
    return {
      kind: "expression",
      metric,
      expression: new RegExp(grep, "d"),
      hasGroup: groups !== null && groups.length > 1,
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable(
      grep,
      `it is no regular expression (${reasonOf(error)})`,
      "Write it as JavaScript does, such as ^loss: or loss=(\\S+)",
      error,
    );
  }
}

/**
 * Reads the metric from an evaluation's output. The last line that matches
 * counts, since a training script prints its metric at every step, and it
 * counts even where its number can't be read: an earlier one would be stale.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const pattern = compileMetric({ metric: "p50_ms" });
 * assertEquals(readMetric("p50_ms: 14\rp50_ms: 12.5 ms\n", pattern), {
 *   kind: "number",
 *   value: 12.5,
 *   line: "p50_ms: 12.5 ms",
 * });
 * ```
 */
export function readMetric(output: string, pattern: MetricPattern): Reading {
  const { metric } = pattern;
  for (const line of linesOf(output).toReversed()) {
    const found = find(line, pattern);
    if (found === undefined) continue;
    const { value, text } = found;
    return value === undefined
      ? {
        kind: "unreadable",
        reason: `${metric} is no clear number: ${quote(head(text))}`,
      }
      : { kind: "number", value, line: toOneLine(head(line), MAX_LINE_SHOWN) };
  }
  return { kind: "missing", reason: `no line ${describe(pattern)}` };
}

export function countMetricLines(
  output: string,
  pattern: MetricPattern,
): number {
  return linesOf(output).filter((line) => find(line, pattern)).length;
}

/**
 * Returns every other number that an output names, in one of the three forms.
 * Of one name the last number counts, of too many names the last ones.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const output = "memory_gb: 44.0\nMETRIC steps=953\nloss: 0.98\n";
 * const pattern = compileMetric({ metric: "loss" });
 * assertEquals(readSecondary(output, pattern), { memory_gb: 44, steps: 953 });
 * ```
 */
export function readSecondary(
  output: string,
  { metric }: MetricPattern,
): Readonly<Record<string, number>> {
  const lastFirst = new Map<string, number>();
  for (const line of linesOf(output).toReversed()) {
    for (const [label, text] of namedTexts(line).toReversed()) {
      if (lastFirst.size === MAX_SECONDARY) break;
      const name = toOneLine(label, label.length);
      if (name === metric || name === "" || lastFirst.has(name)) continue;
      const value = parseNumber(text);
      if (value !== undefined) lastFirst.set(name, value);
    }
  }
  return Object.fromEntries([...lastFirst].toReversed());
}

/** A line that matches, and the number in it, if it is one. */
interface Found {
  readonly text: string;
  readonly value: number | undefined;
}

function find(line: string, pattern: MetricPattern): Found | undefined {
  switch (pattern.kind) {
    case "forms":
      return found(textOf(line, pattern.metric));
    case "label": {
      const label = `${pattern.metric}:`;
      return found(
        line.startsWith(label) ? line.slice(label.length) : undefined,
      );
    }
    case "expression":
      return findMatch(line, pattern.expression, pattern.hasGroup);
  }
}

function findMatch(
  whole: string,
  expression: RegExp,
  hasGroup: boolean,
): Found | undefined {
  const line = head(whole);
  const match = expression.exec(line);
  if (match === null) return undefined;

  const isCut = line.length < whole.length;
  const matchEnd = match.index + match[0].length;
  const rest = line.slice(matchEnd);
  if (!hasGroup) {
    const isSplit = splitsNumber(line.slice(0, matchEnd), rest);
    // The mark makes a number that the cut went through an unclear one.
    const value = firstNumber(isCut ? `${rest}…` : rest);
    return { text: rest, value: isSplit ? undefined : value };
  }
  // Of `a=(.+)|b=(.+)` the group that took part.
  const group = match.findIndex((text, at) => at > 0 && text !== undefined);
  const [start, end] = match.indices?.[group] ?? [matchEnd, matchEnd];
  const after = line.slice(end);
  const isSplit = splitsNumber(line.slice(0, start), line.slice(start)) ||
    splitsNumber(line.slice(0, end), after) ||
    // An expression that goes on may name the comma, as in a row of a CSV.
    (end === matchEnd && /^,\d/.test(after)) ||
    (isCut && after === "");
  return isSplit
    ? { text: line.slice(start), value: undefined }
    : found(line.slice(start, end));
}

function found(text: string | undefined): Found | undefined {
  return text === undefined ? undefined : { text, value: parseNumber(text) };
}

function head(line: string): string {
  return line.slice(0, MAX_EXPRESSION_LINE);
}

function describe(pattern: MetricPattern): string {
  switch (pattern.kind) {
    case "forms":
      return `reads ${quote(`${pattern.metric}: NUMBER`)}`;
    case "label":
      return `starts with ${quote(`${pattern.metric}:`)}`;
    case "expression":
      return `matches ${quote(pattern.expression.source)}`;
  }
}

/** The engine says  Invalid regular expression: /x(/: Unterminated group */
function reasonOf({ message }: SyntaxError): string {
  return message.slice(message.lastIndexOf(": ") + 2).toLowerCase();
}

function unreadable(
  grep: string,
  state: string,
  hint: string,
  cause?: unknown,
): Failure {
  const message = `Cannot read metric_grep ${quote(grep)}: ${state}`;
  return new Failure("user", message, hint, { cause });
}
