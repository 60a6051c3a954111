import { assert, assertEquals } from "@std/assert";
import { makeSession, PRINT_TARGET } from "../harness.ts";
import { assertSound } from "../soundness.ts";

const LATER = "[ $(cat target.txt) = 100 ] ||";

Deno.test("run takes a target that changes while it is measured for a crash", async () => {
  const evaluate = `${PRINT_TARGET}\n${LATER} echo 1 > target.txt`;
  await using repo = await makeSession({ evaluate });

  const { code } = await repo.try(90);

  assertEquals(code, 3);
  assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
  assertEquals(
    (await repo.rows())[1]?.["reason"],
    "target.txt changed while it was measured",
  );
  assertEquals(await repo.read("target.txt"), "100\n");
  await assertSound(repo);
});

Deno.test("run takes an evaluator that commits for a crash, and loses no commit", async () => {
  const evaluate = `${PRINT_TARGET}\n` +
    `${LATER} { echo 80 > target.txt; git commit -qam more; }`;
  await using repo = await makeSession({ evaluate });

  await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
  assertEquals(await repo.read("target.txt"), "100\n");
  await assertSound(repo);
});

Deno.test("run takes an evaluator that moves HEAD for a crash", async () => {
  const evaluate = `${PRINT_TARGET}\n${LATER} git checkout -q --detach main`;
  await using repo = await makeSession({ evaluate });

  await repo.loop("echo 90 > target.txt; git commit -qam x");

  assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
  await assertSound(repo);
});

Deno.test("run keeps exactly the bytes that it measured, of commits and of what was not committed yet", async () => {
  await using repo = await makeSession({
    files: { "src/a": "1\n" },
    evaluate: "echo p50_ms: $((100 - $(cat src/* | wc -c))); cat src/*",
    flags: ["--target", "src/**"],
  });
  await repo.sh(
    "echo 22 > src/b; git add src; git commit -qm b; echo 333 > src/c; echo 4444 > src/a",
  );

  await repo.autoresearch("run", "--single");

  assertEquals(await repo.verdicts(), ["keep 98", "keep 88"]);
  const kept = await repo.git("ls-tree", "-r", "--name-only", "HEAD", "src");
  assertEquals(kept, "src/a\nsrc/b\nsrc/c\n");
  const [, ...measured] = (await repo.read("run.log")).split("\n");
  const bytes = await repo.sh("for f in a b c; do git show HEAD:src/$f; done");
  assertEquals(measured.join("\n"), bytes);
  await assertSound(repo);
});

Deno.test("run never keeps what a file that git ignores has made possible", async () => {
  const evaluate =
    'echo "p50_ms: $(cat target.txt helper 2> /dev/null | tail -1)"';
  await using repo = await makeSession({ evaluate });

  await repo.loop(
    "echo 95 > target.txt; echo 1 > helper; echo /helper >> .git/info/exclude",
  );
  await repo.loop(
    "echo 94 > target.txt; echo 1 > helper; printf 'helper\\n.gitignore\\n' > .gitignore",
  );

  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A", "keep 94"]);
  const leavings = ".autoresearch/experiments/0001/leavings";
  assertEquals(await repo.read(`${leavings}/helper`), "1\n");
  await assertSound(repo);
});

Deno.test("run never keeps what a filter of an agent's own hides", async () => {
  await using repo = await makeSession();

  await repo.loop(
    "echo 90 > target.txt; cp eval.sh .git/e; " +
      "git config filter.x.clean 'cat .git/e'; " +
      "echo 'eval.sh filter=x' > .git/info/attributes; " +
      "echo 'echo p50_ms: 1 # cheaper' > eval.sh",
  );

  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A"]);
  assertEquals(await repo.read("eval.sh"), `${PRINT_TARGET}\n`);
  assertEquals(await repo.sh("git config filter.x.clean || true"), "");
  await assertSound(repo);
});

Deno.test("run goes on where an agent has made the repository bare, and rejects that", async () => {
  await using repo = await makeSession();

  await repo.loop("echo 90 > target.txt; git config core.bare true");
  await repo.loop("echo 80 > target.txt");

  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A", "keep 80"]);
  assertEquals(
    (await repo.rows())[1]?.["reason"],
    "rejected: .git/config changed, which is protected",
  );
  await assertSound(repo);
});

const hasPython = (await new Deno.Command("sh", {
  args: ["-c", "command -v python3"],
  stdout: "null",
}).output()).success;

Deno.test({
  name:
    "run measures no byte code of another candidate of the same size and second",
  ignore: !hasPython,
  async fn() {
    await using repo = await makeSession({
      files: {
        "model.py": "SPEED = 100\n",
        "measure.py": 'import model\nprint("p50_ms:", model.SPEED)\n',
      },
      evaluate: "python3 measure.py",
      before: (repo) =>
        repo.sh("printf '__pycache__/\\n' >> .git/info/exclude"),
      flags: ["--target", "model.py"],
    });
    // The cache is found valid by the source's size and its second alone.
    const agent = "n=$(wc -l < results.tsv); echo SPEED = 20$n > model.py; " +
      "touch -d 2020-01-01 model.py; python3 -c 'import model'; " +
      "echo SPEED = 10$n > model.py; touch -d 2020-01-01 model.py";

    await repo.loop(agent, 3);

    assertEquals(await repo.verdicts(), [
      "keep 100",
      "discard 102",
      "discard 103",
      "discard 104",
    ]);
    const back = await repo.sh("python3 measure.py");
    assertEquals(back, "p50_ms: 100\n");
    assert(await repo.exists("measure.py"));
  },
});
