import { assertEquals } from "@std/assert";
import type { Direction } from "../../../src/core/config/config.ts";
import { parseLedger, type Row } from "../../../src/core/ledger/ledger.ts";
import {
  baselineRow,
  bestRow,
  bestSoFar,
  summarize,
  type Summary,
} from "../../../src/core/ledger/summary.ts";

/** Rows of `commit metric status reason`, one a line. */
function rowsOf(...lines: readonly string[]): readonly Row[] {
  return parseLedger(
    ["commit metric status reason", ...lines]
      .map((line) => `${toTabs(line)}\n`).join(""),
  ).rows;
}

/** The reason is the rest of the line: it holds spaces. */
function toTabs(line: string): string {
  const [commit, metric, status, ...reason] = line.split(" ");
  return [commit, metric, status, reason.join(" ")].join("\t");
}

async function readData(name: string): Promise<readonly Row[]> {
  const url = new URL(`../../data/${name}`, import.meta.url);
  return parseLedger(await Deno.readTextFile(url)).rows;
}

/** A ledger that was measured in one way is one segment. */
function whole(
  { rows, baseline, best, change }: Pick<
    Summary,
    "rows" | "baseline" | "best" | "change"
  >,
): Summary["segments"] {
  return [{ row: 0, rows, reason: null, baseline, best, change }];
}

const VAL_BPB = { metric: "val_bpb", direction: "lower" } as const;

Deno.test("summarize() sums Karpathy's ledger up", async () => {
  const summary = summarize(await readData("karpathy-results.tsv"), VAL_BPB);

  const absolute = 0.969686 - 0.9979;
  assertEquals(summary, {
    ...VAL_BPB,
    noise: null,
    spent: null,
    segments: whole(summary),
    rows: 126,
    keep: 23,
    discard: 102,
    crash: 1,
    baseline: { commit: "baseline", metric: 0.9979 },
    best: {
      commit: "438a26e",
      metric: 0.969686,
      description: "warmdown 0.7 to 0.75",
      row: 118,
    },
    change: { absolute, percent: 100 * absolute / 0.9979 },
  });
});

Deno.test("summarize() takes no crash at 0.000000 for the best", async () => {
  const summary = summarize(await readData("karpathy-memory.tsv"), VAL_BPB);

  const absolute = 1.842111 - 1.93008;
  assertEquals(summary, {
    ...VAL_BPB,
    noise: null,
    spent: null,
    segments: whole(summary),
    rows: 60,
    keep: 28,
    discard: 31,
    crash: 1,
    baseline: { commit: "c5ae3ca", metric: 1.93008 },
    best: {
      commit: "1093ae0",
      metric: 1.842111,
      description: "WEIGHT_DECAY 0.1->0.0 marginal simplification win",
      row: 54,
    },
    change: { absolute, percent: 100 * absolute / 1.93008 },
  });
});

const NOTHING: Omit<Summary, "metric" | "direction" | "segments"> = {
  rows: 0,
  keep: 0,
  discard: 0,
  crash: 0,
  baseline: null,
  best: null,
  change: null,
  noise: null,
  spent: null,
};
const SUMMARIES: readonly (readonly [
  what: string,
  rows: readonly Row[],
  summary: Partial<Summary>,
])[] = [
  ["no rows", [], {}],
  ["crashes alone", rowsOf("a 0 crash", "b N/A crash"), { rows: 2, crash: 2 }],
  ["discards alone", rowsOf("a 1 discard"), { rows: 1, discard: 1 }],
  ["a keep without a metric", rowsOf("a N/A keep", "b 3 keep"), {
    rows: 2,
    keep: 2,
    best: { commit: "b", metric: 3, description: "", row: 1 },
  }],
  ["a baseline of 0", rowsOf("a 0 keep", "b -3 keep"), {
    rows: 2,
    keep: 2,
    baseline: { commit: "a", metric: 0 },
    best: { commit: "b", metric: -3, description: "", row: 1 },
    change: { absolute: -3, percent: null },
  }],
  ["a baseline below 0", rowsOf("a -4 keep", "b -5 keep"), {
    rows: 2,
    keep: 2,
    baseline: { commit: "a", metric: -4 },
    best: { commit: "b", metric: -5, description: "", row: 1 },
    change: { absolute: -1, percent: -25 },
  }],
  ["a baseline next to 0", rowsOf("a 5e-324 keep", "b -5 keep"), {
    rows: 2,
    keep: 2,
    baseline: { commit: "a", metric: 5e-324 },
    best: { commit: "b", metric: -5, description: "", row: 1 },
    change: { absolute: -5, percent: null },
  }],
  [
    "a keep that was taken back",
    rowsOf("a 9 keep", "b 1 keep", "c 5 keep", "b 1 discard undone: row 1"),
    {
      rows: 4,
      keep: 3,
      discard: 1,
      baseline: { commit: "a", metric: 9 },
      best: { commit: "c", metric: 5, description: "", row: 2 },
      change: { absolute: -4, percent: 100 * -4 / 9 },
    },
  ],
];
for (const [what, rows, summary] of SUMMARIES) {
  Deno.test(`summarize() of ${what}`, () => {
    const expected = { ...NOTHING, ...summary };
    assertEquals(summarize(rows, VAL_BPB), {
      ...VAL_BPB,
      ...expected,
      segments: whole(expected),
    });
  });
}

Deno.test("summarize() compares no numbers of two segments", () => {
  const rows = rowsOf(
    "a 9 keep",
    "b 5 keep",
    "b 50 keep segment: eval.py changed",
    "c 40 keep",
    "d 45 discard",
  );
  const { baseline, best, change, segments } = summarize(rows, VAL_BPB);

  assertEquals(baseline, { commit: "b", metric: 50 });
  assertEquals(best, { commit: "c", metric: 40, description: "", row: 3 });
  assertEquals(change, { absolute: -10, percent: -20 });
  assertEquals(segments.map(({ row, rows, reason }) => [row, rows, reason]), [
    [0, 2, null],
    [2, 3, "eval.py changed"],
  ]);
  assertEquals(segments[0]?.best?.metric, 5);
  assertEquals(segments[1]?.best, best);
});

const BEST: readonly (readonly [
  what: string,
  rows: readonly Row[],
  direction: Direction,
  row: number | undefined,
])[] = [
  ["nothing", [], "lower", undefined],
  [
    "the best and not the last keep",
    rowsOf("a 2 keep", "b 3 keep"),
    "lower",
    0,
  ],
  ["the highest", rowsOf("a 2 keep", "b 3 keep", "c 1 keep"), "higher", 1],
  [
    "the first of a tie",
    rowsOf("a 3 keep", "b 2 keep", "c 2 keep"),
    "lower",
    1,
  ],
  ["no discard", rowsOf("a 3 keep", "b 2 discard"), "lower", 0],
  ["no crash", rowsOf("a 3 keep", "b 0 crash"), "lower", 0],
  [
    "a row undone by no row of its commit",
    rowsOf("a 3 keep", "b 2 keep", "c 1 discard undone: row 1"),
    "lower",
    1,
  ],
  [
    "a row undone before it was there",
    rowsOf("a 3 keep", "b 2 discard undone: row 2", "b 2 keep"),
    "lower",
    2,
  ],
  [
    "a row that only a keep calls undone",
    rowsOf("a 3 keep", "b 2 keep", "b 4 keep undone: row 1"),
    "lower",
    1,
  ],
  [
    "row 1 where row 10 is undone",
    rowsOf("a 3 keep", "b 2 keep", "b 2 discard undone: row 10"),
    "lower",
    1,
  ],
  [
    "the second keep of a commit whose first was undone",
    rowsOf("a 3 keep", "b 2 keep", "b 2 discard undone: row 1", "b 2 keep"),
    "lower",
    3,
  ],
];
for (const [what, rows, direction, row] of BEST) {
  Deno.test(`bestRow() is ${what}`, () => {
    assertEquals(bestRow(rows, direction)?.row, row);
  });
}

Deno.test("bestRow() of the ledger with many metrics is no crash or discard", () => {
  // Case 12
  const text = [
    "commit\tval_bpb\tmemory_gb\tmfu\tfinal_loss\tstatus\tdescription",
    "aaaaaaa\t2.335670\t44\t30\t2\tkeep\tbaseline",
    "bbbbbbb\t1.374661\t44\t30\t2\tkeep\tdeeper",
    "ccccccc\t0.000000\t0\t0\t0\tcrash\twider",
    "ddddddd\t0.100000\t44\t30\t2\tdiscard\tcheat",
  ].join("\n");

  const { rows } = parseLedger(`${text}\n`);

  const { keep, discard, crash, best } = summarize(rows, VAL_BPB);
  assertEquals([keep, discard, crash], [2, 1, 1]);
  assertEquals(best, {
    commit: "bbbbbbb",
    metric: 1.374661,
    description: "deeper",
    row: 1,
  });
  assertEquals(rows[2]?.metric, undefined);
});

Deno.test("baselineRow() is the first kept row", () => {
  const rows = rowsOf("a 9 crash", "b 3 keep", "c 2 keep");

  assertEquals(baselineRow(rows)?.row, 1);
  assertEquals(baselineRow([]), undefined);
});

Deno.test("bestSoFar() goes on through discards and crashes", () => {
  const rows = rowsOf(
    "a 0 crash",
    "b 5 keep",
    "c 1 discard",
    "d 3 keep",
    "e 4 keep",
    "f N/A keep",
    "g 1 keep",
    "g 1 discard undone: row 6",
  );

  assertEquals(bestSoFar(rows, "lower"), [5, 5, 3, 3, 3, 3, 3]);
  assertEquals(bestSoFar(rows, "higher"), [5, 5, 5, 5, 5, 5, 5]);
  assertEquals(bestSoFar([], "lower"), []);
});
