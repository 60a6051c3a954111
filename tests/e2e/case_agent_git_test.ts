import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, type Repo } from "../harness.ts";

/** Leaves an entry on the stash that is nobody's but the user's. */
async function stashSomething(repo: Repo) {
  await repo.write("mine.txt", "mine\n");
  await repo.git("stash", "push", "--include-untracked", "-m", "my own work");
}

async function refsThatHold(repo: Repo, text: string): Promise<string[]> {
  const refs = await repo.git(
    "for-each-ref",
    "--format=%(refname)",
    "refs/autoresearch",
  );
  const holding = await Promise.all(
    refs.trimEnd().split("\n").map(async (ref) =>
      await repo.git("show", `${ref}:target.txt`) === text ? [ref] : []
    ),
  );
  return holding.flat();
}

/** What an agent does to branch, HEAD and stash, and what comes of it. */
const AGENTS: [what: string, agent: string, verdict: string[]][] = [
  [
    "commits on a branch of its own",
    "git checkout -q -b nicer && echo 90 >target.txt && git commit -qam faster",
    ["keep 90"],
  ],
  [
    "commits on a detached HEAD",
    "git checkout -q --detach && echo 90 >target.txt && git commit -qam faster",
    ["keep 90"],
  ],
  [
    "commits something worse on a branch of its own",
    "git checkout -q -b nicer && echo 120 >target.txt && git commit -qam worse",
    ["discard 120"],
  ],
  [
    "starts a history of its own",
    "git checkout -q --orphan own && echo 90 >target.txt && git commit -qam own",
    ["keep 90"],
  ],
  ["drops the stash", "git stash drop -q; echo 90 >target.txt", ["keep 90"]],
  ["pops the stash", "git stash pop -q; echo 90 >target.txt", ["keep 90"]],
  [
    "clears the stash and fills it",
    "git stash clear; echo 1 >target.txt; git stash -q; echo 90 >target.txt",
    ["keep 90"],
  ],
];
for (const [what, agent, verdict] of AGENTS) {
  Deno.test(`an agent that ${what} is judged, and leaves branch and stash as they were`, async () => {
    await using repo = await makeSession();
    await stashSomething(repo);
    const stash = await repo.git("stash", "list", "--format=%H %gs");

    const { code, stderr } = await repo.loop(agent);

    assertEquals(code, 0, stderr);
    assertEquals((await repo.verdicts()).slice(1), verdict);
    assertEquals(
      await repo.git("symbolic-ref", "HEAD"),
      "refs/heads/autoresearch/t1\n",
    );
    const isKept = verdict[0]?.startsWith("keep") ?? false;
    assertEquals(await repo.read("target.txt"), isKept ? "90\n" : "100\n");
    assertEquals(await repo.git("status", "--porcelain"), "");
    assertEquals(await repo.git("stash", "list", "--format=%H %gs"), stash);
    const tried = `${verdict[0]?.split(" ")[1]}\n`;
    const [ref] = await refsThatHold(repo, tried);
    assertEquals(ref, "refs/autoresearch/t1/1");
    // Git still knows the session's start.
    await repo.git("merge-base", "--is-ancestor", "main", "HEAD");
  });
}

Deno.test("an agent that hides its change in the stash has proposed nothing, and it is kept", async () => {
  await using repo = await makeSession();
  await stashSomething(repo);
  const stash = await repo.git("stash", "list", "--format=%H %gs");

  const { code, stderr } = await repo.loop(
    "echo 90 >target.txt; git stash -q",
  );

  assertEquals(code, 1);
  assertMatch(
    stderr,
    /it put its change on the stash, now in refs\/autoresearch/,
  );
  assertEquals(await repo.verdicts(), ["keep 100"]);
  assertEquals(await repo.git("stash", "list", "--format=%H %gs"), stash);
  assertEquals((await refsThatHold(repo, "90\n")).length > 0, true);
  assertEquals(await repo.git("status", "--porcelain"), "");
});

Deno.test("an agent that resets the branch loses no keep", async () => {
  await using repo = await makeSession();
  await repo.try(90);

  const alone = await repo.loop("git reset -q --hard HEAD~1");
  const andBetter = await repo.loop(
    "git reset -q --hard HEAD~1; echo 80 >target.txt",
  );
  const andCommitted = await repo.loop(
    "git reset -q --hard HEAD~1; echo 70 >target.txt; git commit -qam other",
  );

  assertEquals(alone.code, 1);
  assertEquals([andBetter.code, andCommitted.code], [0, 0]);
  assertEquals(await repo.verdicts(), [
    "keep 100",
    "keep 90",
    "keep 80",
    "keep 70",
  ]);
  assertEquals(
    await repo.git("log", "--format=%s"),
    "other\ntarget.txt: 90 -> 80\ntry 90\nstart\n",
  );
});

Deno.test("an agent that deletes the session's branch loses nothing", async () => {
  await using repo = await makeSession();
  await repo.try(90);

  const { code } = await repo.loop(
    "git checkout -q main; git branch -qD autoresearch/t1; echo 80 >target.txt",
  );

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "keep 80"]);
  assertEquals(
    await repo.git("symbolic-ref", "HEAD"),
    "refs/heads/autoresearch/t1\n",
  );
  assertEquals(await repo.git("show", "HEAD~1:target.txt"), "90\n");
  assertEquals(await repo.git("status", "--porcelain"), "");
});
