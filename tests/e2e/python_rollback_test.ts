/** What the Python version got wrong about git, each by its name. @module */
import { assertEquals, assertMatch } from "@std/assert";
import { commandLine, makeRepo, makeSession, SETUP } from "../harness.ts";
import { assertSound } from "../soundness.ts";

Deno.test("python: rolled back to a commit taken after the agent committed, so that nothing was undone", async () => {
  await using repo = await makeSession();
  await repo.sh("echo 120 > target.txt; git commit -qam slower");

  await repo.autoresearch("run", "--single");

  assertEquals(await repo.verdicts(), ["keep 100", "discard 120"]);
  assertEquals(await repo.read("target.txt"), "100\n");
  assertEquals(await repo.git("log", "--format=%s"), "start\n");
  await assertSound(repo);
});

Deno.test("python: erased uncommitted work by reset --hard, even above --path", async () => {
  await using repo = await makeRepo({
    "above.txt": "old\n",
    "sub/target.txt": "100\n",
    "sub/eval.sh": 'echo "p50_ms: $(cat target.txt)"\n',
  });
  await repo.autoresearch(...SETUP, "--path", "sub");
  await repo.write("above.txt", "half a thought\n");
  await repo.write("sub/target.txt", "120\n");

  const refused = await repo.autoresearch("run", "--single", "--path", "sub");
  await repo.git("commit", "-q", "-m", "above", "above.txt");
  await repo.git("update-ref", "refs/heads/mine", "HEAD");
  await repo.write("untracked.txt", "mine\n");
  await repo.autoresearch("run", "--single", "--path", "sub");

  assertEquals(refused.code, 1);
  assertMatch(refused.stderr, /changed outside the target: \.\.\/above\.txt\n/);
  assertEquals(await repo.git("show", "mine:above.txt"), "half a thought\n");
  assertEquals(await repo.read("untracked.txt"), "mine\n");
  assertEquals(await repo.read("sub/target.txt"), "100\n");
});

Deno.test("python: wiped the rows of a tracked results.tsv by a rollback", async () => {
  await using repo = await makeSession();
  await repo.sh("git add -f results.tsv; git commit -qm ledger");
  await repo.write("target.txt", "120\n");
  const before = await repo.sh(
    "cat results.tsv target.txt; git rev-parse HEAD",
  );

  const { code, stderr } = await repo.autoresearch("run", "--single");

  assertEquals(code, 1);
  assertMatch(stderr, /git rm --cached results\.tsv && git commit/);
  assertEquals(
    await repo.sh("cat results.tsv target.txt; git rev-parse HEAD"),
    before,
  );
});

Deno.test("python: kept a candidate that had edited the evaluator", async () => {
  await using repo = await makeSession();
  await repo.write("eval.sh", "echo p50_ms: 1\n");
  await repo.write("target.txt", "90\n");
  await repo.git("commit", "-qam", "faster");

  const { code } = await repo.autoresearch("run", "--single");

  assertEquals(code, 4);
  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A"]);
  await assertSound(repo);
});

Deno.test("python: ran on main", async () => {
  await using repo = await makeSession();
  await repo.git("switch", "-q", "main");

  const { code, stderr } = await repo.try(90);

  assertEquals(code, 1);
  assertEquals(
    stderr,
    "Error: Cannot run on this branch: the session is on autoresearch/t1, " +
      "the branch is main\nHint: Run: git switch autoresearch/t1\n",
  );
  assertEquals(await repo.read("target.txt"), "90\n");
  assertEquals(await repo.verdicts(), ["keep 100"]);
});

Deno.test("python: had no check for a detached HEAD", async () => {
  await using repo = await makeSession();
  await repo.git("checkout", "-q", "--detach");

  const { code, stderr } = await repo.try(90);

  assertEquals(code, 1);
  assertMatch(stderr, /the session is on autoresearch\/t1, HEAD is detached\n/);
  assertEquals(await repo.verdicts(), ["keep 100"]);
});

Deno.test("python: had no lock", async () => {
  await using repo = await makeSession();
  const command = commandLine().map((word) => `'${word}'`).join(" ");

  // The second writer starts inside the first one's experiment.
  await repo.loop(
    `${command} run --single; echo $? > .git/second; echo 90 > target.txt`,
  );

  assertEquals(await repo.read(".git/second"), "1\n");
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
});

Deno.test("python: took the last keep for the best", async () => {
  await using repo = await makeSession();
  await repo.try(80);
  await repo.autoresearch("log", "record", "main", "95", "keep", "by hand");

  const best = await repo.autoresearch("log", "--best", "--json");
  await repo.try(85);

  assertEquals(JSON.parse(best.stdout).metric, 80);
  assertEquals((await repo.verdicts()).at(-1), "discard 85");
});
