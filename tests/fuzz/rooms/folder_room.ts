import { assertEquals } from "@std/assert";
import { readLog } from "../../../src/app/past/log.ts";
import { isStopRequested } from "../../../src/app/proposal/stop_request.ts";
import { readAllKnobs } from "../../../src/app/proposal/tune.ts";
import { readConfig } from "../../../src/app/session/config_file.ts";
import {
  readLedger,
  repairLedger,
} from "../../../src/app/session/ledger_file.ts";
import { toLogText } from "../../../src/cli/log_text.ts";
import { RECORD_FILE } from "../../../src/core/experiment/record.ts";
import { experimentFolder } from "../../../src/core/layout.ts";
import {
  COLUMNS,
  formatHeader,
  formatRow,
} from "../../../src/core/ledger/ledger.ts";
import { toText } from "../../../src/io/lossless_text.ts";
import type { Draw } from "../draw.ts";
import { drawJson } from "../json_text.ts";
import { drawLedger, drawRow } from "../ledger_text.ts";
import { makeMemoryFiles } from "../memory_files.ts";
import { mutate } from "../odd_text.ts";
import {
  claim,
  claimOneLine,
  claimPlain,
  makeRoom,
  orRefusedLater,
} from "../room.ts";

const CONFIG = "target: a.py, b,c.py\nevaluate_cmd: sh e.sh\nmetric: loss\n" +
  "branch: autoresearch/t\n";

function makeInput(draw: Draw) {
  const texts: Record<string, string> = {};
  const put = (name: string, text: () => string) => {
    if (draw.chance(0.7)) texts[name] = text();
  };
  const rows = draw.list(0, 6, () => drawRow(draw, 0))
    .map((row, at) => ({ ...row, row: at, commit: `c0ffee${at}` }));
  const lines = rows.map((row) => formatRow(row, COLUMNS));
  put(
    "results.tsv",
    () =>
      draw.chance(0.3)
        ? drawLedger(draw)
        : mutate(draw, formatHeader() + lines.join("")),
  );
  put(".autoresearch.cfg", () => mutate(draw, CONFIG));
  put("a.py", () => mutate(draw, "n = 4 # tune: 1..9\n"));
  put(".autoresearch/stop", () => mutate(draw, "run 7\n"));
  put(".autoresearch/lock", () => mutate(draw, "run 7\n"));
  for (const { other: _, ...row } of rows) {
    const name = `${experimentFolder(row.row)}/${RECORD_FILE}`;
    put(name, () => drawJson(draw, { ...row }));
  }
  return { texts, row: drawRow(draw, 500) };
}

/** A project's folder in any state is read, mended, and written to. */
export const folderRoom = makeRoom("folder", 10, makeInput, async (input) => {
  const { texts, row } = input;
  const disk = new Map<string, Uint8Array>();
  const files = makeMemoryFiles(disk);
  for (const [name, text] of Object.entries(texts)) {
    await files.write(`/p/${name}`, text);
  }
  const before = textsOn(disk);
  const log = await orRefusedLater(() => readLog({ files }, "/p"));
  if (log !== undefined) {
    const shape = { isTerminal: false, hasColor: false, columns: 80 };
    const stream = { ...shape, write: () => {} };
    claimPlain(toLogText(log, "summary", stream), "the summary");
    claimPlain(toLogText(log, "history", stream), "the history");
  }
  await orRefusedLater(() => readConfig({ files }, "/p"));
  await isStopRequested({ files }, "/p");
  await readAllKnobs({ files }, "/p", ["a.py"]);
  assertEquals(textsOn(disk), before, "a reader has changed something");

  const refuse = () => Promise.resolve();
  const repair = await orRefusedLater(() =>
    repairLedger({ files }, "/p", refuse)
  );
  if (repair === undefined) return;
  for (const note of repair.notes) claimOneLine(note, "a note");
  const ledger = await readLedger({ files }, "/p");
  assertEquals(ledger.rows, repair.ledger.rows);
  const mended = textsOn(disk);
  const again = await repairLedger({ files }, "/p", refuse);
  assertEquals(again.notes, [], "it is mended twice");
  assertEquals(textsOn(disk), mended, "it is mended twice");

  const kept = await files.read("/p/results.tsv") ?? "";
  const rejected = await files.read("/p/results.tsv.rejected") ?? "";
  for (const line of (texts["results.tsv"] ?? "").split("\n").slice(1)) {
    // The first line that says something may be a header that was widened.
    if (line.trim() === "" || /commit.*status/.test(line)) continue;
    const text = line.toWellFormed();
    claim(
      [kept, rejected].some((all) => all.toWellFormed().includes(text)),
      () => `a line is lost: ${JSON.stringify(line.slice(0, 300))}`,
    );
  }
  const line = formatRow(row, ledger.columns);
  await files.append("/p/results.tsv", line);
  const grown = await readLedger({ files }, "/p");
  assertEquals(grown.rows.slice(0, -1), ledger.rows, "a row is another");
  claim(grown.rows.at(-1)?.commit === row.commit, () => "the new row is lost");
});

/** To compare many bytes one by one takes longer than all that is tested. */
function textsOn(
  disk: ReadonlyMap<string, Uint8Array>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...disk].map(([name, bytes]) => [name, toText(bytes)]),
  );
}
