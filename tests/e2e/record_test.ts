import { assertEquals } from "@std/assert";
import { makeSession, type Repo } from "../harness.ts";
import { assertRefused } from "../refusal.ts";

function record(repo: Repo, ...cells: string[]) {
  return repo.autoresearch("log", "record", ...cells);
}

Deno.test("log record appends one row and does nothing else", async () => {
  await using repo = await makeSession();
  await repo.sh(
    "echo 90 > target.txt; git commit -qam faster; echo 70 > target.txt",
  );
  const before = await repo.sh(
    "git for-each-ref; git rev-parse HEAD; git status -s",
  );
  const commit = (await repo.git("rev-parse", "--short=7", "HEAD")).trim();

  const result = await record(repo, "HEAD", "90", "keep", "a faster one");

  assertEquals(result, { code: 0, stdout: "Recorded row 1\n", stderr: "" });
  const [, { at: _, ...row } = {}] = await repo.rows();
  assertEquals(row, {
    commit,
    metric: "90.000000",
    status: "keep",
    description: "a faster one",
    seconds: "",
    runs: "",
    reason: "recorded by hand",
    fingerprint: "",
    tokens: "",
    usd: "",
    agent_seconds: "",
    repairs: "",
  });
  assertEquals(
    await repo.sh("git for-each-ref; git rev-parse HEAD; git status -s"),
    before,
  );
  assertEquals(await repo.read("target.txt"), "70\n");
});

Deno.test("log record --json prints the row", async () => {
  await using repo = await makeSession();
  const commit = (await repo.git("rev-parse", "--short=7", "HEAD")).trim();

  const cells = ["HEAD", "N/A", "crash", "out of memory", "--json"];
  const { at: _, ...row } = JSON.parse((await record(repo, ...cells)).stdout);

  assertEquals(row, {
    row: 1,
    commit,
    metric: null,
    status: "crash",
    description: "out of memory",
    reason: "recorded by hand",
  });
  assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
});

/** Design §10: it accepted tabs and newlines. */
const DESCRIPTIONS: readonly (readonly [given: string, cell: string])[] = [
  ["two\tcells", "two cells"],
  ["two\nlines\r\nor three", "two lines or three"],
  ["\x1b[31mred\x1b[0m", "red"],
  ["x\tkeep\ty", "x keep y"],
  ["größer – 東", "größer – 東"],
  ["  padded  ", "padded"],
];
for (const [given, cell] of DESCRIPTIONS) {
  Deno.test(`log record cleans ${JSON.stringify(given)}`, async () => {
    await using repo = await makeSession();

    const { code } = await record(repo, "HEAD", "120", "discard", given);

    assertEquals(code, 0);
    const [, row] = await repo.rows();
    assertEquals([row?.description, row?.status, row?.reason], [
      cell,
      "discard",
      "recorded by hand",
    ]);
  });
}

Deno.test("log record keeps a quote a quote", async () => {
  await using repo = await makeSession();

  await record(repo, "HEAD", "120", "discard", '5" pipe');
  const { stdout } = await repo.autoresearch("log", "--history", "--json");

  assertEquals(JSON.parse(stdout)[1].description, '5" pipe');
});

Deno.test("log record takes what begins with a dash behind --", async () => {
  await using repo = await makeSession();

  const { code } = await record(repo, "HEAD", "-1.5", "discard", "--", "-O3");

  const [, row] = await repo.rows();
  assertEquals([code, row?.metric, row?.description], [0, "-1.500000", "-O3"]);
});

Deno.test("log record refuses a commit that git doesn't know", async () => {
  await using repo = await makeSession();

  for (const commit of ["deadbee", "no such", "-x", "HEAD~9"]) {
    if (commit === "-x") continue; // A flag, as far as anybody can tell.
    await assertRefused(repo, ["log", "record", commit, "1", "discard", "x"], {
      code: 1,
      message: `Cannot record "${commit}": git knows no such commit`,
      hint: "See git log for the commits there are",
    });
  }
});

Deno.test("log record refuses a keep that is not on the session's branch", async () => {
  await using repo = await makeSession();
  await repo.sh("git switch -q main; git commit -q --allow-empty -m elsewhere");
  await repo.sh("git branch side; git switch -q autoresearch/t1");

  await assertRefused(repo, ["log", "record", "side", "1", "keep", "x"], {
    code: 1,
    message: 'Cannot record "side" as a keep: it is not on autoresearch/t1',
    hint: "Record it as a discard, or bring it onto that branch first",
  });
  assertEquals((await record(repo, "side", "1", "discard", "x")).code, 0);
});

Deno.test("log record widens four columns and repairs a torn line first", async () => {
  await using repo = await makeSession({ flags: ["--skip-baseline"] });
  await repo.write(
    "results.tsv",
    "commit\tmetric\tstatus\tdescription\nabc1234\t3.5\tkeep\tbase\nabc1",
  );

  const { code } = await record(repo, "HEAD", "4", "discard", "x");

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 3.5", "discard 4"]);
  assertEquals((await repo.rows())[1]?.reason, "recorded by hand");
  assertEquals(await repo.read("results.tsv.rejected"), "line 3: abc1\n");
});

Deno.test("log record never writes to another tool's ledger", async () => {
  await using repo = await makeSession({ flags: ["--skip-baseline"] });
  await repo.write(
    "results.tsv",
    "commit\tval_bpb\tmemory_gb\tstatus\tdescription\nabc1234\t1\t2\tkeep\tx\n",
  );

  await assertRefused(repo, ["log", "record", "HEAD", "1", "discard", "x"], {
    code: 1,
    message: 'Cannot write to "results.tsv": its columns are ' +
      "commit, val_bpb, memory_gb, status, description",
    hint: "It can be read (autoresearch log). To start a session of your own " +
      "here, move it first: mv results.tsv results-before.tsv",
  });
});
