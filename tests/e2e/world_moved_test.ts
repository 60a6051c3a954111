import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { makeSession, PRINT_TARGET, Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { endOf, untilThere } from "../waiting.ts";

/** Moves a repository; what ran there meanwhile finds no folder any more. */
async function move(repo: Repo): Promise<Repo> {
  const path = `${repo.path} moved`;
  await Deno.rename(repo.path, path);
  return new Repo(path);
}

/** An untracked evaluator has a copy, by which it is put back. */
const UNTRACKED = (repo: Repo) =>
  repo.sh("git rm -q --cached eval.sh && git commit -qm untracked");

Deno.test("run goes on in a project that was moved between two runs", async () => {
  const here = await makeSession({ before: UNTRACKED });
  await here.try(90);
  await using repo = await move(here);

  const single = await repo.try(80);
  const agent = "echo 70 > target.txt; echo 'echo p50_ms: 1' > eval.sh";
  const loop = await repo.loop(agent);

  assertEquals([single.code, loop.code], [0, 0]);
  assertEquals(await repo.verdicts(), [
    "keep 100",
    "keep 90",
    "keep 80",
    "discard N/A",
  ]);
  assertEquals(await repo.read("eval.sh"), `${PRINT_TARGET}\n`);
  await assertSound(repo);
});

/** In whose turn the folder goes. */
const TURNS: [what: string, evaluate: string, agent: string][] = [
  [
    "an agent works",
    PRINT_TARGET,
    "echo 90 > target.txt; touch .git/at; until [ -e .git/go ]; do sleep 0.02; " +
    "done",
  ],
  [
    "it measures",
    "[ $(cat target.txt) = 100 ] || [ -e .git/go ] || { touch .git/at; " +
    `until [ -e .git/go ]; do sleep 0.02; done; }\n${PRINT_TARGET}`,
    "echo 90 > target.txt",
  ],
];
for (const [what, evaluate, agent] of TURNS) {
  Deno.test(`run --loop stops where its folder is moved while ${what}, begins nothing in the old place, and goes on in the new one`, async () => {
    const here = await makeSession({ evaluate });
    const loop = here.start("run", "--loop", "--agent", agent);
    await untilThere(here, ".git/at");
    await using repo = await move(here);
    await repo.write(".git/go", "");
    const { code, stderr } = await endOf(loop);
    const next = await repo.loop("echo 80 > target.txt");

    assertEquals(code, 1);
    const [error = "", hint = ""] = stderr.trimEnd().split("\n").slice(-2);
    assertMatch(error, /^Error: Cannot /);
    assertMatch(hint, /^Hint: /);
    assertEquals(await exists(here.path), false);
    assertEquals([next.code, next.stderr.includes("Error")], [0, false]);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 80"]);
    await assertSound(repo);
  });
}

Deno.test("run says what to do in a linked worktree whose repository was moved", async () => {
  await using main = await makeSession();
  const path = join(main.path, "linked");
  await main.git("worktree", "add", "-q", "-b", "side", path);
  const linked = new Repo(path);
  await linked.sh("echo 'gitdir: /nowhere' > .git");

  const { code, stderr } = await linked.autoresearch("run", "--single");

  assertEquals(code, 1);
  assertMatch(stderr, /^Error: Cannot [^\n]*\nHint: [^\n]*\n$/);
});

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
