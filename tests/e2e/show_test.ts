import { assertEquals, assertMatch } from "@std/assert";
import { stateOf } from "../folder_state.ts";
import { makeSession, type Repo } from "../harness.ts";
import { assertRefused } from "../refusal.ts";
import { endOf, untilThere } from "../waiting.ts";

const EVALUATE = `printf '\\033[31mloss: 7\\033[0m\\n'
echo dirt >> notes.txt
echo "p50_ms: $(cat target.txt)"`;

/** A session with a keep (row 1) and a discard (row 2). */
async function makePast(): Promise<Repo> {
  const repo = await makeSession({
    evaluate: EVALUATE,
    files: { "notes.txt": "mine\n" },
  });
  await repo.try(90);
  await repo.try(120);
  return repo;
}

async function show(repo: Repo, row: number) {
  const { code, stdout, stderr } = await repo.autoresearch(
    "show",
    String(row),
    "--json",
  );
  assertEquals([code, stderr], [0, ""]);
  return JSON.parse(stdout);
}

Deno.test("show --json tells all that is known of a row, and changes nothing", async () => {
  await using repo = await makePast();
  const before = await stateOf(repo);
  const [, kept, row] = await repo.rows();
  const commit = await repo.git("rev-parse", "refs/autoresearch/t1/2");
  const incumbent = await repo.git("rev-parse", "refs/autoresearch/t1/1");

  const { log, ...shown } = await show(repo, 2);

  assertEquals(shown, {
    row: 2,
    commit: commit.trim(),
    metric: 120,
    status: "discard",
    description: "try 120",
    reason: "not better: 120 against 90",
    seconds: Number(row?.["seconds"]),
    runs: 1,
    at: row?.["at"],
    fingerprint: row?.["fingerprint"],
    ref: "refs/autoresearch/t1/2",
    incumbent: { commit: incumbent.trim(), row: 1, metric: 90 },
    why: null,
    learnt: null,
    undoes: null,
    undoneBy: null,
    secondary: { loss: 7 },
    violations: [],
    leavings: [],
    leftBehind: [],
    changed: ["notes.txt"],
    folder: ".autoresearch/experiments/0002",
    diff: await repo.sh("git diff-tree -p refs/autoresearch/t1/1 HEAD") +
      await repo.sh("git diff-tree -p HEAD refs/autoresearch/t1/2"),
  });
  assertEquals(log, "\x1b[31mloss: 7\x1b[0m\np50_ms: 120\n");
  assertEquals(kept?.["commit"], incumbent.slice(0, 7));
  assertEquals(await stateOf(repo), before);
});

Deno.test("show tells it to a person, without escapes", async () => {
  await using repo = await makePast();

  const { code, stdout } = await repo.autoresearch("show", "2");

  const text = stdout.replace(/[0-9a-f]{40}/g, "COMMIT")
    .replace(/\b[0-9a-f]{7}\b/g, "SHORT")
    .replace(/(seconds|at) +\S+/g, "$1 X");
  assertEquals([code, text], [
    0,
    `#2 discard 120  try 120
  reason      not better: 120 against 90
  against     row 1: 90  SHORT
  commit      COMMIT
  ref         refs/autoresearch/t1/2
  seconds X
  at X
  also        loss 7
  put back    notes.txt
  folder      .autoresearch/experiments/0002

diff --git a/target.txt b/target.txt
index SHORT..SHORT 100644
--- a/target.txt
+++ b/target.txt
@@ -1 +1 @@
-90
+120

The log's last 2 lines of .autoresearch/experiments/0002/run.log
  | loss: 7
  | p50_ms: 120
`,
  ]);
});

Deno.test("show cleans what a ledger, a record, a diff and a log say", async () => {
  await using repo = await makeSession();
  await repo.try("90 \x1b]0;diff\x07");
  await repo.sh("sed -i 's/try 90/\x1b[2Jidea/' results.tsv");
  const folder = ".autoresearch/experiments/0001";
  const record = JSON.parse(await repo.read(`${folder}/experiment.json`));
  const leavings = ["\x1b[2Jfile", "\x9b31mtwo"];
  await repo.write(
    `${folder}/experiment.json`,
    JSON.stringify({ ...record, leavings }),
  );
  await repo.write(`${folder}/run.log`, "a\x1b[31mb\rc\x07d\n");

  const { code, stdout } = await repo.autoresearch("show", "1");

  assertEquals(code, 0);
  // deno-lint-ignore no-control-regex -- they must not be there
  assertEquals(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(stdout), false);
  assertMatch(stdout, /\n {2}\| ab\n {2}\| c d\n$/);
});

Deno.test("show takes the diff from the ref where the folder is gone", async () => {
  await using repo = await makePast();
  const { diff } = await show(repo, 2);
  await repo.sh("rm -r .autoresearch/experiments");

  const shown = await show(repo, 2);

  assertEquals([shown.diff, shown.log, shown.folder], [diff, null, null]);
  assertEquals(shown.incumbent.row, 1);
});

Deno.test("show takes the diff from the folder where the ref is gone", async () => {
  await using repo = await makePast();
  const { diff, log } = await show(repo, 2);
  await repo.sh(
    "git update-ref -d refs/autoresearch/t1/2; " +
      "git reflog expire --expire=now --all; git gc -q --prune=now",
  );

  const shown = await show(repo, 2);

  assertEquals([shown.diff, shown.log, shown.ref], [diff, log, null]);
  assertEquals(shown.commit.length, 7);
});

Deno.test("show and diff say the same after git gc --prune=now", async () => {
  await using repo = await makePast();
  const past = async () => [
    await show(repo, 1),
    await show(repo, 2),
    await repo.autoresearch("diff", "1"),
    await repo.autoresearch("diff", "1", "2"),
  ];
  const before = await past();

  await repo.sh("git reflog expire --expire=now --all; git gc -q --prune=now");

  assertEquals(await past(), before);
  assertEquals(
    (await repo.git("for-each-ref", "refs/autoresearch")).trim()
      .split("\n").length,
    3,
  );
});

Deno.test("show works beside a running loop, and from any branch", async () => {
  await using repo = await makeSession();
  await repo.try(90);
  await repo.sh("git switch -q main");
  assertEquals((await show(repo, 1)).ref, "refs/autoresearch/t1/1");
  await repo.sh("git switch -q autoresearch/t1");

  const agent = "echo 80 > target.txt; touch busy.at; sleep 60";
  const child = repo.start("run", "--loop", "--agent", agent);
  await untilThere(repo, "busy.at");
  const shown = await show(repo, 1);
  child.kill("SIGTERM");
  await endOf(child);

  assertEquals([shown.description, shown.metric], ["try 90", 90]);
});

Deno.test("show of a baseline has nothing that it was compared with", async () => {
  await using repo = await makeSession();

  const { incumbent, diff, description } = await show(repo, 0);

  assertEquals({ incumbent, diff, description }, {
    incumbent: null,
    diff: null,
    description: "baseline",
  });
});

Deno.test("show names the range of rows", async () => {
  await using repo = await makePast();

  await assertRefused(repo, ["show", "3"], {
    code: 1,
    message: "Cannot show row 3: there are rows 0 to 2",
    hint: "See  autoresearch log --history",
  });
});

Deno.test("show takes a number alone", async () => {
  await using repo = await makeSession();

  const { code, stderr } = await repo.autoresearch("show", "HEAD");

  assertEquals([code, stderr], [
    2,
    'Error: Cannot read N "HEAD": it must be the number of a row, 0 or above\n' +
    "Hint: See autoresearch show --help\n",
  ]);
});
