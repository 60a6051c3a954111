import { assertEquals } from "@std/assert";
import {
  COLUMNS,
  formatHeader,
  formatRow,
  parseLedger,
  type Row,
} from "../../../src/core/ledger/ledger.ts";
import { placeRows } from "../../../src/core/ledger/ledger_places.ts";

function row(number: number, change: Partial<Row> = {}): Row {
  return {
    row: number,
    commit: `c00000${number}`,
    metric: 100 - number,
    status: "keep",
    description: `idea ${number}`,
    reason: "",
    at: `2026-11-25T0${number}:00:00.000Z`,
    other: {},
    ...change,
  };
}

const ROWS = [0, 1, 2, 3].map((number) => row(number));
const LINES = ROWS.map((row) => formatRow(row, COLUMNS).slice(0, -1));

/** What was done to the ledger's lines, and which numbers they have then. */
const EDITS: [what: string, lines: string[], placed: string[], rest: object][] =
  [
    ["nothing", LINES, LINES, {}],
    ["a row taken out", without(2), LINES, { restored: [2] }],
    ["the first row taken out", without(0), LINES, { restored: [0] }],
    ["the last row taken out", without(3), LINES, { restored: [3] }],
    ["every row taken out", [], LINES, { restored: [0, 1, 2, 3] }],
    ["rows in another order", LINES.toReversed(), LINES, {}],
    ["a row put in", [line(0), "x\t1\tkeep\tnew", ...LINES.slice(1)], [
      ...LINES,
      "x\t1\tkeep\tnew",
    ], {}],
    [
      "a row in the place of another",
      [
        line(0),
        "x\t1\tkeep\tnew",
        ...LINES.slice(2),
      ],
      [...LINES, "x\t1\tkeep\tnew"],
      { restored: [1] },
    ],
    [
      "words changed",
      swap("idea 1", "idea one"),
      swap("idea 1", "idea one"),
      {},
    ],
    [
      "a status changed",
      swap("97.000000\tkeep", "97.000000\tdiscard"),
      swap(
        "97.000000\tkeep",
        "97.000000\tdiscard",
      ),
      {},
    ],
    [
      "a moment changed",
      swap("T02:00", "T22:00"),
      swap("T02:00", "T22:00"),
      {},
    ],
  ];
for (const [what, lines, placed, rest] of EDITS) {
  Deno.test(`placeRows() gives every row its number back after ${what}`, () => {
    const ledger = parseLedger(toText(lines));

    assertEquals(placeRows(ledger, { recorded: ROWS }), {
      lines: placed,
      restored: [],
      fromRefs: [],
      lost: [],
      ...rest,
    });
  });
}

Deno.test("placeRows() believes whom it is told to believe", () => {
  const ledger = parseLedger(toText(swap("97.000000\tkeep", "1\tdiscard")));

  const { lines } = placeRows(ledger, { recorded: ROWS, isTruth: true });

  assertEquals(lines, LINES);
});

Deno.test("placeRows() lets rows that only the ledger knows be where they are", () => {
  const ledger = parseLedger(toText(LINES));

  const { lines, lost } = placeRows(ledger, {
    recorded: [row(2), row(3)],
  });

  assertEquals([lines, lost], [LINES, []]);
});

Deno.test("placeRows() keeps a number of which nothing is left", () => {
  const ledger = parseLedger(toText([line(0), line(3)]));

  const { lines, restored, lost } = placeRows(ledger, {
    recorded: [row(0), row(3)],
  });

  assertEquals([restored, lost], [[], [1, 2]]);
  assertEquals(
    parseLedger(toText(lines)).rows.map(({ commit, status, reason }) =>
      `${commit} ${status} ${reason}`
    ),
    [
      "c000000 keep ",
      "- discard rebuilt: nothing is left of row 1",
      "- discard rebuilt: nothing is left of row 2",
      "c000003 keep ",
    ],
  );
});

Deno.test("placeRows() tells a kept row from the one that took it back", () => {
  const undone = row(4, {
    commit: "c000003",
    status: "discard",
    reason: "undone: row 3",
  });
  const last = formatRow(undone, COLUMNS).slice(0, -1);
  const ledger = parseLedger(toText([line(0), line(1), line(2), last]));

  const { lines } = placeRows(ledger, {
    recorded: [...ROWS, undone],
  });

  assertEquals(lines, [...LINES, last]);
});

Deno.test("placeRows() lets a ref fill the number that nothing else has", () => {
  const ledger = parseLedger(toText([line(0), line(2), "x\t1\tkeep\tnew"]));
  const ref = row(1, { metric: undefined, status: "discard" });

  const { lines, fromRefs } = placeRows(ledger, {
    recorded: [row(0), row(2)],
    refs: [ref],
  });

  assertEquals(fromRefs, [1]);
  assertEquals(lines.map((line) => line.split("\t")[0]), [
    "c000000",
    "c000001",
    "c000002",
    "x",
  ]);
});

Deno.test("placeRows() believes the ledger before a ref", () => {
  const ledger = parseLedger(
    toText(["x\t300\tdiscard\told", ...LINES.slice(1)]),
  );
  const refs = ROWS.map((row) => ({ ...row, metric: undefined }));

  const { lines, fromRefs } = placeRows(ledger, { recorded: [], refs });

  assertEquals([lines, fromRefs], [ledger.lines, []]);
});

function line(number: number): string {
  return LINES[number] ?? "";
}

function without(number: number): string[] {
  return LINES.filter((_, at) => at !== number);
}

function swap(from: string, to: string): string[] {
  return LINES.map((line) => line.replace(from, to));
}

function toText(lines: readonly string[]): string {
  return formatHeader() + lines.map((line) => `${line}\n`).join("");
}
