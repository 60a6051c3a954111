import { assertEquals } from "@std/assert";
import { runDoctor } from "../doctor_report.ts";
import { makeSession, type Repo } from "../harness.ts";

type Row = [
  title: string,
  spoil: (repo: Repo) => Promise<unknown>,
  lines: readonly string[],
];

const FINDINGS: readonly Row[] = [
  [
    "a results.tsv that git tracks",
    (repo) => repo.sh("git add -f results.tsv; git commit -qm ledger"),
    [
      "error tracked-ledger: Cannot use results.tsv: git tracks it, so that a " +
      "rollback would take rows with it",
    ],
  ],
  [
    "another tool's ledger",
    (repo) =>
      repo.sh(
        "printf 'commit\\tval_bpb\\tmemory_gb\\tstatus\\tdescription\\n' > results.tsv",
      ),
    [
      "error foreign-ledger: results.tsv is another tool's: its columns are " +
      "commit, val_bpb, memory_gb, status, description",
    ],
  ],
  [
    "a results.tsv that is no ledger",
    (repo) => repo.write("results.tsv", "x\ty\n"),
    [
      'error ledger: Cannot read "results.tsv": line 1 ("x y") has no column ' +
      '"commit"',
    ],
  ],
  ["a torn line", (repo) => repo.sh("printf 'abc1234\\t9' >> results.tsv"), [
    "warning torn-ledger: Line 3 of results.tsv was never written to its end",
  ]],
  ["a line that is no row", (repo) => repo.sh("echo later >> results.tsv"), [
    'warning odd-line: Line 3 of results.tsv has the status "" and is not counted',
  ]],
  [
    "a best row whose commit is gone",
    (repo) => repo.sh("printf 'abc1234\\t9\\tkeep\\tlost\\n' >> results.tsv"),
    [
      "error session: Cannot find the best kept commit: row 1 of results.tsv " +
      'names "abc1234", which git does not know',
    ],
  ],
];

for (const [title, spoil, lines] of FINDINGS) {
  Deno.test(`doctor finds ${title}`, async () => {
    await using repo = await makeSession();
    await spoil(repo);
    const ledger = await repo.read("results.tsv");

    const report = await runDoctor(repo);

    assertEquals(report.lines, lines);
    const isError = lines.some((line) => line.startsWith("error"));
    assertEquals(report.code, isError ? 1 : 0);
    assertEquals(await repo.read("results.tsv"), ledger);
  });
}

Deno.test("doctor says how to untrack a ledger, and nothing of it is lost", async () => {
  await using repo = await makeSession();
  const ledger = await repo.read("results.tsv");
  await repo.sh("git add -f results.tsv; git commit -qm ledger");

  const { findings } = await runDoctor(repo);
  await repo.sh(findings[0]?.fix.replace("Run: ", "") ?? "exit 1");
  const after = await runDoctor(repo);

  assertEquals(after.lines, []);
  assertEquals(await repo.read("results.tsv"), ledger);
});
