import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, PRINT_TARGET, type Repo } from "../harness.ts";
import { alive, assertSound } from "../soundness.ts";
import { endOf, untilThere } from "../waiting.ts";

/** An evaluator that takes its time with every target but the first. */
function slowly(seconds: string): string {
  return `[ $(cat target.txt) = 100 ] || { touch run.at; sleep ${seconds}; }\n` +
    PRINT_TARGET;
}

/** What a ref of ours that holds an unfinished idea has as its target. */
async function unfinished(repo: Repo): Promise<string> {
  const refs = await repo.sh(
    "git for-each-ref --format='%(refname)' 'refs/autoresearch/t1/unfinished-*'",
  );
  return await repo.git("show", `${refs.trim()}:target.txt`);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`run --single at ${signal} while it measures takes the candidate back and prints its ref`, async () => {
    const seconds = `351.${signal.length}${Deno.pid}`;
    await using repo = await makeSession({ evaluate: slowly(seconds) });
    await repo.write("target.txt", "90\n");

    const child = repo.start("run", "--single");
    await untilThere(repo, "run.at");
    child.kill(signal);
    const { code, stderr } = await endOf(child);

    assertEquals(code, 130);
    assertMatch(stderr, /the idea is in refs\/autoresearch\/t1\/unfinished-/);
    assertEquals(await repo.verdicts(), ["keep 100"]);
    assertEquals(await repo.read("target.txt"), "100\n");
    assertEquals(await unfinished(repo), "90\n");
    assertEquals(await alive(repo, seconds), "");
    await assertSound(repo);
  });

  Deno.test(`run --loop at ${signal} while an agent works takes its change back and prints the ref`, async () => {
    const seconds = `352.${signal.length}${Deno.pid}`;
    await using repo = await makeSession();

    const agent = `echo 90 > target.txt; touch x.at; sleep ${seconds}`;
    const child = repo.start("run", "--loop", "--agent", agent);
    await untilThere(repo, "x.at");
    child.kill(signal);
    const { code, stdout, stderr } = await endOf(child);

    assertEquals(code, 130);
    assertMatch(stderr, /the idea is in refs\/autoresearch\/t1\/unfinished-/);
    assertMatch(stdout, /rows {6}1: 1 keep/);
    assertEquals(await repo.verdicts(), ["keep 100"]);
    assertEquals(await unfinished(repo), "90\n");
    assertEquals(await repo.exists("x.at"), false);
    assertEquals(await alive(repo, seconds), "");
    await assertSound(repo);
  });
}

Deno.test("run --loop --json at SIGTERM ends with the summary, and nothing else stands on stdout", async () => {
  await using repo = await makeSession();

  const agent = "echo 90 > target.txt; touch x.at; sleep 60";
  const child = repo.start("run", "--loop", "--json", "--agent", agent);
  await untilThere(repo, "x.at");
  child.kill("SIGTERM");
  const { code, stdout } = await endOf(child);

  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(code, 130);
  assertEquals(
    [lines.at(-1).event, lines.at(-1).stopped, lines.at(-1).rows],
    ["summary", "interrupted", 1],
  );
});

Deno.test("run --loop at a second signal leaves at once, and the next start recovers", async () => {
  const seconds = `353.${Deno.pid}`;
  await using repo = await makeSession();

  const agent =
    "echo 90 > target.txt; trap 'touch term.at' TERM; touch x.at; " +
    `while :; do sleep ${seconds} & wait; done`;
  const child = repo.start("run", "--loop", "--agent", agent);
  await untilThere(repo, "x.at");
  child.kill("SIGINT");
  // Two signals that come too close are one.
  await untilThere(repo, "term.at");
  child.kill("SIGINT");
  const { code } = await endOf(child);
  const stillAlive = await alive(repo, seconds);
  const { stderr } = await repo.loop("echo 80 > target.txt");

  // Nobody waited for the SIGKILL after 5 s.
  assertEquals([code, stillAlive !== ""], [130, true]);
  assertMatch(stderr, /Took back experiment 1, which a crash had cut short/);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 80"]);
  assertEquals(await unfinished(repo), "90\n");
  assertEquals(await alive(repo, seconds), "");
  await assertSound(repo);
});
