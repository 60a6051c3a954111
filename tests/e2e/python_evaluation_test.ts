/** What the Python version got wrong about evaluations. @module */
import { assertEquals } from "@std/assert";
import { makeSession, PRINT_TARGET } from "../harness.ts";
import { alive, assertSound } from "../soundness.ts";
import { assertSoon } from "../waiting.ts";

Deno.test("python: killed only the shell at a timeout, so that a grandchild hung the runner", async () => {
  const seconds = `371.${Deno.pid}`;
  const evaluate = `${PRINT_TARGET}\n[ $(cat target.txt) = 100 ] || ` +
    `sh -c 'sh -c "sleep ${seconds}; true"; true' | cat`;
  await using repo = await makeSession({
    evaluate,
    flags: ["--budget", "0.004"],
  });
  const started = performance.now();

  await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
  assertSoon(started);
  assertEquals(await alive(repo, seconds), "");
});

/** A command whose whole output is wanted, and what `a && b > log` made of it. */
const COMMANDS: [what: string, command: string, verdict: string][] = [
  ["of a && b only what b printed", "sh eval.sh && true", "keep 90"],
  ["of a; b only what b printed", "sh eval.sh; true", "keep 90"],
  ["nothing before a trailing #", "sh eval.sh # measured twice", "keep 90"],
  ["no output before an exit", "sh eval.sh; exit 0", "keep 90"],
];
for (const [what, command, verdict] of COMMANDS) {
  Deno.test(`python: captured ${what}, so that an old log was parsed`, async () => {
    await using repo = await makeSession({
      flags: ["--evaluate-cmd", command],
    });
    await repo.write("run.log", "p50_ms: 1\n");

    await repo.try(90);

    assertEquals(await repo.verdicts(), ["keep 100", verdict]);
    assertEquals(await repo.read("run.log"), "p50_ms: 90\n");
  });
}

Deno.test("python: ran quotes in metric_grep as shell", async () => {
  const evaluate = `echo "it's \\$(x): $(cat target.txt)"`;
  await using repo = await makeSession({
    evaluate: `${PRINT_TARGET}\n${evaluate}`,
    flags: [
      "--metric-grep",
      `it's "?[$][(]x[)]"?: (\\d+)|'; touch owned; echo '`,
    ],
  });

  await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.exists("owned"), false);
});

const NUMBERS: [text: string, verdict: string][] = [
  ["nan", "crash N/A"],
  ["inf", "crash N/A"],
  ["-inf", "crash N/A"],
  ["12.5 ms", "keep 12.5"],
  ["85%", "keep 85"],
  ["1,234", "discard 1234"],
];
for (const [text, verdict] of NUMBERS) {
  Deno.test(`python: ${verdict.startsWith("crash") ? "accepted" : "rejected"} ${text}`, async () => {
    await using repo = await makeSession();

    await repo.try(text);

    assertEquals(await repo.verdicts(), ["keep 100", verdict]);
    await assertSound(repo);
  });
}

Deno.test("python: crashed at a budget of 0.5 minutes", async () => {
  await using repo = await makeSession({ flags: ["--budget", "0.5"] });

  await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
});

Deno.test("python: crashed at output that is not UTF-8", async () => {
  const evaluate = `printf '\\377\\376\\n'; ${PRINT_TARGET}; printf '\\300'`;
  await using repo = await makeSession({ evaluate });

  await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
});

Deno.test("python: mistook exit code -1 for a timeout", async () => {
  const evaluate = `${PRINT_TARGET}\n[ $(cat target.txt) = 100 ] || exit 255`;
  await using repo = await makeSession({ evaluate });

  await repo.try(90);

  assertEquals((await repo.rows())[1]?.["reason"], "exited with code 255");
});

Deno.test("python: the loop never proposed anything", async () => {
  await using repo = await makeSession();

  await repo.loop("echo $(($(cat target.txt) - 1)) > target.txt", 2);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 99", "keep 98"]);
});

Deno.test("python: counted old rows for --max-experiments", async () => {
  await using repo = await makeSession();
  await repo.try(95);

  await repo.loop("echo 90 > target.txt", 1);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 95", "keep 90"]);
});

Deno.test("python: looped for ever at --dry-run", async () => {
  await using repo = await makeSession();

  const { code } = await repo.autoresearch("run", "--loop", "--dry-run");

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100"]);
});
