import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, type Repo } from "../harness.ts";
import { assertRefused } from "../refusal.ts";
import { assertSound } from "../soundness.ts";

/** A target of two files: the metric adds their first lines. */
const OPTIONS = {
  evaluate: 'echo "p50_ms: $(($(head -n1 target.txt) + $(cat more.txt)))"',
  files: { "more.txt": "100\n", "kept.new": "\n" },
  flags: ["--target", "*.txt, *.new"],
} as const;

/** A session with a discarded idea (row 1), and a keep in another file. */
async function makePast(): Promise<Repo> {
  const repo = await makeSession(OPTIONS);
  await repo.write("more.txt", "110\n");
  await repo.write("a.new", "new\n");
  await repo.autoresearch("run", "--single", "--message", "more");
  await repo.try(90);
  return repo;
}

Deno.test("retry judges an old idea on today's incumbent, though its target was judged", async () => {
  await using repo = await makePast();
  await repo.write(".autoresearch/experiments/0001/keep.txt", "");

  const { code, stdout } = await repo.autoresearch("retry", "1");

  assertEquals(code, 0);
  assertMatch(stdout, /^#3 discard 200 {2}[0-9a-f]{7} {2}retry 1: more {2}\(/);
  assertEquals(await repo.verdicts(), [
    "keep 200",
    "discard 210",
    "keep 190",
    "discard 200",
  ]);
  const [parent, tree] = ["^", "^{tree}"].map((what) =>
    repo.git("rev-parse", `refs/autoresearch/t1/3${what}`)
  );
  assertEquals(await parent, await repo.git("rev-parse", "HEAD"));
  assertEquals(
    await repo.git("ls-tree", "--name-only", (await tree ?? "").trim()),
    "a.new\neval.sh\nkept.new\nmore.txt\ntarget.txt\n",
  );
  assertEquals(await repo.exists("a.new"), false);
  await assertSound(repo);

  // Nothing was kept since: the same tree, and measured all the same.
  assertEquals((await repo.autoresearch("retry", "3")).code, 0);
  assertEquals((await repo.rows())[4]?.["description"], "retry 3: more");
});

Deno.test("retry keeps what is better today", async () => {
  await using repo = await makePast();
  await repo.sh("echo 1 > .git/cheap");
  await repo.autoresearch("undo");
  await repo.try(95);

  const { code, stdout } = await repo.autoresearch("retry", "2", "--json");

  // Both changed the same line, so the later keep has to go first.
  assertEquals([code, JSON.parse(stdout).error.kind], [1, "user"]);
  await repo.autoresearch("undo");
  const again = await repo.autoresearch("retry", "2", "--json");
  const [line, last] = again.stdout.trimEnd().split("\n").slice(-2)
    .map((text) => JSON.parse(text));
  assertEquals(
    [again.code, line.status, line.metric, line.description, last.event],
    [0, "keep", 190, "retry 2: try 90", "summary"],
  );
  assertEquals(await repo.read("target.txt"), "90\n");
  await assertSound(repo);
});

Deno.test("retry at a conflict names the file and touches nothing", async () => {
  await using repo = await makeSession();
  await repo.try(120);
  await repo.try(90);

  await assertRefused(repo, ["retry", "1"], {
    code: 1,
    message:
      "Cannot retry row 1: its change conflicts with the incumbent's in " +
      "target.txt",
    hint: "See  autoresearch diff 1; bring the idea in by hand, then " +
      "autoresearch run --single",
  });
  await assertSound(repo);
});

Deno.test("retry measures the candidate's bytes, and nothing but them", async () => {
  const long = "2\n3\n4\n5\n6\n7\n8\n";
  await using repo = await makeSession({
    evaluate: "cat target.txt > .git/measured; git rev-parse HEAD > .git/at\n" +
      'echo "p50_ms: $(head -n1 target.txt)"',
    target: `100\n${long}`,
  });
  await repo.write("target.txt", `120\n${long.replace("8", "eight")}`);
  await repo.autoresearch("run", "--single");
  await repo.write("target.txt", `100\n${long.replace("5", "five")}`);
  await repo.autoresearch("run", "--single");
  await repo.write("target.txt", `90\n2\n3\n4\n5\n6\n7\n8\n`);
  await repo.autoresearch("run", "--single", "--message", "a keep");
  await repo.git("config", "apply.whitespace", "fix");
  await repo.git("config", "merge.conflictStyle", "zdiff3");

  const { code } = await repo.autoresearch("retry", "2");

  assertEquals(code, 0);
  assertEquals(
    await repo.read(".git/measured"),
    await repo.git("show", "refs/autoresearch/t1/4:target.txt"),
  );
  assertEquals(
    await repo.read(".git/measured"),
    "90\n2\n3\n4\nfive\n6\n7\n8\n",
  );
  assertEquals(await repo.verdicts(), [
    "keep 100",
    "discard 120",
    "discard 100",
    "keep 90",
    "discard 90",
  ]);
  await assertSound(repo);
});

Deno.test("retry of a rejection is a rejection: exit 4, nothing measured", async () => {
  await using repo = await makeSession();
  await repo.sh(
    "echo 120 > target.txt; echo true > eval.sh; echo x > added; " +
      "git add .; git commit -qm cheat",
  );
  assertEquals((await repo.autoresearch("run", "--single")).code, 4);
  await repo.sh("rm -f added");

  const { code } = await repo.autoresearch("retry", "1");

  const [, , row] = await repo.rows();
  assertEquals([code, row?.["status"], row?.["runs"]], [4, "discard", "0"]);
  assertMatch(row?.["reason"] ?? "", /^rejected: .* \(and 1 more\)$/);
  assertEquals(await repo.exists("added"), false);
  await assertSound(repo);
});

Deno.test("retry of a crash has exit code 3", async () => {
  await using repo = await makeSession();
  await repo.try("soon");

  const { code } = await repo.autoresearch("retry", "1");

  assertEquals([code, await repo.verdicts()], [
    3,
    ["keep 100", "crash N/A", "crash N/A"],
  ]);
});

Deno.test("retry of what was kept has nothing to judge", async () => {
  await using repo = await makeSession();
  await repo.try(90);

  const { code, stderr } = await repo.autoresearch("retry", "1");

  assertEquals([code, stderr], [
    0,
    "Done: no candidate: the incumbent has that change already\n",
  ]);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.exists(".autoresearch/state.json"), false);
});
