import { assertEquals } from "@std/assert";
import {
  COLUMNS,
  formatHeader,
  parseLedger,
} from "../../../src/core/ledger/ledger.ts";

const HEADER = formatHeader();
const FIRST =
  "abc1234\t3.000000\tkeep\tx\t1\t1\t\t2026-11-25T01:00:00.000Z\t0a1b\t100\t0.01\t2\t0";
const SECOND =
  "abc1235\t4.000000\tdiscard\ty\t1\t1\t\t2026-11-25T02:00:00.000Z\t0a1b\t100\t0.01\t2\t0";

const SKIPPED: [what: string, between: string, problem: string][] = [
  ["prose", "to be done later", 'has the status ""'],
  ["a comment", "# metric_direction: lower", 'has the status ""'],
  ["a conflict mark", "<<<<<<< HEAD", 'has the status ""'],
  ["another tool's row", "-\t4\tno-op\tx", 'has the status "no-op"'],
  ["a metric of words", "abc\tbad\tkeep\tx", 'has the metric "bad"'],
  ["a metric that is none", "abc\tnan\tkeep\tx", 'has the metric "nan"'],
  ["two that were glued", "abc\t9abc\t4\tkeep\ty", 'has the status "4"'],
  ["a NUL", "abc\0\t4\tkeep\ty", "holds a NUL character"],
  ["the very same row again", FIRST, "repeats line 2"],
  ["the same row with another line end", `${FIRST}\r`, "repeats line 2"],
];
for (const [what, between, problem] of SKIPPED) {
  Deno.test(`parseLedger() skips ${what} between two rows, and says where`, () => {
    const text = `${HEADER}${FIRST}\n${between}\n${SECOND}\n`;

    const { rows, lines, skipped } = parseLedger(text);

    assertEquals(rows.map(({ row, commit }) => [row, commit]), [
      [0, "abc1234"],
      [1, "abc1235"],
    ]);
    assertEquals(lines, [FIRST, SECOND]);
    assertEquals(skipped, [{ line: 3, text: between, problem }]);
  });
}

Deno.test("parseLedger() takes rows for two where only their cells are the same", () => {
  const row = "abc1234\t3.000000\tkeep\tx";
  const { rows, skipped } = parseLedger(`${HEADER}${row}\n${row}\n`);
  assertEquals([rows.length, skipped], [2, []]);
});

Deno.test("parseLedger() takes a row for another where one was measured later", () => {
  const later = FIRST.replace("T01", "T03");
  const { rows, skipped } = parseLedger(`${HEADER}${FIRST}\n${later}\n`);
  assertEquals([rows.length, skipped], [2, []]);
});

Deno.test("parseLedger() shows bytes that are no UTF-8 as such, and keeps the line", () => {
  const line = FIRST.replace("\tx\t", "\tgr\udcf6\udcdfer\t");
  const { rows, lines } = parseLedger(`${HEADER}${line}\n`);
  assertEquals([rows[0]?.description, lines], ["gr��er", [line]]);
});

Deno.test("parseLedger() has a cell for every column of ours", () => {
  assertEquals(FIRST.split("\t").length, COLUMNS.length);
});
