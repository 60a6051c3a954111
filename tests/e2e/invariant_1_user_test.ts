import { assertEquals, assertMatch } from "@std/assert";
import { makeSession } from "../harness.ts";
import { assertSound, standing } from "../soundness.ts";

const COMMIT_ALL = "git add -A -f && git commit -qm all";

Deno.test("run --loop leaves the user's ignored files where they are, even if an agent commits them", async () => {
  await using repo = await makeSession();
  await repo.sh("echo /.env >> .git/info/exclude");
  await repo.write(".env", "SECRET=1\n");
  await repo.write("plan.txt", "mine\n");
  const program = await repo.read("program.md");

  await repo.loop(`echo 90 > target.txt; ${COMMIT_ALL}`);
  await repo.loop("echo 80 > target.txt");

  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A", "keep 80"]);
  assertEquals(await repo.read(".env"), "SECRET=1\n");
  assertEquals(await repo.read("plan.txt"), "mine\n");
  assertEquals(await repo.read("program.md"), program);
  assertEquals(
    await repo.git("show", "--name-only", "--format=", "HEAD"),
    "target.txt\n",
  );
  await assertSound(repo);
});

Deno.test("run --single leaves untracked files where they are, even if they were committed", async () => {
  await using repo = await makeSession();
  await repo.write("plan.txt", "mine\n");
  await repo.write("target.txt", "90\n");
  await repo.sh("git add -A && git commit -qm all");

  const { code } = await repo.autoresearch("run", "--single");

  assertEquals(code, 4);
  assertEquals(await repo.read("plan.txt"), "mine\n");
  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A"]);
  await assertSound(repo);
});

Deno.test("run --single only names new untracked files", async () => {
  await using repo = await makeSession();
  await repo.write("notes/a b.txt", "mine\n");

  const { code, stderr } = await repo.try(90);

  assertEquals(code, 0);
  assertMatch(stderr, /Untracked, and left as they are: notes\/a b\.txt/);
  assertEquals(await repo.read("notes/a b.txt"), "mine\n");
});

Deno.test("run refuses to start where a tracked file outside the target is dirty, and touches nothing", async () => {
  await using repo = await makeSession({ files: { "lib/notes.md": "old\n" } });
  await repo.write("lib/notes.md", "half a thought\n");
  const before = await repo.read("results.tsv");

  const { code, stderr } = await repo.try(90);

  assertEquals(code, 1);
  assertEquals(
    stderr,
    "Error: Cannot start: changed outside the target: lib/notes.md\n" +
      "Hint: Put these files back, or keep them elsewhere with  git stash: a " +
      "rollback must not touch them, and a commit of them here would be rejected\n",
  );
  assertEquals(await repo.read("lib/notes.md"), "half a thought\n");
  assertEquals(await repo.read("target.txt"), "90\n");
  assertEquals(await repo.read("results.tsv"), before);
});

Deno.test("run --single keeps a discarded commit, and all before it, reachable", async () => {
  await using repo = await makeSession();
  await repo.sh(
    "for n in 110 120; do echo $n > target.txt; git commit -qam $n; done",
  );

  await repo.autoresearch("run", "--single");

  assertEquals(await repo.verdicts(), ["keep 100", "discard 120"]);
  assertEquals(
    await repo.git("log", "--format=%s", "refs/autoresearch/t1/1"),
    "120\n110\nstart\n",
  );
  await assertSound(repo);
});

Deno.test("run moves no branch but the session's own", async () => {
  await using repo = await makeSession();
  await repo.git("branch", "other");
  const before = await repo.git("rev-parse", "main", "other");

  await repo.loop("git checkout -q other; echo 120 > target.txt");
  await repo.loop("echo 90 > target.txt; git commit -qam x");

  assertEquals(await repo.git("rev-parse", "main", "other"), before);
  await assertSound(repo);
});

Deno.test("run --loop keeps the user's stash as it was", async () => {
  await using repo = await makeSession();
  await repo.sh("echo 1 > target.txt; git stash push -qm mine");
  const before = await repo.git("stash", "list");

  await repo.loop("git stash drop -q; echo 95 > target.txt");
  await repo.loop("echo 90 > target.txt; git stash -q; echo 93 > target.txt");

  assertEquals(await repo.git("stash", "list"), before);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 95", "keep 93"]);
  assertEquals((await standing(repo)).lost, "");
});

Deno.test("run --loop forgets a merge that an agent began", async () => {
  await using repo = await makeSession();

  await repo.loop(
    "git branch a; echo 95 > target.txt; git commit -qam b; git checkout -q a; " +
      "echo 90 > target.txt; git commit -qam a; git merge -q autoresearch/t1",
  );

  assertEquals(await repo.exists(".git/MERGE_HEAD"), false);
  await assertSound(repo);
});

Deno.test("run --loop brings a submodule back that an agent removed", async () => {
  await using repo = await makeSession({
    before: (repo) =>
      repo.sh(
        "git init -q .git/lib; cd .git/lib; echo 1 > scale; git add scale; " +
          "git -c user.name=a -c user.email=a@b commit -qm lib; cd ../..; " +
          "git -c protocol.file.allow=always submodule --quiet add ./.git/lib lib; " +
          "git commit -qm lib",
      ),
  });

  await repo.loop("echo 90 > target.txt; rm -rf lib");

  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A"]);
  assertEquals(await repo.read("lib/scale"), "1\n");
  await assertSound(repo);
});

Deno.test("run works below the git top level and leaves its neighbours alone", async () => {
  await using repo = await makeSession();
  await repo.sh(
    "git switch -q main; mkdir sub; cp target.txt eval.sh sub; git add sub; git commit -qm sub",
  );
  await repo.sh(
    "rm -rf .autoresearch results.tsv .autoresearch.cfg program.md",
  );
  const flags = ["--target", "target.txt", "--evaluate-cmd", "sh eval.sh"];
  const more = ["--metric", "p50_ms", "--direction", "lower", "--budget", "1"];
  await repo.autoresearch(
    "setup",
    ...flags,
    ...more,
    "--tag",
    "t2",
    "--yes",
    "--path",
    "sub",
  );
  await repo.write("sub/target.txt", "120\n");
  await repo.write("beside.txt", "mine\n");

  const { code } = await repo.autoresearch("run", "--single", "--path", "sub");

  assertEquals(code, 0);
  assertEquals(await repo.read("sub/target.txt"), "100\n");
  assertEquals(await repo.git("status", "--porcelain"), "?? beside.txt\n");
});
