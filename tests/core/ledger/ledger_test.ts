import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../../src/core/failure.ts";
import {
  COLUMNS,
  formatHeader,
  formatRow,
  type Ledger,
  parseLedger,
  type Row,
  widenHeader,
} from "../../../src/core/ledger/ledger.ts";

const FOUR = "commit\tmetric\tstatus\tdescription\n";
const OURS =
  "commit\tmetric\tstatus\tdescription\tseconds\truns\treason\tat\tfingerprint" +
  "\ttokens\tusd\tagent_seconds\trepairs\n";
const FOREIGN = "commit\tval_bpb\tmemory_gb\tstatus\tdescription\n";

function row(change: Partial<Row> = {}): Row {
  return {
    row: 0,
    commit: "abc1234",
    metric: 0.5,
    status: "keep",
    description: "idea",
    reason: "",
    other: {},
    ...change,
  };
}

/** What a ledger says, without the lines that say it. */
type Reading = Omit<Ledger, "lines" | "skipped" | "text">;

function read(text: string): Reading {
  const { lines: _, skipped: __, text: ___, ...reading } = parseLedger(text);
  return reading;
}

function ledger(change: Partial<Reading> = {}): Reading {
  return {
    form: "four columns",
    columns: ["commit", "metric", "status", "description"],
    metricName: undefined,
    rows: [],
    torn: undefined,
    endsWithNewline: true,
    ...change,
  };
}

const NINE: Partial<Reading> = { form: "ours", columns: COLUMNS };
const LEDGERS: readonly (readonly [
  what: string,
  text: string,
  ledger: Reading,
])[] = [
  [
    "four columns",
    `${FOUR}abc1234\t0.5\tkeep\tidea\n`,
    ledger({
      rows: [row()],
    }),
  ],
  ["a header alone", FOUR, ledger()],
  [
    "a header without its newline",
    FOUR.trimEnd(),
    ledger({
      endsWithNewline: false,
    }),
  ],
  [
    "ours",
    `${OURS}abc1234\t0.5\tdiscard\tidea\t12.5\t3\tequal\t2026-11-25T03:00:00Z\n`,
    ledger({
      ...NINE,
      rows: [row({
        status: "discard",
        seconds: 12.5,
        runs: 3,
        reason: "equal",
        at: "2026-11-25T03:00:00Z",
      })],
    }),
  ],
  [
    "fewer cells than the header",
    `${OURS}abc1234\t0.5\tkeep\n`,
    ledger({
      ...NINE,
      rows: [row({ description: "" })],
    }),
  ],
  [
    "more cells than the header",
    `${FOUR}abc1234\t0.5\tkeep\tidea\tx\ty\n`,
    ledger({
      rows: [row()],
    }),
  ],
  [
    "columns that nobody knows",
    "commit\tmetric\tstatus\tdescription\tseconds\t__proto__\n" +
    "abc1234\t0.5\tkeep\tidea\tsoon\tkept\n",
    ledger({
      form: "ours",
      columns: [
        ...["commit", "metric", "status", "description"],
        ...["seconds", "__proto__"],
      ],
      rows: [row({ other: Object.fromEntries([["__proto__", "kept"]]) })],
    }),
  ],
  [
    "CRLF, a byte order mark and blank lines",
    `\uFEFF\r\n${FOUR.trimEnd()}\r\n\r\nabc1234\t0.5\tkeep\tidea\r\n \t\r\n\n`,
    ledger({ rows: [row()] }),
  ],
  [
    "quotes before CRLF",
    `${FOUR.trimEnd()}\r\nabc1234\t0.5\tkeep\t"5"" pipe"\r\n`,
    ledger({ rows: [row({ description: '5" pipe' })] }),
  ],
  [
    "a byte order mark right before the header",
    `\uFEFF${FOUR}abc1234\t0.5\tkeep\tidea\n`,
    ledger({ rows: [row()] }),
  ],
  [
    "spaces around the cells",
    `${FOUR} abc1234 \t 0.5 \t keep \t idea \n`,
    ledger({ rows: [row()] }),
  ],
  [
    "quotes that swallow no row",
    FOUR +
    'aaaaaaa\t0.5\tkeep\t5" pipe\n' +
    'bbbbbbb\t0.5\tkeep\t"open\n' +
    'ccccccc\t0.5\tkeep\t"all" of it\n' +
    'ddddddd\t0.5\tkeep\t"5"" pipe"\n' +
    'eeeeeee\t0.5\tkeep\t"tab\there"\n',
    ledger({
      rows: [
        row({ row: 0, commit: "aaaaaaa", description: '5" pipe' }),
        row({ row: 1, commit: "bbbbbbb", description: '"open' }),
        row({ row: 2, commit: "ccccccc", description: '"all" of it' }),
        row({ row: 3, commit: "ddddddd", description: '5" pipe' }),
        row({ row: 4, commit: "eeeeeee", description: "tab\there" }),
      ],
    }),
  ],
  [
    "the word keep in a discard's description",
    `${FOUR}abc1234\t0.5\tdiscard\t"keep\tkeep\tkeep"\n`,
    ledger({
      rows: [row({ status: "discard", description: "keep\tkeep\tkeep" })],
    }),
  ],
  [
    "rows without a metric",
    `${FOUR}a\tN/A\tkeep\tidea\nb\t\tkeep\tidea\nc\t-\tdiscard\tidea\nd\tn/a\tkeep\tidea\n`,
    ledger({
      rows: [
        row({ row: 0, commit: "a", metric: undefined }),
        row({ row: 1, commit: "b", metric: undefined }),
        row({ row: 2, commit: "c", metric: undefined, status: "discard" }),
        row({ row: 3, commit: "d", metric: undefined }),
      ],
    }),
  ],
  [
    "crashes with any metric",
    `${FOUR}a\t0.000000\tcrash\tidea\nb\tnan\tcrash\tidea\nc\tFAILED\tcrash\tidea\n`,
    ledger({
      rows: ["a", "b", "c"].map((commit, at) =>
        row({ row: at, commit, metric: undefined, status: "crash" })
      ),
    }),
  ],
  [
    "a foreign form",
    `${FOREIGN}abc1234\t0.5\t44.0\tkeep\tidea\n`,
    ledger({
      form: "foreign",
      columns: ["commit", "val_bpb", "memory_gb", "status", "description"],
      metricName: "val_bpb",
      rows: [row({ other: { memory_gb: "44.0" } })],
    }),
  ],
  [
    "the four columns in another order",
    "status\tcommit\tdescription\tmetric\nkeep\tabc1234\tidea\t0.5\n",
    ledger({
      form: "foreign",
      columns: ["status", "commit", "description", "metric"],
      rows: [row()],
    }),
  ],
  [
    "a form without descriptions",
    "commit\tloss\tstatus\nabc1234\t0.5\tkeep\n",
    ledger({
      form: "foreign",
      columns: ["commit", "loss", "status"],
      metricName: "loss",
      rows: [row({ description: "" })],
    }),
  ],
];
for (const [what, text, expected] of LEDGERS) {
  Deno.test(`parseLedger() reads ${what}`, () => {
    assertEquals(read(text), expected);
  });
}

const LASTS: readonly (readonly [
  what: string,
  text: string,
  torn: Ledger["torn"],
  rows: number,
])[] = [
  ["two cells", `${OURS}a\t1\tkeep\tx\nabc1234\t9`, {
    line: 3,
    text: "abc1234\t9",
  }, 1],
  ["half a status", `${OURS}abc1234\t9\tke`, {
    line: 2,
    text: "abc1234\t9\tke",
  }, 0],
  ["no description", `${FOUR}abc1234\t9\tkeep`, {
    line: 2,
    text: "abc1234\t9\tkeep",
  }, 0],
  ["a status that is none", `${FOUR}a\t9\tkee\tx`, {
    line: 2,
    text: "a\t9\tkee\tx",
  }, 0],
  ["an open quote", `${FOUR}a\t9\tkeep\t"5"" pi`, {
    line: 2,
    text: 'a\t9\tkeep\t"5"" pi',
  }, 0],
  ["NUL from a power cut", `${FOUR}a\t9\tkeep\tx\0\0`, {
    line: 2,
    text: "a\t9\tkeep\tx\0\0",
  }, 0],
  ["a foreign half row", `${FOREIGN}a\t9\t44\tkeep`, {
    line: 2,
    text: "a\t9\t44\tkeep",
  }, 0],
  ["blank lines before", `${FOUR}\n\na\t9`, { line: 4, text: "a\t9" }, 0],
  ["a whole row", `${OURS}abc1234\t9\tkeep\tidea`, undefined, 1],
  [
    "a whole row, cut between CR and LF",
    `${FOUR}a\t9\tkeep\tidea\r`,
    undefined,
    1,
  ],
  ["a quote within", `${FOUR}a\t9\tkeep\t5" pipe`, undefined, 1],
  ["a quote in quotes", `${FOUR}a\t9\tkeep\t"""open"`, undefined, 1],
  ["quoted words", `${FOUR}a\t9\tkeep\t"all" of it`, undefined, 1],
  ["spaces", `${FOUR}a\t9\tkeep\tidea\n  `, undefined, 1],
];
for (const [what, text, torn, rows] of LASTS) {
  const judged = torn === undefined ? "whole" : "torn";
  Deno.test(`parseLedger() takes a last line of ${what} for ${judged}`, () => {
    const ledger = parseLedger(text);

    assertEquals(
      [ledger.torn, ledger.rows.length, ledger.endsWithNewline],
      [torn, rows, false],
    );
  });
}

const METRICS: readonly (readonly [
  what: string,
  header: string,
  lines: readonly string[],
  name: string | undefined,
])[] = [
  ["the first column of numbers", "commit a b status", ["x 1 2 keep"], "a"],
  ["not a column of words", "commit a b status", ["x y 2 keep"], "b"],
  [
    "a column of words with a number among them",
    "commit a b status",
    ["x y 2 keep", "x 7 2 keep", "x y 2 keep"],
    "b",
  ],
  [
    "a column of numbers with a word among them",
    "commit a b status",
    ["x 1 2 keep", "x oops 2 crash", "x 3 2 keep"],
    "a",
  ],
  ["no memory, time or count", "memory_gb iteration seconds commit status f1", [
    "44 1 300 x keep 0.5",
  ], "f1"],
  ["the one called metric", "iteration commit loss metric status", [
    "1 x 3 0.5 keep",
  ], undefined],
  ["the first where nothing was measured", "commit a b status", [], "a"],
  ["the first where all crashed", "commit a b status", ["x N/A 44 crash"], "b"],
];
for (const [what, header, lines, name] of METRICS) {
  Deno.test(`parseLedger() takes for the metric ${what}`, () => {
    const text = [header, ...lines].map((line) => `${line}\n`).join("");

    const { form, metricName } = parseLedger(text.replaceAll(" ", "\t"));

    assertEquals([form, metricName], ["foreign", name]);
  });
}

const HEADER_HINT =
  "Give it a header such as  commit metric status description  with tabs between";
const REFUSED:
  readonly (readonly [text: string, message: string, hint: string])[] = [
    ["", 'Cannot read "results.tsv": it is empty', HEADER_HINT],
    ["\uFEFF \n\n", 'Cannot read "results.tsv": it is empty', HEADER_HINT],
    [
      "abc1234\t0.5\tkeep\tidea\n",
      'Cannot read "results.tsv": line 1 ("abc1234 0.5 keep idea") is a row',
      HEADER_HINT,
    ],
    [
      "\nmetric\tstatus\tdescription\n",
      'Cannot read "results.tsv": line 2 ("metric status description") has no column "commit"',
      HEADER_HINT,
    ],
    [
      "commit\tmetric\tresult\n",
      'Cannot read "results.tsv": line 1 ("commit metric result") has no column "status"',
      HEADER_HINT,
    ],
    [
      "commit\tstatus\tdescription\tmemory_gb\na\tkeep\tx\t44\n",
      'Cannot read "results.tsv": line 1 ("commit status description memory_gb") has no column with a metric',
      HEADER_HINT,
    ],
    [
      "\x7fELF\x02\0\0\x1b[31m\n",
      'Cannot read "results.tsv": line 1 holds a NUL character',
      "It is no text, or was damaged: restore it, or take the line out",
    ],
    [
      `${FOUR}b\0\t1\tkeep\tx\n`,
      'Cannot read "results.tsv": line 2 holds a NUL character',
      "It is no text, or was damaged: restore it, or take the line out",
    ],
    [
      `${FOUR}\n\nb\t1\tkept\tx\n`,
      'Cannot read "results.tsv": line 4 has the status "kept"',
      "Write it as keep, discard or crash",
    ],
    [
      `${FOUR}abc1234\t9\ndef5678\t80\tkept\tx\n`,
      'Cannot read "results.tsv": line 2 has the status ""',
      "Write it as keep, discard or crash",
    ],
    [
      `${FOUR}a\tnan\tkeep\tx\n`,
      'Cannot read "results.tsv": line 2 has the metric "nan"',
      "Write it as a number, or as N/A where there is none",
    ],
    [
      `${FOUR}a\t0,95\tdiscard\tx\n`,
      'Cannot read "results.tsv": line 2 has the metric "0,95"',
      "Write it as a number, or as N/A where there is none",
    ],
  ];
for (const [text, message, hint] of REFUSED) {
  Deno.test(`parseLedger() refuses ${JSON.stringify(text)}`, () => {
    const error = assertThrows(() => parseLedger(text), Failure);

    const { kind } = error;
    assertEquals([kind, error.message, error.hint], ["user", message, hint]);
  });
}

Deno.test("parseLedger() calls the file by the name that it is given", () => {
  const error = assertThrows(() => parseLedger("x\n", "old.tsv"), Failure);

  assertEquals(
    error.message,
    'Cannot read "old.tsv": line 1 ("x") has no column "commit"',
  );
});

Deno.test("parseLedger() reads Karpathy's ledger", async () => {
  const url = new URL("../../data/karpathy-results.tsv", import.meta.url);

  const { form, metricName, rows, torn, endsWithNewline } = parseLedger(
    await Deno.readTextFile(url),
  );

  assertEquals(
    { form, metricName, torn, endsWithNewline, rows: rows.length },
    {
      form: "foreign",
      metricName: "val_bpb",
      torn: undefined,
      endsWithNewline: true,
      rows: 126,
    },
  );
  assertEquals(rows[1], {
    row: 1,
    commit: "bea057b",
    metric: 0.986041,
    status: "keep",
    description: "halve batch 524K to 262K (more steps in 5 min)",
    reason: "",
    other: { memory_gb: "43.9" },
  });
});

Deno.test("formatHeader() writes the four columns first, then ours", () => {
  assertEquals(formatHeader(), OURS);
});

const FULL = row({
  seconds: 12.34567,
  runs: 3,
  reason: "better by 0.1",
  at: "2026-11-25T03:00:00Z",
  fingerprint: "0a1b2c",
  tokens: 10500,
  usd: 0.3,
  agentSeconds: 61.2,
  repairs: 1,
});
const WRITTEN:
  readonly (readonly [row: Row, columns: readonly string[], line: string])[] = [
    [
      FULL,
      COLUMNS,
      "abc1234\t0.500000\tkeep\tidea\t12.346\t3\tbetter by 0.1\t2026-11-25T03:00:00Z\t0a1b2c\t10500\t0.3\t61.2\t1\n",
    ],
    [row(), COLUMNS, "abc1234\t0.500000\tkeep\tidea\t\t\t\t\t\t\t\t\t\n"],
    [FULL, ["status", "commit", "unknown"], "keep\tabc1234\t\n"],
    [
      row({ other: { note: "kept" } }),
      ["commit", "note", "constructor"],
      "abc1234\tkept\t\n",
    ],
    [row({ metric: undefined }), ["metric", "status"], "N/A\tkeep\n"],
    [row({ status: "crash", metric: 0 }), ["metric", "status"], "N/A\tcrash\n"],
    [row({ metric: 7e-7 }), ["metric", "commit"], "0.0000007\tabc1234\n"],
    [
      row({ description: " try\t90\r\n\x1b[31mnow\x1b[0m\0 " }),
      ["description", "status"],
      "try 90 now\tkeep\n",
    ],
    [
      row({ description: '5" pipe' }),
      ["description", "status"],
      '"5"" pipe"\tkeep\n',
    ],
    [
      row({ description: "x".repeat(501), reason: "é".repeat(501) }),
      ["description", "reason"],
      `${"x".repeat(499)}…\t${"é".repeat(499)}…\n`,
    ],
  ];
for (const [given, columns, line] of WRITTEN) {
  Deno.test(`formatRow() writes ${JSON.stringify(line.slice(0, 60))}`, () => {
    assertEquals(formatRow(given, columns), line);
  });
}

const DESCRIPTIONS: readonly string[] = [
  '5" pipe',
  '"quoted"',
  '"open',
  '""',
  '"',
  "a\\tb",
  "# no comment",
  "=1+1",
  "keep",
  "µ, 中文 and 🚀",
  "",
];
for (const description of DESCRIPTIONS) {
  Deno.test(`formatRow() of ${JSON.stringify(description)} reads back`, () => {
    const given = { ...FULL, seconds: 12.5, description, reason: description };

    const text = formatHeader() + formatRow(given, COLUMNS);

    assertEquals(read(text), ledger({ ...NINE, rows: [given] }));
    // Also where its newline is missing
    assertEquals(parseLedger(text.trimEnd()).rows, [given]);
  });
}

const WIDENED: readonly (readonly [text: string, widened: string])[] = [
  [FOUR, OURS],
  [FOUR.trimEnd(), OURS.trimEnd()],
  [`${FOUR}a\t1\tkeep\tx\nb\t9`, `${OURS}a\t1\tkeep\tx\nb\t9`],
  [`\uFEFF${FOUR}a\t1\tkeep\t"x\n`, `\uFEFF${OURS}a\t1\tkeep\t"x\n`],
  [
    `\n${FOUR.trimEnd()}\r\na\t1\tkeep\tx\r\n`,
    `\n${OURS.trimEnd()}\r\na\t1\tkeep\tx\r\n`,
  ],
];
for (const [text, widened] of WIDENED) {
  Deno.test(`widenHeader() changes one line of ${JSON.stringify(text)}`, () => {
    assertEquals(widenHeader(text), widened);
  });
}
