import {
  formatHeader,
  type Ledger,
  parseLedger,
  type SkippedLine,
  widenHeader,
} from "./ledger.ts";
import { isBlank } from "./ledger_line.ts";
import type { Placement } from "./ledger_places.ts";

/**
 * Reads a ledger as it will stand there: four columns are widened first, since
 * cells beyond them mean something from then on.
 *
 * @throws {Failure} where not a single line can be read
 */
export function parseWidened(text: string): Ledger {
  const ledger = parseLedger(text);
  return ledger.form === "four columns"
    ? parseLedger(widenHeader(text))
    : ledger;
}

/** What of a ledger has to go elsewhere: a torn end, and what is no row. */
export function oddLines(
  { torn, skipped }: Pick<Ledger, "torn" | "skipped">,
): readonly SkippedLine[] {
  if (torn === undefined) return skipped;
  return [...skipped, { ...torn, problem: "was never written to its end" }];
}

/**
 * Completes a torn last line, where it is known what it was going to be.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(completeText("a\nb\t9", "b\t90\n"), "a\nb\t90\n");
 * assertEquals(completeText("a\nc\t9", "b\t90\n"), undefined);
 * assertEquals(completeText("a\n", "b\t90\n"), undefined);
 * ```
 */
export function completeText(
  text: string,
  whole: string | undefined,
): string | undefined {
  // By the last newline: a torn line may end in the middle of a character.
  const start = text.lastIndexOf("\n") + 1;
  const last = text.slice(start);
  const isBegun = last !== "" && whole?.startsWith(last);
  return isBegun ? text.slice(0, start) + whole : undefined;
}

/**
 * Returns a ledger's text with these lines below its header. Where they stand
 * there already, nothing else of the text changes.
 */
export function withLines(ledger: Ledger, lines: readonly string[]): string {
  const { text, endsWithNewline } = ledger;
  const stands = oddLines(ledger).length === 0 &&
    lines.length === ledger.lines.length &&
    lines.every((line, at) => line === ledger.lines[at]);
  if (!stands) {
    return [headerOf(text), ...lines].map((line) => `${line}\n`).join("");
  }
  return endsWithNewline ? text : `${text}\n`;
}

/** How a ledger's text differs from the lines that it shall have. */
export interface Difference {
  /** Lines that it shall not have. */
  readonly odd: readonly { readonly line: number; readonly text: string }[];
  /** How many lines it lacks. */
  readonly missing: number;
}

/**
 * Compares a ledger's text with its lines; their order, blank lines and the
 * kind of line ends are no difference.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(differingLines(["a", "b", "b"], "b\r\n\nc\na\r\n"), {
 *   odd: [{ line: 3, text: "c" }],
 *   missing: 1,
 * });
 * ```
 */
export function differingLines(
  lines: readonly string[],
  text: string,
): Difference {
  const counts = new Map<string, number>();
  const wanted = lines.filter((line) => !isBlank(line));
  for (const line of wanted) {
    const key = line.trimEnd();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const odd: { line: number; text: string }[] = [];
  let found = 0;
  for (const [at, given] of text.split("\n").entries()) {
    if (isBlank(given)) continue;
    const count = counts.get(given.trimEnd()) ?? 0;
    if (count === 0) odd.push({ line: at + 1, text: given });
    else {
      found++;
      counts.set(given.trimEnd(), count - 1);
    }
  }
  return { odd, missing: wanted.length - found };
}

/** Says in words what became of a ledger's rows. */
export function describePlacement(
  { restored, lost }: Placement,
): readonly string[] {
  return [
    ...(restored.length === 0 ? [] : [
      `Put back ${rowsCalled(restored)}, which had gone from the ledger`,
    ]),
    ...(lost.length === 0 ? [] : [
      `Nothing is left of ${rowsCalled(lost)}: the number stays taken`,
    ]),
  ];
}

const MAX_NUMBERS = 10;

function rowsCalled(numbers: readonly number[]): string {
  const [first, ...others] = numbers;
  if (others.length === 0) return `row ${first}`;
  const shown = numbers.slice(0, MAX_NUMBERS).join(", ");
  const more = numbers.length - MAX_NUMBERS;
  return `${numbers.length} rows: ${shown}${
    more > 0 ? ` and ${more} more` : ""
  }`;
}

function headerOf(text: string): string {
  return text.split("\n").find((line) => !isBlank(line)) ??
    formatHeader().trimEnd();
}
