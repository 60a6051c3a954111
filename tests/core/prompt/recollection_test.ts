import { assertEquals } from "@std/assert";
import { parseLedger, type Row } from "../../../src/core/ledger/ledger.ts";
import {
  recollect,
  type Recollection,
} from "../../../src/core/prompt/recollection.ts";

/** Rows of `metric status idea; reason`, one a line. */
function rowsOf(...lines: readonly string[]): readonly Row[] {
  const cells = lines.map((line, row) => {
    const [, metric, status, idea, reason = ""] =
      /^(\S+) (\S+) ([^;]*)(?:; (.*))?$/.exec(line) ?? [];
    return [`c0ffee${row}`, metric, status, idea, reason].join("\t");
  });
  const header = "commit\tmetric\tstatus\tdescription\treason";
  return parseLedger(`${[header, ...cells].join("\n")}\n`).rows;
}

function recall(
  rows: readonly Row[],
  incumbent: Parameters<typeof recollect>[1]["incumbent"] = {
    metric: 90,
    row: undefined,
  },
): Recollection {
  return recollect(rows, { incumbent, direction: "lower" });
}

function numbersOf(
  { kept, failed, crash, plateau, segmentStart }: Recollection,
) {
  return {
    kept: kept.map(({ row }) => row),
    failed: failed.map(({ rows }) => rows.map(({ row }) => row)),
    crash: crash?.row,
    segmentStart,
    plateau: plateau?.rows,
    near: plateau?.nearMisses.map(({ row, loss }) => `${row.row}: ${loss}`),
  };
}

type Numbers = ReturnType<typeof numbersOf>;

const NOTHING: Numbers = {
  kept: [],
  failed: [],
  crash: undefined,
  segmentStart: 0,
  plateau: undefined,
  near: undefined,
};

/** Eight rows in which nothing was kept. */
const FLAT = Array.from(
  { length: 8 },
  (_, at) => `${99 - at} discard idea ${at}`,
);

const RECALLED: readonly (readonly [
  what: string,
  rows: readonly Row[],
  numbers: Partial<Numbers>,
])[] = [
  ["nothing of nothing", [], {}],
  [
    "what was kept, failed and crashed, the latest first",
    rowsOf(
      "100 keep base",
      "N/A crash a",
      "90 keep b",
      "95 discard c",
      "N/A crash d",
    ),
    { kept: [2, 0], failed: [[4], [3], [1]], crash: 4 },
  ],
  [
    "attempts at the same idea as one",
    rowsOf(
      "100 keep base",
      "120 discard Use `tabs`, not spaces.",
      "121 discard use tabs,  not spaces",
      "N/A crash use tabs",
      "122 discard retry 1: Use tabs, not spaces!",
    ),
    { kept: [0], failed: [[4, 2, 1], [3]], crash: 3 },
  ],
  [
    "other numbers and signs as other ideas",
    rowsOf(
      "100 keep base",
      "1 discard x = 1",
      "2 discard x = -1",
      "3 discard x = 10",
    ),
    { kept: [0], failed: [[3], [2], [1]] },
  ],
  [
    "a keep that was taken back among what failed",
    rowsOf("100 keep base", "90 keep a", "90 discard a; undone: row 1")
      .map((row) => ({
        ...row,
        commit: row.row === 2 ? "c0ffee1" : row.commit,
      })),
    { kept: [0], failed: [[2]] },
  ],
  [
    "where numbers were measured in another way",
    rowsOf("100 keep base", "90 keep a", "5 keep a; segment: eval.sh changed"),
    { kept: [2, 1, 0], segmentStart: 2 },
  ],
  [
    "no plateau after 7 rows",
    rowsOf("90 keep base", ...FLAT.slice(1)),
    { kept: [0], failed: [[7], [6], [5], [4], [3], [2], [1]] },
  ],
  [
    "a plateau after 8, with the nearest misses",
    rowsOf("90 keep base", ...FLAT),
    {
      kept: [0],
      failed: [[8], [7], [6], [5], [4], [3], [2], [1]],
      plateau: 8,
      near: ["8: 2", "7: 3", "6: 4", "5: 5", "4: 6", "3: 7"],
    },
  ],
  [
    "undecided ones first, and no rejection, crash, other segment or number too good",
    rowsOf(
      "10 keep base",
      "11 discard old; not better",
      "90 keep base; segment: eval.sh changed",
      "94 discard a; undecided, gain 1 [-2, 4]",
      "91 discard b; futile",
      "N/A discard c; rejected: eval.sh changed",
      "N/A crash d",
      "92 discard e; out of time, before the first pair",
      "89 discard f; checks failed",
      "97 discard g",
      "98 discard h",
      "1 discard i; held: 1 lies outside of 50..500; autoresearch retry 11",
    ),
    {
      kept: [2, 0],
      failed: [[11], [10], [9], [8], [7], [6], [5], [4], [3], [1]],
      crash: 6,
      segmentStart: 2,
      plateau: 9,
      near: ["7: 2", "3: 4", "8: -1", "4: 1", "9: 7", "10: 8"],
    },
  ],
];
for (const [what, rows, numbers] of RECALLED) {
  Deno.test(`recollect() recalls ${what}`, () => {
    assertEquals(numbersOf(recall(rows)), { ...NOTHING, ...numbers });
  });
}

Deno.test("recollect() counts losses upwards where higher is better", () => {
  const rows = rowsOf("90 keep base", ...FLAT);

  const { plateau } = recollect(rows, {
    incumbent: { metric: 100, row: 0 },
    direction: "higher",
  });

  assertEquals(plateau?.nearMisses.map(({ loss }) => loss), [1, 2, 3, 4, 5, 6]);
});

Deno.test("recollect() recalls 10,000 rows as it does their last 1,000", () => {
  const all = rowsOf(
    ...Array.from(
      { length: 10_000 },
      (_, at) =>
        at % 97 === 0
          ? `${90 - at / 1e4} keep idea ${at}`
          : `99 discard idea ${at}`,
    ),
  );

  const recalled = recall(all);

  assertEquals([recalled.kept.length, recalled.failed.length], [11, 60]);
  assertEquals(recalled, recall(all.slice(-1000)));
});

Deno.test("recollect() recalls the incumbent, however long ago it was kept", () => {
  const rows = rowsOf(
    "100 keep base",
    "90 keep best",
    ...Array<string>(2000).fill("99 discard idea"),
  );

  const { kept, plateau } = recall(rows, { metric: 90, row: 1 });

  assertEquals(kept.map(({ row }) => row), [1]);
  assertEquals(plateau?.rows, 2000);
});
