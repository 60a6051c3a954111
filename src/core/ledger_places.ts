import { COLUMNS, type Ledger, type Row } from "./ledger.ts";
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
 * import { parseLedger } from "./ledger.ts";
 *
 * const cells = { status: "discard", reason: "", other: {} } as const;
 * const second = { ...cells, commit: "b", metric: 2, description: "y" };
 * const header = "commit\tmetric\tstatus\tdescription\n";
 * const ledger = parseLedger(`${header}a\t1\tkeep\tx\nc\t3\tdiscard\tz\n`);
 * const recorded = [{ ...second, row: 1 }];
 *
 * const { lines, restored } = placeRows(ledger, { recorded });
 * assertEquals(restored, [1]);
 * assertEquals(lines[1], "b\t2.000000\tdiscard\ty\t\t\t\t");
 * assertEquals(lines[2], "c\t3\tdiscard\tz");
 * ```
 */
export function placeRows(
  ledger: Pick<Ledger, "rows" | "lines" | "columns" | "form">,
  { recorded, refs = [], isTruth = false }: Known,
): Placement {
  // Four columns are widened, whatever is written to them.
  const columns = ledger.form === "ours" ? ledger.columns : COLUMNS;
  const format = (row: Omit<Row, "row">) =>
    formatRow(row, columns).slice(0, -1);
  const numbers = matchRows(ledger.rows, [...recorded, ...refs]);
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

/** Cells by which a row is known again, the surest first. */
const KEYS: readonly ((row: Row) => string)[] = [
  ({ commit, at = "" }) => `${commit} ${at}`,
  ({ commit, status }) => `${commit} ${status}`,
  ({ commit }) => commit,
];

/**
 * Returns which row of a ledger is which known one: by commit and moment, and
 * where somebody edited these by less.
 */
function matchRows(
  rows: readonly Row[],
  known: readonly Row[],
): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  const taken = new Set<number>();
  for (const keyOf of KEYS) {
    const open = new Map<string, number[]>();
    for (const row of known) {
      if (taken.has(row.row)) continue;
      const key = keyOf(row);
      open.set(key, [...open.get(key) ?? [], row.row]);
    }
    for (const [at, row] of rows.entries()) {
      const number = numbers.has(at)
        ? undefined
        : open.get(keyOf(row))?.shift();
      if (number === undefined) continue;
      numbers.set(at, number);
      taken.add(number);
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
