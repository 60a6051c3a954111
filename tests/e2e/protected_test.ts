import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, PRINT_TARGET } from "../harness.ts";
import { assertSound } from "../soundness.ts";

const FOLDER = ".autoresearch/experiments/0001";

/** Each names a script that nothing else protects. */
const COMMANDS = ["precheck_cmd", "checks_cmd", "holdout_cmd"];
for (const key of COMMANDS) {
  Deno.test(`run --loop rejects who changes what ${key} names`, async () => {
    const check = 'echo "p50_ms: 1"\n';
    await using repo = await makeSession({ files: { "check.sh": check } });
    await repo.sh(`echo '${key}: sh check.sh' >> .autoresearch.cfg`);

    await repo.loop("echo 90 > target.txt; echo true > check.sh");

    assertEquals(
      (await repo.rows()).at(-1)?.["reason"],
      "rejected: check.sh changed, which is protected",
    );
    assertEquals(await repo.read("check.sh"), check);
    await assertSound(repo);
  });
}

Deno.test("run --loop keeps the agent's version of what it puts back, tracked or not", async () => {
  await using repo = await makeSession({
    files: { "notes.md": "mine\n", ".gitignore": "data/\n" },
    before: (repo) => repo.write("data/a.csv", "1\n"),
    flags: ["--protected", "data/**"],
  });

  await repo.loop(
    "echo 90 > target.txt; for f in eval.sh notes.md data/a.csv; do echo x > $f; done",
  );

  for (const name of ["eval.sh", "notes.md", "data/a.csv"]) {
    assertEquals(await repo.read(`${FOLDER}/rejected/${name}`), "x\n", name);
  }
  assertEquals(await repo.read("data/a.csv"), "1\n");
  const record = JSON.parse(await repo.read(`${FOLDER}/experiment.json`));
  assertEquals(record.violations, [
    "eval.sh changed, which is protected",
    "notes.md changed, which is not the target",
  ]);
  assertEquals(record.changed.includes("data/a.csv"), true);
  await assertSound(repo);
});

Deno.test("run --loop stops where a protected file is too large to be put back", async () => {
  await using repo = await makeSession({
    before: (repo) =>
      repo.sh("echo /big >> .git/info/exclude; truncate -s 65M big"),
    flags: ["--protected", "big"],
  });

  const { code, stderr } = await repo.loop(
    "echo 90 > target.txt; echo x >> big",
    3,
  );

  assertEquals(code, 1);
  assertMatch(stderr, /Error: Cannot go on: big changed, which is protected/);
  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A"]);
  assertEquals(await repo.sh("tail -c 2 big"), "x\n");
});

Deno.test("run refuses a file that target and protected both name", async () => {
  await using repo = await makeSession();
  await repo.sh("echo 'protected: ./target.txt' >> .autoresearch.cfg");

  const { code, stderr } = await repo.try(90);
  const doctor = await repo.autoresearch("doctor", "--json");

  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^Error: Cannot use target "target.txt": it is protected/,
  );
  const { findings } = JSON.parse(doctor.stdout);
  const kinds = findings.map(({ kind }: { kind: string }) => kind);
  assertEquals([doctor.code, kinds.includes("target-protected")], [1, true]);
  assertEquals(await repo.verdicts(), ["keep 100"]);
});

Deno.test("run --loop takes what only looks changed for a change where an agent made it", async () => {
  const clean = "git config filter.strip.clean \"sed -e '/^# out:/d'\"";
  await using repo = await makeSession({
    files: {
      ".gitattributes": "*.txt filter=strip\n",
      "notes.txt": "mine\n",
      "more.txt": "mine\n",
    },
    before: (repo) => repo.sh(clean),
  });
  await repo.sh("echo '# out: 1' >> more.txt");

  await repo.loop("echo 90 > target.txt");
  await repo.loop("echo 80 > target.txt; echo '# out: 2' >> notes.txt");

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard N/A"]);
  assertEquals(await repo.read("notes.txt"), "mine\n");
  assertEquals(await repo.read("more.txt"), "mine\n# out: 1\n");
});

Deno.test("run tells git about the tool's files where the Python scripts never did", async () => {
  await using repo = await makeSession();
  await repo.sh(": > .git/info/exclude");

  await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.git("status", "--porcelain"), "?? program.md\n");
});

Deno.test("run --loop leaves the branch alone on which somebody works beside", async () => {
  await using repo = await makeSession();
  const beside = `${repo.path}/.git/beside`;
  await repo.sh(`git worktree add -q -b side '${beside}'`);

  await repo.loop(
    `echo 90 > target.txt; cd '${beside}'; echo x > x; git add x; git commit -qm x`,
  );

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.git("log", "-1", "--format=%s", "side"), "x\n");
});

Deno.test("run --loop takes a branch that an agent made away, and holds its commit", async () => {
  await using repo = await makeSession({ evaluate: PRINT_TARGET });

  const { stderr } = await repo.loop(
    "git branch mine main; echo 90 > target.txt",
  );

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertMatch(
    stderr,
    /Put back refs\/heads\/mine; what it named is held by refs/,
  );
  assertEquals(await repo.git("branch", "--list", "mine"), "");
});
