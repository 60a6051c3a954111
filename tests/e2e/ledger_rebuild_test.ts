import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, type Repo } from "../harness.ts";
import { makeResearched } from "../researched.ts";
import { assertSound } from "../soundness.ts";
import { untilThere } from "../waiting.ts";

async function rebuild(repo: Repo) {
  const { code, stdout, stderr } = await repo.autoresearch(
    "log",
    "--rebuild",
    "--json",
  );
  assertEquals([code, stderr], [0, ""]);
  return JSON.parse(stdout);
}

const NOTHING = { fromRefs: [], fromLedger: [], lost: [] };

const SPOILT: [what: string, script: string, isKept: boolean][] = [
  ["is as it was", "true", true],
  ["is gone", "rm results.tsv", false],
  ["is empty", ": > results.tsv", true],
  ["is full of lies", "sed -i 's/keep/crash/; s/120/12/' results.tsv", true],
  ["is no ledger", "echo x > results.tsv", true],
  ["lost a row", "sed -i 3d results.tsv", true],
];
for (const [what, script, isKept] of SPOILT) {
  Deno.test(`log --rebuild makes the same ledger again where it ${what}`, async () => {
    await using repo = await makeResearched();
    const before = await repo.read("results.tsv");
    await repo.sh(script);
    const spoilt = isKept ? await repo.read("results.tsv") : undefined;

    const result = await rebuild(repo);

    const place = ".autoresearch/ledgers/0001.tsv";
    assertEquals(await repo.read("results.tsv"), before);
    assertEquals(result, {
      rows: 3,
      fromFolders: [0, 1, 2],
      ...NOTHING,
      before: isKept ? place : null,
    });
    if (spoilt !== undefined) assertEquals(await repo.read(place), spoilt);
    await assertSound(repo);
  });
}

Deno.test("log --rebuild makes a discard of what only a ref is left of", async () => {
  await using repo = await makeResearched();
  await repo.sh("rm -r results.tsv .autoresearch/experiments/0001");

  const result = await rebuild(repo);
  const next = await repo.try(80);

  const { before: _, ...numbers } = result;
  assertEquals(numbers, {
    rows: 3,
    ...NOTHING,
    fromFolders: [0, 2],
    fromRefs: [1],
  });
  const [, row] = await repo.rows();
  assertEquals(
    [row?.["status"], row?.["metric"], row?.["description"], row?.["reason"]],
    [
      "discard",
      "N/A",
      "try 90",
      "rebuilt: nothing but refs/autoresearch/t1/1 is left of it",
    ],
  );
  // What it measured is known to nobody: its commit has to prove itself again.
  assertEquals(next.code, 0);
  await assertSound(repo);
});

Deno.test("log --rebuild believes the old ledger where only a ref is left", async () => {
  await using repo = await makeResearched();
  const before = await repo.read("results.tsv");
  await repo.sh("rm -r .autoresearch/experiments");

  const result = await rebuild(repo);

  assertEquals(await repo.read("results.tsv"), before);
  assertEquals(result.rows, 3);
});

Deno.test("log --rebuild keeps rows that were recorded, undone or made by the Python tool", async () => {
  await using repo = await makeSession({ flags: ["--skip-baseline"] });
  await repo.write(
    "results.tsv",
    "commit\tmetric\tstatus\tdescription\nabc1234\t300\tdiscard\tof old\n",
  );
  await repo.autoresearch("log", "record", "HEAD", "100", "keep", "by hand");
  await repo.try(90);
  await repo.autoresearch("undo");
  const before = await repo.verdicts();

  const first = await rebuild(repo);
  const kept = await repo.verdicts();
  await repo.sh("rm results.tsv");
  const second = await rebuild(repo);

  assertEquals([first.rows, kept], [4, before]);
  assertEquals([first.fromLedger, second.fromLedger], [[0], []]);
  // Of the row of old nothing is left, but no other gets its number.
  assertEquals([second.fromRefs, second.rows], [[0], 4]);
  assertEquals((await repo.verdicts()).slice(1), before.slice(1));
});

Deno.test("log --rebuild moves what is no row to results.tsv.rejected", async () => {
  await using repo = await makeResearched();
  await repo.sh("echo prose >> results.tsv");

  await rebuild(repo);

  assertEquals(await repo.read("results.tsv.rejected"), "line 5: prose\n");
});

Deno.test("log --rebuild says in words what it did", async () => {
  await using repo = await makeResearched();

  const { stdout } = await repo.autoresearch("log", "--rebuild");

  assertEquals(
    stdout,
    "Rebuilt results.tsv: 3 rows (3 from their experiments' folders)\n" +
      "The ledger as it was before: .autoresearch/ledgers/0001.tsv\n",
  );
});

Deno.test("log --rebuild waits for no running loop: it is refused", async () => {
  await using repo = await makeSession();
  const agent = "touch .git/at; sleep 60";
  const loop = repo.start("run", "--loop", "--agent", agent);
  await untilThere(repo, ".git/at");

  const { code, stderr } = await repo.autoresearch("log", "--rebuild");
  loop.kill("SIGINT");
  await loop.output();

  assertEquals(code, 1);
  assertMatch(stderr, /^Error: Cannot start: another autoresearch works here/);
});

Deno.test("log --rebuild makes no row of a candidate that a crash left unjudged", async () => {
  const evaluate =
    "[ $(cat target.txt) = 100 ] || { touch x.at; sleep 60; }; " +
    'echo "p50_ms: $(cat target.txt)"';
  await using repo = await makeSession({ evaluate });
  await repo.write("target.txt", "90\n");
  const run = repo.start("run", "--single");
  await untilThere(repo, "x.at");
  run.kill("SIGKILL");
  await run.output();

  const { stdout } = await repo.autoresearch("log", "--rebuild", "--json");

  assertEquals(JSON.parse(stdout).rows, 1);
  assertEquals(await repo.verdicts(), ["keep 100"]);
});

Deno.test("log refuses --rebuild beside another view", async () => {
  await using repo = await makeSession();

  const { code, stderr } = await repo.autoresearch(
    "log",
    "--rebuild",
    "--best",
  );

  assertEquals([code, stderr], [
    2,
    "Error: Cannot show --best and --rebuild at once\nHint: Take one of them\n",
  ]);
});
