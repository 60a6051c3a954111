import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, PRINT_TARGET, type Repo, SETUP } from "../harness.ts";
import { alive, assertSound } from "../soundness.ts";
import { until, untilThere } from "../waiting.ts";

async function killAt(
  repo: Repo,
  file: string,
  ...args: string[]
): Promise<void> {
  const child = repo.start(...args);
  await untilThere(repo, file);
  child.kill("SIGKILL");
  await child.output();
}

Deno.test("run --loop recovers from a SIGKILL while an agent works, and ends the agent", async () => {
  const seconds = `361.${Deno.pid}`;
  await using repo = await makeSession();

  const agent = `echo 90 > target.txt; git commit -qam half; touch x.at; ` +
    `setsid sleep ${seconds}`;
  await killAt(repo, "x.at", "run", "--loop", "--agent", agent);
  const { stderr } = await repo.loop("echo 80 > target.txt");

  assertMatch(stderr, /Ended a process that a crash had left behind: \d+ /);
  assertMatch(stderr, /Took back experiment 1, which a crash had cut short; /);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 80"]);
  assertEquals(await alive(repo, seconds), "");
  await assertSound(repo);
});

Deno.test("run --single recovers from a SIGKILL while it measures: the candidate stands as it was", async () => {
  const seconds = `362.${Deno.pid}`;
  const evaluate = `[ $(cat target.txt) = 100 ] || [ -e x.at ] || ` +
    `{ touch x.at; sleep ${seconds}; }\n${PRINT_TARGET}`;
  await using repo = await makeSession({ evaluate });
  await repo.write("target.txt", "90\n");

  await killAt(repo, "x.at", "run", "--single");
  const { code, stderr } = await repo.autoresearch("run", "--single");

  assertEquals(code, 0);
  assertMatch(stderr, /Stepped back from experiment 1/);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await alive(repo, seconds), "");
  await assertSound(repo);
});

Deno.test("run --single recovers from a SIGKILL while an evaluator has its outputs changed", async () => {
  const evaluate = "echo new >> uv.lock; [ $(cat target.txt) = 100 ] || " +
    `[ -e x.at ] || { touch x.at; sleep 60; }\n${PRINT_TARGET}`;
  await using repo = await makeSession({
    evaluate,
    files: { "uv.lock": "1\n" },
  });
  await repo.write("target.txt", "90\n");

  await killAt(repo, "x.at", "run", "--single");
  await repo.autoresearch("run", "--single");

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.read("uv.lock"), "1\n");
  await assertSound(repo);
});

Deno.test("run --single recovers from a SIGKILL while the baseline is measured beside a candidate", async () => {
  const evaluate = `[ -e x.at ] || { touch x.at; sleep 60; }\n${PRINT_TARGET}`;
  await using repo = await makeSession({
    evaluate,
    flags: ["--skip-baseline"],
  });
  await repo.write("target.txt", "95\n");
  await repo.git("commit", "-qam", "mine");
  await repo.write("target.txt", "90\n");

  await killAt(repo, "x.at", "run", "--single");
  const { code } = await repo.autoresearch("run", "--single");

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  await assertSound(repo);
});

Deno.test("setup that was killed while it measured can be run again", async () => {
  const seconds = `363.${Deno.pid}`;
  const evaluate = `[ -e x.at ] || { touch x.at; sleep ${seconds}; }\n` +
    PRINT_TARGET;
  await using repo = await makeSession();
  await repo.write("eval.sh", evaluate);
  await repo.git("commit", "-qam", "slow");
  const again = SETUP.map((word) => word === "t1" ? "t2" : word);

  await killAt(repo, "x.at", ...again);
  const { code, stderr } = await repo.autoresearch(...again);

  assertEquals([code, stderr.includes("Error")], [0, false]);
  assertMatch(
    stderr,
    /Ended a process that a crash had left behind: \d+ .*363/,
  );
  assertEquals(await alive(repo, seconds), "");
  assertEquals(await repo.verdicts(), ["keep 100"]);
});

Deno.test("run --loop puts back what a killed agent had done to a sealed file and to the settings", async () => {
  await using repo = await makeSession({
    before: (repo) => repo.write("data.txt", "data\n"),
    flags: ["--protected", "data.txt"],
  });
  const config = await repo.read(".autoresearch.cfg");

  const agent = "echo 1 > data.txt; echo x >> .autoresearch.cfg; " +
    "echo 90 > target.txt; touch x.at; sleep 60";
  await killAt(repo, "x.at", "run", "--loop", "--agent", agent);
  const { stderr } = await repo.loop("echo 80 > target.txt");

  assertMatch(
    stderr,
    /Took back experiment 1, .*; put back \.autoresearch\.cfg, data\.txt\n/,
  );
  assertEquals(await repo.read("data.txt"), "data\n");
  assertEquals(await repo.read(".autoresearch.cfg"), config);
  const kept = await repo.sh(
    "cat .autoresearch/unfinished/*/rejected/data.txt",
  );
  assertEquals(kept, "1\n");
  assertEquals(await repo.verdicts(), ["keep 100", "keep 80"]);
  await assertSound(repo);
});

Deno.test("run --loop gives the user's stash back that a killed agent had dropped", async () => {
  await using repo = await makeSession({
    before: async (repo) => {
      await repo.write("target.txt", "7\n");
      await repo.git("stash", "--quiet");
    },
  });
  const before = await repo.git("stash", "list", "--format=%H %gs");

  const agent = "git stash drop -q; echo 90 > target.txt; git stash -q; " +
    "touch x.at; sleep 60";
  await killAt(repo, "x.at", "run", "--loop", "--agent", agent);
  await repo.loop("echo 80 > target.txt");

  assertEquals(await repo.git("stash", "list", "--format=%H %gs"), before);
  await assertSound(repo);
});

Deno.test("log record finishes what a crash cut short, before it adds a row", async () => {
  await using repo = await makeSession();
  const agent = "echo 90 > target.txt; touch x.at; sleep 60";
  await killAt(repo, "x.at", "run", "--loop", "--agent", agent);

  const { code, stderr } = await repo.autoresearch(
    ...["log", "record", "HEAD", "101", "discard", "by hand"],
  );

  assertEquals(code, 0);
  assertMatch(stderr, /Took back experiment 1, which a crash had cut short; /);
  assertEquals(await repo.verdicts(), ["keep 100", "discard 101"]);
  await assertSound(repo);
});

const TORN: [what: string, state: string, note: RegExp][] = [
  ["empty", "", /Removed \.autoresearch\/state\.json: it was cut short/],
  ["torn", '{"stage":"beg', /Removed \.autoresearch\/state\.json: it was cut/],
  ["no object", "7", /Removed \.autoresearch\/state\.json: it was cut/],
];
for (const [what, state, note] of TORN) {
  Deno.test(`run --single goes on where state.json is ${what}, and says so in one line`, async () => {
    await using repo = await makeSession();
    await repo.write(".autoresearch/state.json", state);

    const { code, stderr } = await repo.try(90);

    assertEquals(code, 0);
    assertMatch(stderr, note);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    await assertSound(repo);
  });
}

Deno.test("run refuses a second writer with exit 1 and names the first", async () => {
  await using repo = await makeSession();
  const agent = "touch x.at; while [ ! -e go ]; do sleep 0.05; done; exit 1";
  const first = repo.start("run", "--loop", "--agent", agent);
  await untilThere(repo, "x.at");

  const second = await repo.autoresearch("run", "--single");
  const third = await repo.autoresearch(
    "log",
    "record",
    "HEAD",
    "1",
    "keep",
    "x",
  );
  const fourth = await repo.autoresearch("log", "--summary");
  first.kill("SIGTERM");
  await first.output();

  const message = new RegExp(
    `^Error: Cannot start: another autoresearch works here \\(process ${first.pid} on \\S+, started .*\\)\nHint: `,
  );
  assertEquals([second.code, third.code, fourth.code], [1, 1, 0]);
  assertMatch(second.stderr, message);
  assertMatch(third.stderr, message);
  await until("the lock", async () => (await repo.try(90)).code === 0);
  await assertSound(repo);
});
