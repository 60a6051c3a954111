import { assert, assertEquals, assertMatch } from "@std/assert";
import { makeSession, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { endOf, until } from "../waiting.ts";

/** Everything in the folder, `.git` and all times included. */
async function snapshot(repo: Repo): Promise<string> {
  return await repo.sh(
    "find . -printf '%p %y %m %s %T@ %C@ %i %l\\n' | sort; " +
      "find . -type f -exec sha256sum {} + | sort",
  );
}

const DRY_RUNS: [flags: string[], before: string][] = [
  [[], ""],
  [["--json"], "echo 90 > target.txt"],
  [["--single"], "echo 90 > target.txt; git commit -qam x; touch new"],
  [["--loop", "--agent", "touch RAN"], "echo 1 > eval.sh"],
  [["--loop"], "touch target.txt eval.sh; printf 'torn' >> results.tsv"],
  [["--loop"], "printf '{\"expe' > .autoresearch/state.json"],
];
for (const [flags, before] of DRY_RUNS) {
  Deno.test(`run --dry-run ${flags.join(" ")} touches nothing after ${before}`, async () => {
    await using repo = await makeSession();
    await repo.sh(before);
    const was = await snapshot(repo);

    const { code, stdout } = await repo.autoresearch(
      "run",
      "--dry-run",
      ...flags,
    );

    assertEquals(code, 0);
    assert(stdout.includes("sh eval.sh"));
    assertEquals(await snapshot(repo), was);
  });
}

const USAGE: string[][] = [
  [],
  ["--single", "--loop"],
  ["--single", "--agent", "tune"],
  ["--single", "--max-experiments", "1"],
  ["--loop", "--message", "x"],
  ["--loop", "--max-experiments", "0"],
  ["--loop", "--max-experiments", "many"],
];
for (const flags of USAGE) {
  Deno.test(`run ${flags.join(" ")} is a usage error`, async () => {
    await using repo = await makeSession();

    const { code, stdout, stderr } = await repo.autoresearch("run", ...flags);

    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /\nHint: /);
    assertEquals(await repo.verdicts(), ["keep 100"]);
  });
}

const COUNT_DOWN = "echo $(($(cat target.txt) - 1)) > target.txt";

Deno.test("run --max-experiments counts this call's experiments", async () => {
  await using repo = await makeSession();

  await repo.loop(COUNT_DOWN, 2);
  const { code } = await repo.loop(COUNT_DOWN, 1);

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), [
    "keep 100",
    "keep 99",
    "keep 98",
    "keep 97",
  ]);
});

Deno.test("run --loop judges what stands there first", async () => {
  await using repo = await makeSession();
  await repo.write("target.txt", "50\n");

  await repo.loop(COUNT_DOWN, 2);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 50", "keep 49"]);
  await assertSound(repo);
});

Deno.test("run --loop ends with exit 1 after 5 failed proposals in a row, with the proposer's own reason", async () => {
  await using repo = await makeSession();

  const { code, stderr } = await repo.loop(
    "echo x >> .calls; echo no credit left; exit 7",
    9,
  );

  assertEquals(code, 1);
  assertMatch(
    stderr,
    /5 proposals in a row came to nothing: .*\(exited with code 7\), and said last: no credit left\nHint: /,
  );
  assertEquals(await repo.verdicts(), ["keep 100"]);
  await assertSound(repo);
});

Deno.test("run --loop forgets failed proposals after one that was judged", async () => {
  await using repo = await makeSession();
  const calls = `${repo.path}/.git/calls`;

  const { code } = await repo.loop(
    `echo x >> '${calls}'; [ $(($(wc -l < '${calls}') % 5)) != 0 ] || { ${COUNT_DOWN}; }`,
    2,
  );

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 99", "keep 98"]);
});

Deno.test("run --loop takes a repeated candidate for a failed proposal and says which row it was", async () => {
  await using repo = await makeSession();

  const { code, stderr } = await repo.loop("echo 120 > target.txt", 9);

  assertEquals(code, 1);
  assertMatch(stderr, /No new row: the same target was judged in row 1\n/);
  assertMatch(stderr, /came to nothing: it repeats row 1\n/);
  assertEquals(await repo.verdicts(), ["keep 100", "discard 120"]);
  await assertSound(repo);
});

Deno.test("run --loop gives up with exit 5 after 5 crashes in a row, over the whole session", async () => {
  await using repo = await makeSession();
  const agent = "echo broken$(wc -l < results.tsv) > target.txt";

  const first = await repo.loop(agent, 3);
  const second = await repo.loop(agent, 9);

  assertEquals([first.code, second.code], [0, 5]);
  assertEquals(await repo.verdicts(), [
    "keep 100",
    ...Array<string>(5).fill("crash N/A"),
  ]);
  assertEquals(await repo.read("target.txt"), "100\n");
  await assertSound(repo);
});

Deno.test("run --loop with the tuner ends with exit 0 where nothing is left to try", async () => {
  await using repo = await makeSession({
    target: "100 # tune: 100|90|80\n",
    evaluate: 'echo "p50_ms: $(cut -d" " -f1 target.txt)"',
  });

  const { code, stderr } = await repo.loop("tune", 50);

  assertEquals(code, 0);
  assertMatch(stderr, /nothing is left to try/);
  assertEquals((await repo.rows()).length, 3);
});

Deno.test("run --loop without a proposer waits for commits and judges each", async () => {
  await using repo = await makeSession();
  const loop = repo.start("run", "--loop", "--max-experiments", "2");
  const commit = (target: number) =>
    repo.sh(`echo ${target} > target.txt; git commit -qam 'to ${target}'`);

  await commit(120);
  await until("the first row", async () => (await repo.rows()).length === 2);
  await until(
    "the rollback",
    async () =>
      await repo.read("target.txt") === "100\n" &&
      !await repo.exists(".autoresearch/state.json"),
  );
  await commit(90);
  const { code } = await endOf(loop);

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "discard 120", "keep 90"]);
  assertEquals((await repo.rows())[2]?.["description"], "to 90");
  await assertSound(repo);
});
