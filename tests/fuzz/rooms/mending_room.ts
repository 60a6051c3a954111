import { assertEquals } from "@std/assert";
import {
  readLedger,
  repairLedger,
} from "../../../src/app/session/ledger_file.ts";
import { RECORD_FILE } from "../../../src/core/experiment/record.ts";
import { experimentFolder } from "../../../src/core/layout.ts";
import { COLUMNS } from "../../../src/core/ledger/ledger.ts";
import type { Draw } from "../draw.ts";
import { makeMemoryFiles } from "../memory_files.ts";
import { makeRoom, orRefusedLater } from "../room.ts";

const HEADERS = [
  COLUMNS.join("\t"),
  COLUMNS.slice(0, 4).join("\t"),
  [...COLUMNS.slice(0, 4), "memory_gb"].join("\t"),
  ["commit", "metric", "status", "description", "at", "seconds"].join("\t"),
] as const;

/** Few words, so that rows are mistaken for each other whenever they can be. */
const cells = {
  commit: (draw: Draw) => draw.pick("bea057b", "7f2a65c", "-", ""),
  metric: (draw: Draw) => draw.pick("1", "2.000000", "N/A", "x"),
  status: (draw: Draw) => draw.pick("keep", "discard", "crash", "what"),
  description: (draw: Draw) => draw.pick("a", '"b', '"c"', "\uFEFFd", ""),
  moment: (draw: Draw) => `2026-11-25T06:00:0${draw.whole(0, 1)}.000Z`,
};

function drawLine(draw: Draw): string {
  const { commit, metric, status, description, moment } = cells;
  const line = [
    ...[commit, metric, status, description].map((cell) => cell(draw)),
    ...draw.pick([], ["1", "1", "", moment(draw)], [moment(draw), "2"]),
  ].join("\t");
  const end = draw.pick("", "", "", "\r", "\t", " ");
  return draw.chance(0.1)
    ? line.slice(0, draw.whole(0, line.length))
    : line + end;
}

function drawRecord(draw: Draw, row: number): string {
  return JSON.stringify({
    row,
    commit: draw.pick("bea057b", "7f2a65c"),
    metric: draw.pick(1, 2),
    status: draw.pick("keep", "discard", "crash"),
    description: draw.pick("a", "b"),
    seconds: 1,
    runs: 1,
    at: cells.moment(draw),
  });
}

function makeInput(draw: Draw) {
  const lines = draw.list(0, 5, () => drawLine(draw));
  const first = draw.pick("", "", "", "\n", "\uFEFF", " \n");
  const [again = ""] = lines;
  const text = first +
    [draw.pick(...HEADERS), ...lines, ...draw.chance(0.5) ? [again] : []]
      .join("\n") +
    draw.pick("", "\n", "\n\n", "\r\n");
  const records = draw.list(0, 4, () => draw.whole(0, 6))
    .map((row) => [row, drawRecord(draw, row)] as const);
  return { text, records };
}

/** A ledger that was mended needs no mending. */
export const mendingRoom = makeRoom("mending", 15, makeInput, async (input) => {
  const disk = new Map<string, Uint8Array>();
  const files = makeMemoryFiles(disk);
  await files.write("/p/results.tsv", input.text);
  for (const [row, text] of input.records) {
    await files.write(`/p/${experimentFolder(row)}/${RECORD_FILE}`, text);
  }
  const mend = () => repairLedger({ files }, "/p", () => Promise.resolve());
  if (await orRefusedLater(mend) === undefined) return;
  const mended = await readLedger({ files }, "/p");

  const again = await mend();

  assertEquals([mended.skipped, mended.torn], [[], undefined]);
  assertEquals(again, { ledger: mended, notes: [] });
  assertEquals(await readLedger({ files }, "/p"), mended);
});
