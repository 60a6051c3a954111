import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, PRINT_TARGET, type Repo } from "../harness.ts";
import { makeResearched } from "../researched.ts";
import { assertSound } from "../soundness.ts";
import { endOf, untilThere } from "../waiting.ts";

/** Proposes 80, 79, …; waits in its first call until the test has had its turn. */
const AGENT = "[ -e .git/go ] || { touch .git/at; " +
  "until [ -e .git/go ]; do sleep 0.02; done; echo 81 > target.txt; }; " +
  "echo $(($(cat target.txt) - 1)) > target.txt";

/** Runs two experiments, with a script of the user's in the midst of the first. */
async function runBeside(repo: Repo, script: string) {
  const flags = ["--agent", AGENT, "--max-experiments", "2"];
  const loop = repo.start("run", "--loop", ...flags);
  await untilThere(repo, ".git/at");
  await repo.sh(`${script}; touch .git/go`);
  return await endOf(loop);
}

const EDITS: [
  what: string,
  script: string,
  says: RegExp,
  rejected?: RegExp,
][] = [
  [
    "a row is changed",
    "sed -i 's/120\\.000000/1.000000/' results.tsv",
    /Moved 1 line that somebody wrote into results\.tsv to .*\nPut 1 line of/,
    /^line 4: \w+\t1\.000000\tdiscard\ttry 120\t.*\n$/,
  ],
  [
    "a row is added",
    "printf 'abc1234\\t1\\tkeep\\tmine\\n' >> results.tsv",
    /Moved 1 line that somebody wrote into results\.tsv to results\.tsv\.rej/,
    /^line 5: abc1234\t1\tkeep\tmine\n$/,
  ],
  [
    "a row is taken out",
    "sed -i 3d results.tsv",
    /Put 1 line of results\.tsv back/,
  ],
  ["it is deleted", "rm results.tsv", /Put 4 lines of results\.tsv back/],
  ["it is emptied", ": > results.tsv", /Put 4 lines of results\.tsv back/],
  [
    "it is cut",
    "truncate -s 250 results.tsv",
    /Moved 1 line .*\nPut 2 lines of results\.tsv back/,
    /^line 3: /,
  ],
  [
    "another tool's takes its place",
    "printf 'commit\\tval_bpb\\tstatus\\nabc\\t1\\tkeep\\n' > results.tsv",
    /Moved 2 lines .*\nPut 4 lines of results\.tsv back/,
    /^line 1: commit\tval_bpb\tstatus\nline 2: abc\t1\tkeep\n$/,
  ],
  [
    "a folder takes its place",
    "rm results.tsv; mkdir results.tsv; echo mine > results.tsv/file",
    // A newcomer like any other that appears while an agent works.
    /Put 4 lines of results\.tsv back/,
  ],
  [
    "a link to nowhere takes its place",
    "rm results.tsv; ln -s nowhere results.tsv",
    /Moved what stood in the place of results\.tsv to \.autoresearch\/ledgers/,
  ],
  [
    "a pipe takes its place",
    "rm results.tsv; mkfifo results.tsv",
    /Moved what stood in the place of results\.tsv to \.autoresearch\/ledgers/,
  ],
];

for (const [what, script, says, rejected] of EDITS) {
  Deno.test(`run --loop puts results.tsv back where ${what} meanwhile`, async () => {
    await using repo = await makeResearched();

    const { code, stdout, stderr } = await runBeside(repo, script);

    assertEquals(code, 0);
    assertMatch(`${stdout}${stderr}`, says);
    assertEquals(await repo.verdicts(), [
      "keep 100",
      "keep 90",
      "discard 120",
      // Whose hand it was nobody knows: it may have been the agent's.
      "discard N/A",
      "keep 89",
    ]);
    const reason = (await repo.rows())[3]?.["reason"];
    assertEquals(reason, "rejected: results.tsv changed, which is protected");
    const isThere = await repo.exists("results.tsv.rejected");
    assertEquals(isThere, rejected !== undefined);
    if (rejected !== undefined) {
      assertMatch(await repo.read("results.tsv.rejected"), rejected);
    }
    await assertSound(repo);
  });
}

/** What changes no row is no reason to reject anything. */
const HARMLESS: [what: string, script: string][] = [
  ["it is touched", "touch results.tsv"],
  ["it is saved as it was", "cp results.tsv x; mv x results.tsv"],
  ["its line ends are changed", "sed -i 's/$/\\r/' results.tsv"],
  ["blank lines are put in", "sed -i '2G' results.tsv"],
  ["its rows are sorted", "sort -o results.tsv results.tsv"],
  [
    "it is moved and linked",
    "mv results.tsv .git/ledger; ln -s .git/ledger results.tsv",
  ],
];
for (const [what, script] of HARMLESS) {
  Deno.test(`run --loop judges as ever where ${what} meanwhile`, async () => {
    await using repo = await makeResearched();

    const { code } = await runBeside(repo, script);

    assertEquals(code, 0);
    assertEquals(await repo.verdicts(), [
      "keep 100",
      "keep 90",
      "discard 120",
      "keep 80",
      "keep 79",
    ]);
    assertEquals(await repo.exists("results.tsv.rejected"), false);
    await assertSound(repo);
  });
}

Deno.test("run --loop without an agent rejects nothing for what was done to results.tsv before", async () => {
  await using repo = await makeSession();
  const loop = repo.start("run", "--loop", "--max-experiments", "1");
  await untilThere(repo, ".autoresearch/seals.json");
  await repo.sh("rm results.tsv");
  await repo.sh("echo 90 > target.txt; git commit -qam faster");
  const { code } = await endOf(loop);

  assertEquals([code, await repo.verdicts()], [0, ["keep 100", "keep 90"]]);
});

Deno.test("run --single puts back what is deleted while it measures", async () => {
  const evaluate = `[ $(cat target.txt) = 100 ] || rm results.tsv\n` +
    PRINT_TARGET;
  await using repo = await makeSession({ evaluate });

  const { code } = await repo.try(90);

  assertEquals([code, await repo.verdicts()], [4, ["keep 100", "discard N/A"]]);
});

for (
  const [what, script, state] of [
    ["a folder", "mkdir results.tsv", "it is a folder"],
    ["a pipe", "mkfifo results.tsv", "it is no file"],
    [
      "a link to nowhere",
      "ln -s x results.tsv",
      "it is a link that leads nowhere",
    ],
  ] as const
) {
  Deno.test(`run, log and record refuse ${what} in the place of results.tsv`, async () => {
    await using repo = await makeResearched();
    await repo.sh(`rm results.tsv; ${script}`);

    for (const args of [["run", "--single"], ["log"], ["log", "--rebuild"]]) {
      assertEquals(await repo.autoresearch(...args), {
        code: 1,
        stdout: "",
        stderr: `Error: Cannot use "results.tsv": ${state}\n` +
          "Hint: Move it out of the way: mv results.tsv results-before; rows " +
          "come back by themselves from .autoresearch/experiments\n",
      });
    }
    await repo.sh("mv results.tsv results-before");
    await repo.try(80);

    assertEquals(await repo.verdicts(), [
      "keep 100",
      "keep 90",
      "discard 120",
      "keep 80",
    ]);
  });
}
