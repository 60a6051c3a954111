import { assertEquals } from "@std/assert";
import { makeSession, PRINT_TARGET, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";

/** An evaluator that git doesn't track, and that the command names. */
async function untrack(repo: Repo): Promise<void> {
  await repo.sh("git rm -q --cached eval.sh; git commit -qm untrack");
}

Deno.test("run --loop puts an untracked evaluator back and rejects who changed it", async () => {
  await using repo = await makeSession({ before: untrack });
  const before = await repo.read("eval.sh");

  await repo.loop("echo 90 > target.txt; echo 'echo p50_ms: 1' > eval.sh");

  assertEquals(await repo.read("eval.sh"), before);
  assertEquals(
    (await repo.rows())[1]?.["reason"],
    "rejected: eval.sh changed, which is protected",
  );
  assertEquals(
    await repo.read(".autoresearch/experiments/0001/rejected/eval.sh"),
    "echo p50_ms: 1\n",
  );
});

Deno.test("run --loop sees an evaluator that was changed with its times set back", async () => {
  await using repo = await makeSession();

  await repo.loop(
    "echo 90 > target.txt; touch -r eval.sh .git/t; " +
      "sed -i 's/100/1.0/; s/target.txt/target.tx?/' eval.sh; touch -r .git/t eval.sh",
  );

  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A"]);
  await assertSound(repo);
});

Deno.test("run --single rejects a target whose code changes the evaluator while it runs", async () => {
  const evaluate = `sh target.txt\necho "p50_ms: $(wc -c < target.txt)"`;
  await using repo = await makeSession({
    target: "true # a long one\n",
    evaluate,
  });

  await repo.try("echo >> eval.sh");
  await repo.try("echo 1 >> program.md");
  await repo.try("echo 1 >> .autoresearch.cfg");
  await repo.try("echo x >> results.tsv");

  const reasons = (await repo.rows()).slice(1).map(({ reason }) => reason);
  assertEquals(
    reasons,
    ["eval.sh", "program.md", ".autoresearch.cfg", "results.tsv"].map((name) =>
      `rejected: ${name} changed, which is protected`
    ),
  );
  await assertSound(repo);
});

Deno.test("run lets the user change config and programme between two runs", async () => {
  await using repo = await makeSession();
  await repo.try(95);
  await repo.sh("echo more >> program.md; echo '# note' >> .autoresearch.cfg");

  await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 95", "keep 90"]);
});

Deno.test("run --loop rejects a changed file that only `protected` names", async () => {
  await using repo = await makeSession({
    files: { "data/a.csv": "1\n", "data/b.csv": "1\n" },
    flags: ["--protected", "data/**"],
  });

  await repo.loop("echo 90 > target.txt; echo 2 > data/b.csv");
  await repo.loop("echo 90 > target.txt; echo 2 > data/new.csv");

  assertEquals(
    (await repo.rows()).map(({ reason }) => reason).slice(1, 2),
    ["rejected: data/b.csv changed, which is protected"],
  );
  assertEquals(await repo.sh("cat data/*"), "1\n1\n");
  await assertSound(repo);
});

Deno.test("run --loop lets a target change that the command names, and rejects it where only a glob does", async () => {
  const files = { "train.sh": 'echo "p50_ms: 100"\n', "lib.sh": "\n" };
  const flags = ["--evaluate-cmd", "sh train.sh", "--target"];
  await using outright = await makeSession({
    files,
    flags: [...flags, "train.sh"],
  });
  await using byGlob = await makeSession({ files, flags: [...flags, "*.sh"] });
  const agent = "echo 'echo p50_ms: 90' > train.sh";

  await outright.loop(agent);
  await byGlob.loop(agent);

  assertEquals(await outright.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await byGlob.verdicts(), ["keep 100", "discard N/A"]);
  await assertSound(outright);
  await assertSound(byGlob);
});

Deno.test("run --loop rejects nothing that the evaluator itself writes from the start", async () => {
  const evaluate = `${PRINT_TARGET}\ndate +%N > state.json`;
  await using repo = await makeSession({
    evaluate,
    files: { "state.json": "0\n" },
    flags: ["--protected", "state.json"],
  });

  await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.read("state.json"), "0\n");
  await assertSound(repo);
});
