import { assertEquals } from "@std/assert";
import { stateOf } from "../folder_state.ts";
import { makeRepo, PRINT_TARGET } from "../harness.ts";
import { startInTerminal } from "../pseudo_terminal.ts";

const FILES = { "target.txt": "100\n", "eval.sh": PRINT_TARGET };
const ENTER = "\r";
const DOWN = "\x1b[B";
const CTRL_C = "\x03";
/** Deletes what stands on the line already. */
const CLEAR = "\x15";

Deno.test("setup asks the five questions, and again after a budget of 0", async () => {
  await using repo = await makeRepo(FILES);
  await using terminal = startInTerminal(repo, "setup", "--tag", "t");

  await terminal.see("What kind of research is it?");
  await terminal.type(DOWN + DOWN + ENTER); // code
  await terminal.see("1. Target");
  await terminal.type(`${CLEAR}target.txt${ENTER}`);
  await terminal.see("2. Metric: what is its name?");
  await terminal.type(ENTER); // p50_ms
  await terminal.see("2. Metric: which values are better?");
  await terminal.type(ENTER); // lower
  await terminal.see("3. Time budget");
  await terminal.type(`${CLEAR}0${ENTER}`);
  await terminal.see("it must be minutes above 0, like 5 or 0.5");
  await terminal.type(`${CLEAR}0.5${ENTER}`);
  await terminal.see("4. What must never change");
  await terminal.type(`data.csv${ENTER}`);
  await terminal.see("5. Evaluate command");
  await terminal.type(`${CLEAR}sh eval.sh${ENTER}`);
  await terminal.see("Baseline: 100");

  assertEquals(await terminal.end(), 0);
  assertEquals(
    await repo.read(".autoresearch.cfg"),
    "target: target.txt\nevaluate_cmd: sh eval.sh\nmetric: p50_ms\n" +
      "metric_direction: lower\ntime_budget_minutes: 0.5\n" +
      "branch: autoresearch/t\nprotected: data.csv\n",
  );
  assertEquals(
    (await repo.read("program.md")).split("\n")[0],
    "# Research programme: make the code faster",
  );
});

Deno.test("setup suggests the domain's direction first", async () => {
  await using repo = await makeRepo({ ...FILES, "prompt.md": "x\n" });
  const flags = ["--evaluate-cmd", "echo eval_score: 3", "--budget", "1"];
  await using terminal = startInTerminal(repo, "setup", ...flags);

  await terminal.see("What kind of research is it?");
  await terminal.type(DOWN + ENTER); // prompt
  await terminal.see("1. Target");
  await terminal.type(ENTER);
  await terminal.see("2. Metric: what is its name?");
  await terminal.type(ENTER);
  await terminal.see("2. Metric: which values are better?");
  await terminal.type(ENTER);
  await terminal.see("4. What must never change");
  await terminal.type(ENTER);

  assertEquals(await terminal.end(), 0);
  const { stdout } = await repo.autoresearch("log", "--json");
  const { metric, direction } = JSON.parse(stdout);
  assertEquals([metric, direction], ["eval_score", "higher"]);
});

Deno.test("setup asks nothing where flags answer all", async () => {
  await using repo = await makeRepo(FILES);
  const flags = ["--domain", "code", "--target", "target.txt"];
  const evaluate = ["--evaluate-cmd", "sh eval.sh"];
  await using terminal = startInTerminal(repo, "setup", ...flags, ...evaluate);

  await terminal.see("Baseline: 100");

  assertEquals(await terminal.end(), 0);
});

Deno.test("setup asks before it writes an evaluator", async () => {
  await using repo = await makeRepo({ "target.txt": "100\n" });
  const flags = ["--domain", "code", "--target", "target.txt"];
  await using terminal = startInTerminal(repo, "setup", ...flags);

  await terminal.see("benchmark.py does not exist. Write a skeleton");
  await terminal.type(`n`);
  await terminal.see('"benchmark.py" does not exist');

  assertEquals(await terminal.end(), 1);
  assertEquals(await repo.exists("benchmark.py"), false);
});

Deno.test("setup: Ctrl-C at a question exits 130 and leaves nothing", async () => {
  await using repo = await makeRepo(FILES);
  const before = await stateOf(repo);
  await using terminal = startInTerminal(repo, "setup");

  await terminal.see("What kind of research is it?");
  await terminal.type(ENTER);
  await terminal.see("1. Target");
  await terminal.type(CTRL_C);
  await terminal.see("Stopped at a question: nothing was changed");

  assertEquals(await terminal.end(), 130);
  assertEquals(await stateOf(repo), before);
  assertEquals(await repo.exists(".autoresearch"), false);
});

Deno.test("setup: Ctrl-C at the baseline exits 130 and leaves nothing", async () => {
  const evaluate = "echo started; sleep 60\n";
  await using repo = await makeRepo({ ...FILES, "eval.sh": evaluate });
  const before = await stateOf(repo);
  const flags = ["--domain", "code", "--target", "target.txt"];
  const command = ["--evaluate-cmd", "sh eval.sh"];
  await using terminal = startInTerminal(repo, "setup", ...flags, ...command);

  await terminal.see("#0 ");
  await terminal.type(CTRL_C);
  await terminal.see("Stopped while the baseline was measured");

  assertEquals(await terminal.end(), 130);
  await repo.sh("rm -f run.log");
  assertEquals(await stateOf(repo), before);
});
