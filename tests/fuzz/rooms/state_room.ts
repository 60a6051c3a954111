import { assertEquals } from "@std/assert";
import {
  formatState,
  parseState,
} from "../../../src/core/experiment/in_flight.ts";
import {
  changedIn,
  readRecord,
  rowIn,
} from "../../../src/core/experiment/record.ts";
import { experimentFolder } from "../../../src/core/layout.ts";
import { COLUMNS, formatRow } from "../../../src/core/ledger/ledger.ts";
import type { Draw } from "../draw.ts";
import { drawJson } from "../json_text.ts";
import { claim, makeRoom } from "../room.ts";

const STATE = {
  stage: "begun",
  row: 7,
  branch: "autoresearch/t",
  incumbent: "e965047ad7c57865823c7d992b1d046ea66edf78",
  by: "outside",
  ledgerHash: "ab",
  aside: { ref: "refs/autoresearch/t/aside", tree: "c0ffee", paths: ["a b"] },
  candidate: "7f2a65c",
  tree: "c0ffee",
  isToldByTree: true,
  isKept: false,
  line: "7f2a65c\t1.000000\tkeep\tx\n",
  status: "keep",
  commit: "7f2a65c0ffee",
  metric: 0.5,
  description: "deeper",
  reason: "",
  seconds: 2.5,
  runs: 1,
  at: "2026-11-25T06:00:00.000Z",
  secondary: { memory_gb: 44 },
  violations: ["x changed"],
  leavings: [],
  leftBehind: [],
  changed: ["uv.lock"],
};

function makeInput(draw: Draw): string {
  const stage = draw.pick("begun", "decided", "measured", "x");
  return drawJson(draw, { ...STATE, stage });
}

/** What a crash left of a state or a record is read as far as it makes sense. */
export const stateRoom = makeRoom("state", 8, makeInput, (text) => {
  const state = parseState(text);
  if (state !== undefined) {
    assertEquals(parseState(formatState(state)), state);
    claimNumber(state.row);
  }
  const row = rowIn(text);
  if (row !== undefined) {
    claimNumber(row.row);
    claim(/^[^\n]*\n$/.test(formatRow(row, COLUMNS)), () => "no line");
    for (const value of [row.metric, row.seconds, row.runs]) {
      claim(value === undefined || Number.isFinite(value), () => `${value}`);
    }
  }
  const { secondary, ...lists } = readRecord(text);
  for (const value of Object.values(secondary)) {
    claim(Number.isFinite(value), () => `a secondary metric of ${value}`);
  }
  assertEquals(lists.changed, changedIn(text));
});

/** It names a folder and a ref, and stands in a list of lines. */
function claimNumber(row: number): void {
  claim(
    /\/\d{4,7}$/.test(experimentFolder(row)),
    () => `${row} is the number of no row`,
  );
}
