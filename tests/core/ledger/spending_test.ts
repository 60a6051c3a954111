import { assertEquals } from "@std/assert";
import type { Row } from "../../../src/core/ledger/ledger.ts";
import {
  addUse,
  formatSpending,
  NOTHING_SPENT,
  parseSpending,
  type Spending,
  spendingOf,
  withShare,
} from "../../../src/core/ledger/spending.ts";

function row(took: Partial<Row>): Row {
  return {
    row: 1,
    commit: "abc1234",
    metric: 0.5,
    status: "keep",
    description: "idea",
    reason: "",
    other: {},
    ...took,
  };
}

Deno.test("addUse() keeps unknown what nobody tells", () => {
  assertEquals(addUse(NOTHING_SPENT, { seconds: 1.23456 }), {
    tokens: null,
    usd: null,
    seconds: 1.235,
  });
});

Deno.test("addUse() sums what some tell", () => {
  const tokens = { input: 10, cached: 4, output: 5 };
  const calls = [
    { seconds: 1, tokens },
    { seconds: 2 },
    { seconds: 3, tokens, usd: 0.1 },
    { seconds: 4, usd: 0 },
  ];
  assertEquals(calls.reduce(addUse, NOTHING_SPENT), {
    tokens: 30,
    usd: 0.1,
    seconds: 10,
  });
});

const ROWS = [
  row({}),
  row({ agentSeconds: 2, usd: 0.1 }),
  row({ agentSeconds: 3, tokens: 7, usd: 0.2 }),
];

/** What rows and the count of all calls come to together. */
const SPENT: readonly (readonly [
  what: string,
  rows: readonly Row[],
  counted: Spending | undefined,
  spent: Spending | undefined,
])[] = [
  ["nobody's word is nothing", [row({})], undefined, undefined],
  ["rows is their sum", ROWS, undefined, { tokens: 7, usd: 0.3, seconds: 5 }],
  [
    "failed calls is more than the rows tell",
    ROWS,
    { tokens: 9, usd: 0.5, seconds: 8 },
    { tokens: 9, usd: 0.5, seconds: 8 },
  ],
  [
    "a count that was lost for a while is what the rows tell",
    ROWS,
    { tokens: null, usd: 0.2, seconds: 3 },
    { tokens: 7, usd: 0.3, seconds: 5 },
  ],
  [
    "rows that were taken out is what was counted",
    [],
    { tokens: 9, usd: null, seconds: 8 },
    { tokens: 9, usd: null, seconds: 8 },
  ],
];
for (const [what, rows, counted, spent] of SPENT) {
  Deno.test(`spendingOf() ${what}`, () => {
    assertEquals(spendingOf(rows, counted), spent);
  });
}

Deno.test("withShare() tells what a keep comes to", () => {
  const all = { tokens: 100, usd: 1, seconds: 10 };
  assertEquals(withShare(all, 3), {
    ...all,
    perKeep: { tokens: 33, usd: 0.333333, seconds: 3.333 },
  });
  assertEquals(withShare(all, 0), { ...all, perKeep: null });
  assertEquals(withShare({ ...all, tokens: null, usd: null }, 2).perKeep, {
    tokens: null,
    usd: null,
    seconds: 5,
  });
});

const DAMAGED = [
  "",
  "null",
  "0.25",
  "{}",
  '{"seconds":',
  '{"seconds":-1}',
  '{"seconds":1e999}',
];
for (const text of DAMAGED) {
  Deno.test(`parseSpending() of ${JSON.stringify(text)} says nothing`, () => {
    assertEquals(parseSpending(text), undefined);
  });
}

Deno.test("parseSpending() reads what formatSpending() wrote", () => {
  const spending = { tokens: null, usd: 0.3, seconds: 5 };
  assertEquals(parseSpending(formatSpending(spending)), spending);
});
