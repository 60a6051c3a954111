import { assertEquals, assertStringIncludes } from "@std/assert";
import { makeSession } from "../harness.ts";
import { startInTerminal } from "../pseudo_terminal.ts";

/** Ends when the test says so, which is when the line has been seen. */
const EVALUATE = `echo "p50_ms: 123"
while [ ! -e .git/go ] && [ -e .git/slow ]; do sleep 0.05; done
echo "p50_ms: $(cat target.txt)"`;

Deno.test("run shows one live line in a terminal, and wipes it again", async () => {
  await using repo = await makeSession({ evaluate: EVALUATE });
  await repo.write(".git/slow", "");
  await repo.write("target.txt", "90\n");
  await using terminal = startInTerminal(repo, "run", "--single");

  await terminal.see("#1 measuring · ");
  await terminal.see(" of 7 s · best 100 · last 123");
  await repo.write(".git/go", "");
  await terminal.see("\r\x1b[2K");
  await terminal.see("#1 keep 90");

  assertEquals(await terminal.end(), 0);
});

Deno.test("run shows the live line while an agent is at work", async () => {
  await using repo = await makeSession();
  const agent =
    "until [ -e .git/go ]; do sleep 0.05; done; echo 90 >target.txt";
  await using terminal = startInTerminal(
    repo,
    ...["run", "--loop", "--agent", agent, "--max-experiments", "1"],
  );

  await terminal.see("#1 proposing · ");
  await terminal.see(" of 30 min 0 s · best 100");
  await repo.write(".git/go", "");
  await terminal.see("#1 keep 90");

  assertEquals(await terminal.end(), 0);
});

Deno.test("run draws nothing where stderr is no terminal", async () => {
  await using repo = await makeSession();

  const { stdout, stderr } = await repo.try(90);

  assertEquals((stdout + stderr).includes("\x1b"), false);
  assertStringIncludes(stdout, "#1 keep 90");
});
