import { assertEquals } from "@std/assert";
import { toLogText } from "../../../src/cli/log_text.ts";
import { guessDirection } from "../../../src/core/config/direction_guess.ts";
import {
  COLUMNS,
  formatHeader,
  formatRow,
  type Ledger,
  parseLedger,
  type Row,
  widenHeader,
} from "../../../src/core/ledger/ledger.ts";
import { placeRows } from "../../../src/core/ledger/ledger_places.ts";
import { crashesInARow } from "../../../src/core/ledger/streak.ts";
import {
  bestRow,
  bestSoFar,
  summarize,
} from "../../../src/core/ledger/summary.ts";
import { toOneLine } from "../../../src/core/text/plain_text.ts";
import type { Draw } from "../draw.ts";
import { drawLedger, drawRow } from "../ledger_text.ts";
import { claim, claimPlain, makeRoom, orRefused } from "../room.ts";

function makeInput(draw: Draw) {
  return {
    text: drawLedger(draw),
    columns: draw.whole(0, 120),
    known: draw.list(0, 4, () => drawRow(draw, draw.whole(0, 12))),
    believed: draw.list(0, 4, () => draw.whole(0, 12)),
  };
}

/** No line of a ledger is lost, and what it says is said cleanly. */
export const ledgerRoom = makeRoom("ledger", 15, makeInput, (input) => {
  const { text, columns, known, believed } = input;
  const ledger = orRefused(() => parseLedger(text));
  if (ledger === undefined) return;
  const { rows, lines, skipped, torn } = ledger;
  const filled = text.split("\n").filter((line) => line.trim() !== "").length;
  claim(
    filled === 1 + rows.length + skipped.length + (torn === undefined ? 0 : 1),
    () => `of ${filled} lines ${rows.length} rows, ${skipped.length} skipped`,
  );
  claim(lines.length === rows.length, () => `${lines.length} lines of rows`);
  for (const [at, row] of rows.entries()) claimRow(row, at);
  if (ledger.form === "four columns") {
    assertEquals(parseLedger(widenHeader(text)).rows.length, rows.length);
  }
  claimViews(ledger, columns);
  if (ledger.form !== "foreign") {
    claimPlacement(ledger, known, new Set(believed));
  }
});

function claimRow(row: Row, at: number): void {
  const { metric, status } = row;
  claim(row.row === at, () => `row ${row.row} stands at ${at}`);
  claim(metric === undefined || Number.isFinite(metric), () => `${metric}`);
  claim(status !== "crash" || metric === undefined, () => "a crash's metric");

  const line = formatRow(row, COLUMNS);
  claim(/^[^\n]*\n$/.test(line), () => `no line: ${JSON.stringify(line)}`);
  const [again, more] = parseLedger(formatHeader() + line).rows;
  claim(again !== undefined && more === undefined, () => `lost: ${line}`);
  const { seconds, at: _, ...others } = row;
  const moment = toOneLine(row.at ?? "", 500);
  assertEquals(again, {
    ...others,
    row: 0,
    commit: toOneLine(row.commit, 500),
    description: toOneLine(row.description, 500),
    reason: toOneLine(row.reason, 500),
    ...(seconds === undefined ? {} : { seconds: Number(seconds.toFixed(3)) }),
    ...(moment === "" ? {} : { at: moment }),
    other: {},
  });
}

function claimViews({ rows, skipped }: Ledger, columns: number): void {
  const direction = guessDirection(rows);
  const summary = summarize(rows, { metric: "loss", direction });
  const { keep, discard, crash, best } = summary;
  claim(
    keep + discard + crash === rows.length,
    () => "counts that don't add up",
  );
  claim(bestRow(rows, direction)?.row === best?.row, () => "two best rows");
  assertEquals(JSON.parse(JSON.stringify(summary)), summary);
  const soFar = bestSoFar(rows, direction);
  claim(best === null || soFar.at(-1) === best.metric, () => `${soFar}`);
  claim(crashesInARow(rows) <= crash, () => `${crashesInARow(rows)} crashes`);

  const branch = "autoresearch/t";
  const log = { rows, summary, branch, isGuessed: true, skipped };
  const shape = { isTerminal: false, hasColor: false, columns };
  const stream = { ...shape, write: () => {} };
  for (const view of ["summary", "best", "history"] as const) {
    claimPlain(toLogText(log, view, stream), view);
  }
}

function claimPlacement(
  ledger: Ledger,
  known: readonly Row[],
  believed: ReadonlySet<number>,
): void {
  const single = new Map(known.map((row) => [row.row, row]));
  const rows = [...single.values()].toSorted((a, b) => a.row - b.row);
  const isTruth = believed.size > 0;
  const { lines, restored, lost } = placeRows(ledger, {
    recorded: rows,
    isTruth,
  });
  claim(
    lines.length === ledger.rows.length + restored.length + lost.length,
    () => `${lines.length} lines, ${restored} restored, ${lost} lost`,
  );
  const columns = ledger.columns.join("\t");
  const again = parseLedger(`${columns}\n${lines.join("\n")}\n`);
  claim(again.torn === undefined, () => "a placed line is torn");
  for (const { row, commit } of rows) {
    claim(again.rows[row]?.commit === commit, () => `row ${row} is misplaced`);
  }
}
