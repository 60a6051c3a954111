import { assertEquals } from "@std/assert";
import { makeSession } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { endOf, until } from "../waiting.ts";

/** Fails on calls 2 and 4, and else lowers the target by 1. */
const AGENT = [
  "n=$(($(cat .git/calls 2>/dev/null || echo 0) + 1))",
  "echo $n > .git/calls",
  "case $n in 2|4) exit 1 ;; esac",
  "echo $(($(cat target.txt) - 1)) > target.txt",
].join("; ");

// SakanaAI/ShinkaEvolve 98: after a resume the run believed itself done.
Deno.test("failed proposals use up no experiments, and a killed loop counts anew", async () => {
  await using repo = await makeSession();
  const start = (count: number) =>
    repo.start(
      ...["run", "--loop", "--agent", AGENT],
      ...["--max-experiments", String(count)],
    );
  const killed = start(6);
  await until("3 rows", async () => (await repo.rows()).length > 3);
  killed.kill("SIGKILL");
  await endOf(killed);
  // What was announced is finished, or taken back, by whoever writes next.
  await repo.autoresearch("run", "--single");
  const before = (await repo.rows()).length;

  const { code } = await endOf(start(3));

  assertEquals(code, 0);
  const rows = await repo.rows();
  assertEquals(rows.length, before + 3);
  assertEquals(
    await repo.verdicts(),
    rows.map((_, row) => `keep ${100 - row}`),
  );
  const folders = await repo.sh("ls .autoresearch/experiments");
  assertEquals(
    folders.trimEnd().split("\n"),
    rows.map((_, row) => String(row).padStart(4, "0")),
  );
  await assertSound(repo);
});
