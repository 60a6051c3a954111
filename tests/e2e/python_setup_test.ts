/** What the Python version got wrong about setting up. @module */
import { assertEquals, assertMatch } from "@std/assert";
import {
  makeRepo,
  makeSession,
  PRINT_TARGET,
  type Repo,
  SETUP,
} from "../harness.ts";

const FILES = { "target.txt": "100\n", "eval.sh": `${PRINT_TARGET}\n` };

/** What setup writes where it succeeds. */
async function written(repo: Repo): Promise<boolean[]> {
  const names = [".autoresearch.cfg", "results.tsv", ".autoresearch"];
  return await Promise.all(names.map((name) => repo.exists(name)));
}

Deno.test("python: took an unknown direction for higher", async () => {
  await using repo = await makeRepo(FILES);
  const flags = SETUP.map((word) => word === "lower" ? "smaller" : word);

  const { code, stderr } = await repo.autoresearch(...flags);

  assertEquals(code, 2);
  assertMatch(stderr, /"smaller".*lower.*higher/s);
  assertEquals(await written(repo), [false, false, false]);
});

Deno.test("python: took an unknown direction in the config for higher", async () => {
  await using repo = await makeSession();
  await repo.sh("sed -i s/lower/smaller/ .autoresearch.cfg");

  const { code, stderr } = await repo.try(90);

  assertEquals(code, 1);
  assertMatch(stderr, /smaller/);
  assertEquals(await repo.verdicts(), ["keep 100"]);
});

Deno.test("python: let --domain override explicit flags", async () => {
  await using repo = await makeRepo(FILES);

  await repo.autoresearch(...SETUP, "--domain", "prompt");

  const config = await repo.read(".autoresearch.cfg");
  assertMatch(config, /^target: target\.txt$/m);
  assertMatch(config, /^evaluate_cmd: sh eval\.sh$/m);
  assertMatch(config, /^metric: p50_ms$/m);
  assertMatch(config, /^metric_direction: lower$/m);
  assertMatch(config, /^time_budget_minutes: 0\.05$/m);
});

Deno.test("python: demanded evaluate.py even where another command was given", async () => {
  await using repo = await makeRepo(FILES);

  const { code } = await repo.autoresearch(...SETUP, "--domain", "prompt");

  assertEquals(code, 0);
  assertEquals(await repo.exists("evaluate.py"), false);
  assertEquals(await repo.verdicts(), ["keep 100"]);
});

Deno.test('python: said "creating template" and created none', async () => {
  await using repo = await makeRepo({ "target.txt": "100\n" });
  const flags = SETUP.map((word) =>
    word === "sh eval.sh" ? "sh measure.sh" : word
  );

  const { stderr } = await repo.autoresearch(...flags, "--skip-baseline");

  assertMatch(stderr, /measure\.sh/);
  assertEquals(await repo.exists("measure.sh"), true);
});

Deno.test('python: said "setup complete" after a failed baseline', async () => {
  await using repo = await makeRepo({ ...FILES, "eval.sh": "exit 7\n" });

  const { code, stdout, stderr } = await repo.autoresearch(...SETUP);

  assertEquals([code, stdout], [1, ""]);
  assertMatch(
    stderr,
    /^Error: Cannot measure the baseline: exited with code 7\n/,
  );
  assertEquals(await written(repo), [false, false, false]);
  assertEquals(await repo.git("branch", "--format=%(refname:short)"), "main\n");
});
