import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../../src/core/failure.ts";
import { parseLedger, type Row } from "../../../src/core/ledger/ledger.ts";
import {
  incumbentBefore,
  lastKept,
  originOf,
  retryIdea,
  rowAt,
  undoneBy,
} from "../../../src/core/ledger/past.ts";

/** Rows from `commit metric status reason`, the baseline first. */
function ledger(...lines: string[]): readonly Row[] {
  const cells = lines.map((line) => {
    const [commit, metric, status, ...reason] = line.split(" ");
    return [commit, metric, status, "idea", reason.join(" ")].join("\t");
  });
  const header = "commit\tmetric\tstatus\tdescription\treason";
  return parseLedger([header, ...cells, ""].join("\n")).rows;
}

const ROWS = ledger(
  "aaaaaaa 100 keep",
  "bbbbbbb 90 keep better",
  "ccccccc 120 discard worse",
  "ddddddd 80 keep better",
  "ddddddd 80 discard undone: row 3",
  "eeeeeee N/A crash exit 1",
);

function numberOf(row: Row | undefined): number | undefined {
  return row?.row;
}

function at(number: number): Row {
  return rowAt(ROWS, number, "show");
}

const OUT_OF_RANGE: readonly (readonly [
  rows: readonly Row[],
  message: string,
])[] = [
  [[], "Cannot diff row 6: there are no rows yet"],
  [ROWS.slice(0, 1), "Cannot diff row 6: row 0 is the only one"],
  [ROWS, "Cannot diff row 6: there are rows 0 to 5"],
];
for (const [rows, message] of OUT_OF_RANGE) {
  Deno.test(`rowAt() names the range: ${message}`, () => {
    const { message: said } = assertThrows(
      () => rowAt(rows, 6, "diff"),
      Failure,
    );
    assertEquals(said, message);
  });
}

const ORIGINS: readonly (readonly [row: number, origin: number])[] = [
  [0, 0],
  [2, 2],
  [3, 3],
  [4, 3],
];
for (const [row, origin] of ORIGINS) {
  Deno.test(`originOf() takes row ${row} for the change of row ${origin}`, () => {
    assertEquals(numberOf(originOf(ROWS, at(row))), origin);
  });
}

const INCUMBENTS: readonly (readonly [row: number, before?: number])[] = [
  [0],
  [1, 0],
  [2, 1],
  [3, 1],
  [5, 1],
];
for (const [row, before] of INCUMBENTS) {
  Deno.test(`incumbentBefore() finds row ${before ?? "none"} for row ${row}`, () => {
    assertEquals(numberOf(incumbentBefore(ROWS, at(row), "lower")), before);
  });
}

Deno.test("incumbentBefore() goes by the direction", () => {
  const rows = ledger("a 1 keep", "b 3 keep", "c 2 keep", "d 9 discard");
  const last = rowAt(rows, 3, "show");
  assertEquals(numberOf(incumbentBefore(rows, last, "higher")), 1);
  assertEquals(numberOf(incumbentBefore(rows, last, "lower")), 0);
});

Deno.test("undoneBy() names the row that takes a keep back", () => {
  assertEquals([1, 3, 4].map((row) => numberOf(undoneBy(ROWS, at(row)))), [
    undefined,
    4,
    undefined,
  ]);
});

Deno.test("lastKept() passes over what was taken back", () => {
  assertEquals(lastKept(ROWS).row, 1);
  assertEquals(lastKept(ROWS.slice(0, 4)).row, 3);
});

const NOTHING_TO_UNDO: readonly (readonly [
  rows: readonly Row[],
  message: string,
])[] = [
  [[], "Cannot undo: no row was kept yet"],
  [ledger("a N/A crash exit"), "Cannot undo: no row was kept yet"],
  [
    ledger("a 1 keep", "b 2 discard worse"),
    "Cannot undo: only the baseline is left, and it stays",
  ],
  [
    ledger("a 2 keep", "b 1 keep", "b 1 discard undone: row 1"),
    "Cannot undo: only the baseline is left, and it stays",
  ],
];
for (const [rows, message] of NOTHING_TO_UNDO) {
  Deno.test(`lastKept() refuses ${rows.length} rows: ${message}`, () => {
    const { message: said } = assertThrows(() => lastKept(rows), Failure);
    assertEquals(said, message);
  });
}

const IDEAS: readonly (readonly [description: string, idea: string])[] = [
  ["deeper", "retry 7: deeper"],
  ["retry 3: deeper", "retry 7: deeper"],
  ["retry it: deeper", "retry 7: retry it: deeper"],
];
for (const [description, idea] of IDEAS) {
  Deno.test(`retryIdea() calls "${description}" "${idea}"`, () => {
    assertEquals(retryIdea({ row: 7, description }), idea);
  });
}
