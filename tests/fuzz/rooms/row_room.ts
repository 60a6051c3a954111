import { assertEquals } from "@std/assert";
import {
  formatHeader,
  formatRow,
  parseLedger,
} from "../../../src/core/ledger/ledger.ts";
import { COLUMNS } from "../../../src/core/ledger/ledger.ts";
import { buildPrompt } from "../../../src/core/prompt/prompt.ts";
import { USUAL_TEMPLATE } from "../../../src/core/prompt/prompt_template.ts";
import { recollect } from "../../../src/core/prompt/recollection.ts";
import { toOneLine } from "../../../src/core/text/plain_text.ts";
import type { Draw } from "../draw.ts";
import { drawRow } from "../ledger_text.ts";
import { claim, claimPlain, makeRoom } from "../room.ts";

function makeInput(draw: Draw) {
  const length = draw.whole(1, 6);
  return {
    rows: Array.from({ length }, (_, row) => drawRow(draw, row)),
    cut: draw.unit(),
  };
}

/** Rows that the tool writes are read back, also after a write that was cut. */
export const rowRoom = makeRoom("row", 8, makeInput, ({ rows, cut }) => {
  const lines = rows.map((row) => formatRow(row, COLUMNS));
  const text = formatHeader() + lines.join("");
  const ledger = parseLedger(text);

  assertEquals([ledger.skipped, ledger.torn], [[], undefined]);
  assertEquals(
    ledger.rows,
    rows.map((row) => ({
      ...row,
      metric: row.metric === undefined ? undefined : row.metric + 0,
      description: clean(row.description),
      reason: clean(row.reason),
    })),
  );
  const start = formatHeader().length;
  const end = start + Math.floor(cut * (text.length - start));
  const half = parseLedger(text.slice(0, end));
  const whole = text.slice(0, end).split("\n").length - 2;
  assertEquals(half.rows.slice(0, whole), ledger.rows.slice(0, whole));
  claim(
    half.rows.length + (half.torn === undefined ? 0 : 1) >= whole,
    () => `of ${whole} whole rows ${half.rows.length} are read`,
  );
  claimPlain(
    buildPrompt({
      template: USUAL_TEMPLATE,
      program: "",
      config: {
        target: ["t"],
        evaluateCmd: "x",
        metric: "m",
        direction: "lower",
        budgetMinutes: 5,
        protected: [],
      },
      protected: [],
      incumbent: { commit: "bea057b", metric: 1 },
      past: recollect(rows, {
        incumbent: { metric: 1, row: 0 },
        direction: "lower",
      }),
      notes: new Map(),
      crashLog: rows.map(({ reason }) => reason).join("\n"),
    }),
    "the prompt",
    true,
  );
});

/** As it is once written and read: a cut may end in a blank, or in half a pair. */
function clean(text: string): string {
  return toOneLine(text, 500).trim().toWellFormed();
}
