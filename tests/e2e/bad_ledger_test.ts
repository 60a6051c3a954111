import { assertEquals } from "@std/assert";
import { makeRepo, makeSession, PRINT_TARGET, SETUP } from "../harness.ts";
import { assertRefused } from "../refusal.ts";
import { assertSoon } from "../waiting.ts";

const HEADER = "commit\tmetric\tstatus\tdescription\n";
const AS_HEADER =
  "Give it a header such as  commit metric status description  with tabs between";
const FILES = { "target.txt": "100\n", "eval.sh": PRINT_TARGET };

/** Files called results.tsv that nobody may take for a ledger. */
const STRANGERS: readonly (readonly [
  what: string,
  text: string,
  state: string,
  hint: string,
])[] = [
  ["an empty one", "", "it is empty", AS_HEADER],
  [
    "a table of something else",
    "sample\tvalue\nx\t1\n",
    'line 1 ("sample value") has no column "commit"',
    AS_HEADER,
  ],
  [
    "a CSV",
    "name,score\na,1\n",
    'line 1 ("name,score") has no column "commit"',
    AS_HEADER,
  ],
  [
    "one without a header",
    "abc1234\t9\tkeep\tx\n",
    'line 1 ("abc1234 9 keep x") is a row',
    AS_HEADER,
  ],
  [
    "a binary",
    "\0\x01\x02\n",
    "line 1 holds a NUL character",
    "It is no text, or was damaged: restore it, or take the line out",
  ],
  [
    "one with a strange status",
    `${HEADER}abc1234\t1\tmaybe\tx\n`,
    'line 2 has the status "maybe"',
    "Write it as keep, discard or crash",
  ],
  [
    "one with a metric that is no number",
    `${HEADER}abc1235\tnan\tkeep\tx\n`,
    'line 2 has the metric "nan"',
    "Write it as a number, or as N/A where there is none",
  ],
];
for (const [what, text, state, hint] of STRANGERS) {
  Deno.test(`setup, run, log and record leave a results.tsv alone: ${what}`, async () => {
    await using repo = await makeSession({ flags: ["--skip-baseline"] });
    await repo.write("results.tsv", text);
    const refusal = {
      code: 1,
      message: state === "it is empty"
        ? 'Cannot read "results.tsv": it is empty'
        : `Cannot read "results.tsv": ${state}`,
      hint,
    } as const;

    const again = SETUP.map((word) => word === "t1" ? "t2" : word);
    await assertRefused(repo, again, refusal);
    await assertRefused(repo, ["run", "--single"], refusal);
    await assertRefused(repo, ["log"], refusal);
    const record = ["log", "record", "HEAD", "1", "discard", "x"];
    await assertRefused(repo, record, refusal);
  });
}

Deno.test("setup leaves another tool's ledger alone, and no trace", async () => {
  const text = "commit\tval_bpb\tmemory_gb\tstatus\tdescription\n";
  await using repo = await makeRepo(FILES);
  await repo.write("results.tsv", text);

  await assertRefused(repo, SETUP, {
    code: 1,
    message: 'Cannot set up: "results.tsv" is there, and it is another tool\'s',
    hint: "Move it first: mv results.tsv results-before.tsv",
  });
  assertEquals(await repo.exists(".autoresearch"), false);
});

for (const args of [SETUP, ["run", "--single"], ["run", "--loop"]] as const) {
  Deno.test(`${args.slice(0, 2).join(" ")} refuses a tracked results.tsv, and says how to untrack it`, async () => {
    await using repo = await makeRepo({ ...FILES, "results.tsv": HEADER });
    await repo.sh(
      "git switch -qc autoresearch/x; printf 'target: target.txt\\n" +
        "evaluate_cmd: sh eval.sh\\nmetric: p50_ms\\n' > .autoresearch.cfg; " +
        "echo .autoresearch/ >> .git/info/exclude",
    );

    await assertRefused(repo, args, {
      code: 1,
      message: "Cannot use results.tsv: git tracks it, so that a rollback " +
        "would take rows with it",
      hint: 'Run: git rm --cached results.tsv && git commit -m "untrack the ' +
        'ledger"',
    });
  });
}

for (const name of [".autoresearch.cfg", "run.log", ".autoresearch/lock"]) {
  Deno.test(`setup refuses a tracked ${name}, which would be dirty for ever`, async () => {
    await using repo = await makeRepo({ ...FILES, [name]: "metric: x\n" });
    const shown = name.split("/")[0] ?? "";

    const { code, stderr } = await repo.autoresearch(...SETUP);

    assertEquals([code, stderr], [
      1,
      `Error: Cannot set up: git tracks ${shown}, which the tool writes to\n` +
      `Hint: Run: git rm -r --cached ${shown} && ` +
      `git commit -m "untrack ${shown}"\n`,
    ]);
  });
}

/** Ledgers that are odd and fine: they are read, and appended to. */
const ODD: readonly (readonly [what: string, text: string])[] = [
  [
    "quotes",
    `${HEADER}abc1234\t100\tkeep\t"quo""ted"\nabc1235\t130\tdiscard\t5" pipe\n`,
  ],
  [
    "CRLF",
    `${HEADER}abc1234\t100\tkeep\tx\nabc1235\t130\tdiscard\ty\n`.replaceAll(
      "\n",
      "\r\n",
    ),
  ],
  ["a BOM", `\uFEFF${HEADER}abc1234\t100\tkeep\tx\nabc1235\t130\tdiscard\ty\n`],
  [
    "no newline at its end",
    `${HEADER}abc1234\t100\tkeep\tx\nabc1235\t130\tdiscard\ty`,
  ],
  [
    "blank lines",
    `\n${HEADER}\nabc1234\t100\tkeep\tx\nabc1235\t130\tdiscard\ty\n\n`,
  ],
];
for (const [what, text] of ODD) {
  Deno.test(`log and record take a ledger with ${what}`, async () => {
    await using repo = await makeSession({ flags: ["--skip-baseline"] });
    await repo.write("results.tsv", text);

    const log = await repo.autoresearch("log", "--json");
    const untouched = await repo.read("results.tsv");
    const cells = ["HEAD", "90", "discard", "by hand"];
    const record = await repo.autoresearch("log", "record", ...cells);
    const history = await repo.autoresearch("log", "--history", "--json");

    const { rows, keep, discard, best } = JSON.parse(log.stdout);
    assertEquals([rows, keep, discard, best.metric], [2, 1, 1, 100]);
    assertEquals(untouched === text, true);
    assertEquals(record.stdout, "Recorded row 2\n");
    const { description, reason } = JSON.parse(history.stdout)[2];
    assertEquals([description, reason], ["by hand", "recorded by hand"]);
  });
}

Deno.test("log and record take a ledger of 100,000 rows, in seconds", async () => {
  await using repo = await makeSession({ flags: ["--skip-baseline"] });
  const rows = Array.from(
    { length: 100_000 },
    (_, at) =>
      `${at.toString(16).padStart(7, "0")}\t${100 + at}\t` +
      `${at === 0 ? "keep" : "discard"}\tidea ${at}\n`,
  );
  await repo.write("results.tsv", HEADER + rows.join(""));

  const started = performance.now();
  const { stdout } = await repo.autoresearch("log", "--json");
  const cells = ["HEAD", "3", "discard", "x", "--json"];
  const record = await repo.autoresearch("log", "record", ...cells);

  assertEquals(JSON.parse(stdout).rows, 100_000);
  assertEquals(JSON.parse(record.stdout).row, 100_000);
  assertSoon(started);
});
