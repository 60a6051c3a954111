import { assertEquals } from "@std/assert";
import { stateOf } from "../folder_state.ts";
import { makeSession, type Repo } from "../harness.ts";
import { endOf, untilThere } from "../waiting.ts";

const READERS: readonly (readonly string[])[] = [
  ["log"],
  ["log", "--history"],
  ["log", "--best", "--json"],
  ["show", "1"],
  ["show", "1", "--json"],
  ["diff", "1"],
  ["diff", "0", "1", "--json"],
];

const AGENT = "echo 80 > target.txt; touch busy.at; sleep 60";

/** Calls every reader, and asserts that none of them leaves a trace. */
async function assertReadable(repo: Repo): Promise<void> {
  const before = await stateOf(repo);
  for (const args of READERS) {
    const { code, stdout } = await repo.autoresearch(...args);
    assertEquals([code, stdout !== ""], [0, true], args.join(" "));
  }
  assertEquals(await stateOf(repo), before);
}

Deno.test("what only reads works beside a running loop, and changes nothing", async () => {
  await using repo = await makeSession();
  await repo.try(90);
  const child = repo.start("run", "--loop", "--agent", AGENT);
  await untilThere(repo, "busy.at");

  await assertReadable(repo);

  child.kill("SIGTERM");
  assertEquals((await endOf(child)).code, 130);
});

Deno.test("what only reads works after a crash, and leaves to the next start what it has to mend", async () => {
  await using repo = await makeSession();
  await repo.try(90);
  const child = repo.start("run", "--loop", "--agent", AGENT);
  await untilThere(repo, "busy.at");
  child.kill("SIGKILL");
  await endOf(child);
  await repo.sh("printf 'abc1234\\t9' >> results.tsv");

  await assertReadable(repo);

  assertEquals(await repo.exists(".autoresearch/state.json"), true);
  const { code } = await repo.loop("echo 70 > target.txt");
  assertEquals([code, await repo.verdicts()], [
    0,
    ["keep 100", "keep 90", "keep 70"],
  ]);
});
