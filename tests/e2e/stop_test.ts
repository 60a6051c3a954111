import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { endOf, until, untilThere } from "../waiting.ts";

/** An agent that works until it is allowed to end. */
const AGENT = "echo $(($(cat target.txt) - 1)) > target.txt; touch busy.at; " +
  "until [ -e .git/go ]; do sleep 0.05; done; rm -f busy.at";

/** Starts a loop that waits for commits, and waits until it does. */
async function startWaiting(repo: Repo) {
  const child = repo.start("run", "--loop");
  const reader = child.stderr.getReader();
  const decoder = new TextDecoder();
  let said = "";
  await until("the loop's waiting", async () => {
    const { value } = await reader.read();
    said += decoder.decode(value);
    return said.includes("Waiting for a commit");
  });
  reader.releaseLock();
  return child;
}

Deno.test("stop lets a loop finish its experiment, and it says why it ends", async () => {
  await using repo = await makeSession();
  const child = repo.start("run", "--loop", "--json", "--agent", AGENT);
  await untilThere(repo, "busy.at");

  const { code, stdout } = await repo.autoresearch("stop");
  await repo.write(".git/go", "");
  const end = await endOf(child);

  assertEquals(code, 0);
  assertMatch(stdout, /^Asked to end after its experiment: process \d+/);
  const last = JSON.parse(end.stdout.trimEnd().split("\n").at(-1) ?? "");
  assertEquals([end.code, last.event, last.stopped], [
    0,
    "summary",
    "stopped by autoresearch stop",
  ]);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 99"]);
  await assertSound(repo);
});

Deno.test("stop ends a loop that waits for commits at once", async () => {
  await using repo = await makeSession();
  const child = await startWaiting(repo);

  const { stdout } = await repo.autoresearch("stop", "--json");
  const { code } = await endOf(child);

  assertEquals(code, 0);
  assertMatch(JSON.parse(stdout).asked, new RegExp(`^process ${child.pid}\\b`));
});

Deno.test("stop says so where no loop runs, and the next one is not stopped by it", async () => {
  await using repo = await makeSession();

  const { code, stdout, stderr } = await repo.autoresearch("stop");
  const loop = await repo.loop("echo 90 > target.txt", 1);

  assertEquals({ code, stdout, stderr }, {
    code: 1,
    stdout: "",
    stderr: `Error: Cannot stop: no run is under way in "${repo.path}"\n` +
      "Hint: Start one with  autoresearch run --loop, or name the project " +
      "with --path\n",
  });
  assertEquals([loop.code, await repo.verdicts()], [
    0,
    ["keep 100", "keep 90"],
  ]);
});

Deno.test("a request to a loop that was killed ends no later one", async () => {
  await using repo = await makeSession();
  const killed = repo.start("run", "--loop", "--agent", AGENT);
  await untilThere(repo, "busy.at");
  assertEquals((await repo.autoresearch("stop")).code, 0);
  killed.kill("SIGKILL");
  await endOf(killed);
  await repo.write(".git/go", "");

  const { code, stderr } = await repo.loop("echo 90 > target.txt", 2);

  assertMatch(stderr, /Done: 2 experiments, as asked|came to nothing/);
  assertEquals(await repo.exists(".autoresearch/stop"), false);
  assertEquals(code === 0 || code === 1, true);
  assertEquals((await repo.verdicts())[1], "keep 90");
});

Deno.test("stop from elsewhere finds the loop by --path, and no session nowhere", async () => {
  await using repo = await makeSession();
  await using other = await makeSession();
  const child = await startWaiting(repo);

  const { code } = await other.autoresearch("stop", "--path", repo.path);

  assertEquals([code, (await endOf(child)).code], [0, 0]);
  assertEquals((await other.autoresearch("stop", "--path", "x")).code, 1);
});
