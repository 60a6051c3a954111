import type { Ledger, Row } from "./ledger.ts";
import { formatRow } from "./ledger_row.ts";

/** Which lines a ledger shall have, one a number. */
export interface Placement {
  readonly lines: readonly string[];
  /** Numbers of rows that were missing and are known from elsewhere. */
  readonly restored: readonly number[];
  /** Numbers of rows of which a ref was all that there was. */
  readonly fromRefs: readonly number[];
  /** Numbers that something of later rows names, and nothing is known of. */
  readonly lost: readonly number[];
}

/** What tells of rows beside the ledger, each with its number. */
export interface Known {
  /** As their experiments' folders have them. */
  readonly recorded: readonly Row[];
  /** What can be said of a ref's candidate, where nothing else is left. */
  readonly refs?: readonly Row[];
  /** Whether a folder is right where the ledger says something else. */
  readonly isTruth?: boolean;
}

/**
 * Gives every row the number that its ref and its folder have: a row that is
 * missing comes back there, and one that only the ledger knows fills the next
 * number that is free.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatHeader, parseLedger } from "./ledger.ts";
 *
 * const cells = { status: "discard", reason: "", other: {} } as const;
 * const second = { ...cells, commit: "b", metric: 2, description: "y" };
 * const lines = "a\t1\tkeep\tx\nc\t3\tdiscard\tz\n";
 * const ledger = parseLedger(formatHeader() + lines);
 * const recorded = [{ ...second, row: 1 }];
 *
 * const { lines: placed, restored } = placeRows(ledger, { recorded });
 * assertEquals(restored, [1]);
 * assertEquals(placed[1]?.trimEnd(), "b\t2.000000\tdiscard\ty");
 * assertEquals(placed[2], "c\t3\tdiscard\tz");
 * ```
 */
export function placeRows(
  ledger: Pick<Ledger, "rows" | "lines" | "columns">,
  { recorded: told, refs = [], isTruth = false }: Known,
): Placement {
  const format = (row: Omit<Row, "row">) =>
    formatRow(row, ledger.columns).slice(0, -1);
  const toLine = (row: Row) => ({ row, text: format(row) });
  const all = told.map(toLine);
  const lone = ledger.columns.includes("at") ? withoutDoubles(all) : all;
  const recorded = lone.map(({ row }) => row);
  const numbers = matchRows(
    ledger.rows.map((row, at) => ({ row, text: ledger.lines[at] ?? "" })),
    [...lone, ...refs.map(toLine)],
  );
  const found = new Set(numbers.values());
  const isMissing = ({ row }: Row) => !found.has(row);
  const lines: string[] = [];
  const isFree = (number: number) => lines[number] === undefined;

  for (const row of recorded) {
    if (isTruth || isMissing(row)) lines[row.row] = format(row);
  }
  for (const [at, number] of numbers) {
    if (isFree(number)) lines[number] = ledger.lines[at] ?? "";
  }
  const held = new Set(refs.filter(isMissing).map(({ row }) => row));
  for (const [at, line] of ledger.lines.entries()) {
    if (numbers.has(at)) continue;
    let number = 0;
    while (!isFree(number) || held.has(number) && number !== at) number++;
    lines[number] = line;
  }
  const fromRefs = refs.filter(({ row }) => isFree(row));
  for (const row of fromRefs) lines[row.row] = format(row);
  const lost = [...lines.keys()].filter(isFree);
  for (const number of lost) lines[number] = format(lostRow(number));
  return {
    lines,
    restored: recorded.filter(isMissing).map(({ row }) => row),
    fromRefs: fromRefs.map(({ row }) => row),
    lost,
  };
}

/** A row beside its line, as it stands there or would. */
interface Line {
  readonly row: Row;
  readonly text: string;
}

/** A copied folder tells of no other row: its line would stand there twice. */
function withoutDoubles(lines: readonly Line[]): readonly Line[] {
  const seen = new Set<string>();
  return lines.filter(({ row, text }) => {
    const isDouble = row.at !== undefined && seen.has(text.trimEnd());
    seen.add(text.trimEnd());
    return !isDouble;
  });
}

/** By what a row is known again, the surest first. */
const KEYS: readonly ((line: Line) => string)[] = [
  ({ text }) => text.trimEnd(),
  ({ row: { commit, at = "" } }) => `${commit} ${at}`,
  ({ row: { commit, status } }) => `${commit} ${status}`,
  ({ row: { commit } }) => commit,
];

/**
 * Returns which row of a ledger is which known one: by its line, by commit and
 * moment, and where somebody edited these by less. Of several that are as much
 * alike the one that has its number already keeps it, so that rows which were
 * placed once stay where they are.
 */
function matchRows(
  rows: readonly Line[],
  known: readonly Line[],
): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  for (const keyOf of KEYS) {
    const taken = new Set(numbers.values());
    const open = new Map<string, Set<number>>();
    for (const line of known.filter(({ row }) => !taken.has(row.row))) {
      const key = keyOf(line);
      open.set(key, (open.get(key) ?? new Set()).add(line.row.row));
    }
    for (const mayMove of [false, true]) {
      for (const [at, line] of rows.entries()) {
        const alike = numbers.has(at) ? undefined : open.get(keyOf(line));
        const [first] = alike ?? [];
        const number = mayMove ? first : alike?.has(at) ? at : undefined;
        if (number === undefined) continue;
        alike?.delete(number);
        numbers.set(at, number);
      }
    }
  }
  return numbers;
}

/** A number once given is never given again: it may stand in a reason. */
function lostRow(number: number): Omit<Row, "row"> {
  return {
    commit: "-",
    metric: undefined,
    status: "discard",
    description: "unknown",
    reason: `rebuilt: nothing is left of row ${number}`,
    other: {},
  };
}
