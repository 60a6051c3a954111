import { assertEquals, assertMatch } from "@std/assert";
import { stateOf } from "../folder_state.ts";
import type { Repo } from "../harness.ts";
import { makeResearched } from "../researched.ts";
import { assertSound } from "../soundness.ts";

interface Damage {
  readonly what: string;
  /** Done to results.tsv between two runs. */
  readonly script: string;
  /** Rows after one more experiment; without any these four. */
  readonly verdicts?: readonly string[];
  /** What results.tsv.rejected holds then. */
  readonly rejected?: RegExp;
  readonly says: RegExp;
}

const ALL = ["keep 100", "keep 90", "discard 120", "keep 80"];

const DAMAGES: readonly Damage[] = [
  {
    what: "a torn line",
    script: "printf 'abc1234\\t9' >> results.tsv",
    rejected: /^line 5: abc1234\t9\n$/,
    says: /Moved line 5 of results\.tsv, which was never written to its end/,
  },
  {
    what: "a missing newline",
    script: "truncate -s -1 results.tsv",
    says: /^#3 keep 80/,
  },
  {
    what: "a row twice",
    script: "sed -i '3p' results.tsv",
    rejected: /^line 4: \w+\t90\.000000\tkeep\ttry 90\t.*\n$/,
    says: /Moved line 4 of results\.tsv, which repeats line 3, to results/,
  },
  {
    what: "prose in the middle",
    script: "sed -i '2a look at this again' results.tsv",
    rejected: /^line 3: look at this again\n$/,
    says: /Moved line 3 of results\.tsv, which has the status "", to results/,
  },
  {
    what: "another tool's row",
    script: "sed -i '2a -\\t4\\tno-op\\tx' results.tsv",
    rejected: /^line 3: -\t4\tno-op\tx\n$/,
    says: /Moved line 3 of results\.tsv, which has the status "no-op", to res/,
  },
  {
    what: "a row glued to half of another",
    script: "sed -i '3s/^/abc1234\\t9/' results.tsv",
    rejected: /^line 3: abc1234\t9\w+\t90\.000000\tkeep\ttry 90\t.*\n$/,
    says: /Put back row 1, which had gone from the ledger/,
  },
  {
    what: "a row that was taken out",
    script: "sed -i 3d results.tsv",
    says: /Put back row 1, which had gone from the ledger/,
  },
  {
    what: "a last row that was taken out",
    script: "sed -i '$d' results.tsv",
    says: /Put back row 2, which had gone from the ledger/,
  },
  {
    what: "the rows of a whole night taken out",
    script: "sed -i '2,$d' results.tsv",
    says: /Put back 3 rows: 0, 1, 2, which had gone from the ledger/,
  },
  {
    what: "a ledger that was cut in half",
    script: "truncate -s 250 results.tsv",
    says: /Completed the torn last line of results\.tsv\nPut back row 2, which/,
  },
  {
    what: "a ledger that was emptied",
    script: ": > results.tsv",
    says: /Put back 3 rows: 0, 1, 2, which had gone from the ledger/,
  },
  {
    what: "a ledger that was deleted",
    script: "rm results.tsv",
    says: /Put back 3 rows: 0, 1, 2, which had gone from the ledger/,
  },
  {
    what: "rows that were sorted",
    script: "(head -1 results.tsv; tail -n +2 results.tsv | sort -rk2) > x; " +
      "mv x results.tsv",
    says: /^#3 keep 80/,
  },
  {
    what: "a row that was added at the end",
    script: "printf 'abc1234\\t95\\tdiscard\\tby hand\\n' >> results.tsv",
    verdicts: ["keep 100", "keep 90", "discard 120", "discard 95", "keep 80"],
    says: /^#4 keep 80/,
  },
  {
    what: "a row whose words were changed",
    script: "sed -i 's/try 120/the slow one/' results.tsv",
    says: /^#3 keep 80/,
  },
  {
    what: "a metric that was changed",
    script: "sed -i 's/120\\.000000/130.000000/' results.tsv",
    verdicts: ["keep 100", "keep 90", "discard 130", "keep 80"],
    says: /^#3 keep 80/,
  },
  {
    what: "Windows line ends",
    script: "sed -i 's/$/\\r/' results.tsv",
    says: /^#3 keep 80/,
  },
  {
    what: "a link to a ledger elsewhere",
    script: "mv results.tsv .git/ledger && ln -s .git/ledger results.tsv",
    says: /^#3 keep 80/,
  },
];

for (const { what, script, verdicts = ALL, rejected, says } of DAMAGES) {
  Deno.test(`run goes on after ${what}, and no row is lost`, async () => {
    await using repo = await makeResearched();
    await repo.sh(script);

    const { code, stdout, stderr } = await repo.try(80);

    assertEquals([code, await repo.verdicts()], [0, verdicts]);
    assertMatch(`${stdout}${stderr}`, new RegExp(says, "m"));
    const isThere = await repo.exists("results.tsv.rejected");
    assertEquals(isThere, rejected !== undefined);
    if (rejected !== undefined) {
      assertMatch(await repo.read("results.tsv.rejected"), rejected);
    }
    await assertNumbered(repo);
    await assertSound(repo);
  });

  Deno.test(`log changes nothing after ${what}`, async () => {
    await using repo = await makeResearched();
    await repo.sh(script);
    const before = await stateOf(repo);

    await repo.autoresearch("log", "--history", "--json");
    await repo.autoresearch("run", "--dry-run");
    await repo.autoresearch("doctor");

    assertEquals(await stateOf(repo), before);
  });
}

Deno.test("log counts without what is no row, and names it", async () => {
  await using repo = await makeResearched();
  await repo.sh("sed -i '3p; 2a prose' results.tsv");

  const { stdout, stderr } = await repo.autoresearch("log", "--json");

  assertEquals(JSON.parse(stdout).rows, 3);
  assertEquals(
    stderr,
    'Line 3 has the status "" and is not counted: the next run moves it aside\n' +
      "Line 5 repeats line 4 and is not counted: the next run moves it aside\n",
  );
});

/** Every row that an experiment wrote has that experiment's folder and ref. */
async function assertNumbered(repo: Repo): Promise<void> {
  for (const [number, row] of (await repo.rows()).entries()) {
    const { commit = "", description } = row;
    if (description === "by hand") continue;
    const folder = `.autoresearch/experiments/${`${number}`.padStart(4, "0")}`;
    const record = JSON.parse(await repo.read(`${folder}/experiment.json`));
    const ref = await repo.git("rev-parse", `refs/autoresearch/t1/${number}`);
    assertEquals([record.commit, ref.trim().slice(0, 7)], [
      ref.trim(),
      commit,
    ]);
  }
}
