import { assertEquals, assertMatch } from "@std/assert";
import type { Repo } from "../harness.ts";
import { makeSessionWith } from "../scripted.ts";
import { assertSound } from "../soundness.ts";

async function lastRow(repo: Repo): Promise<readonly (string | undefined)[]> {
  const row = (await repo.rows()).at(-1);
  return [row?.["status"], row?.["metric"], row?.["runs"], row?.["reason"]];
}

const COUNT = "echo run >> .git/count; ";
const PRINT = `${COUNT}echo "p50_ms: $(cat target.txt)"`;

async function evaluations(repo: Repo): Promise<number> {
  return (await repo.read(".git/count")).split("\n").length - 1;
}

Deno.test("run discards what fails its precheck, unmeasured, with the reason in the row", async () => {
  await using repo = await makeSessionWith({
    evaluate: PRINT,
    settings: ["precheck_cmd: echo looks; grep -q 9 target.txt"],
  });
  const before = await evaluations(repo);

  const { code } = await repo.try(80);

  assertEquals(code, 0);
  assertEquals(await lastRow(repo), [
    "discard",
    "N/A",
    "0",
    "precheck: exited with code 1",
  ]);
  assertEquals(await evaluations(repo), before);
  const log = ".autoresearch/experiments/0001/precheck.log";
  assertEquals(await repo.read(log), "looks\n");
  await assertSound(repo);
});

Deno.test("run checks only what is better, on the candidate's own files", async () => {
  await using repo = await makeSessionWith({
    files: {
      "check.sh": "cat target.txt >> .git/checked; grep -q 9 target.txt\n",
    },
    settings: ["checks_cmd: sh check.sh"],
  });

  await repo.try(120);
  await repo.try(90);
  await repo.try(80);

  assertEquals(await repo.read(".git/checked"), "90\n80\n");
  assertEquals(await repo.verdicts(), [
    "keep 100",
    "discard 120",
    "keep 90",
    "discard 80",
  ]);
  assertEquals((await lastRow(repo)).at(-1), "checks: exited with code 1");
  await assertSound(repo);
});

Deno.test("run checks the candidate also where the incumbent ran last", async () => {
  await using repo = await makeSessionWith({
    evaluate:
      "n=$(($(cat .git/n 2>/dev/null || echo 0) + 1)); echo $n > .git/n\n" +
      'echo "p50_ms: $(cat target.txt).$((n * 3 % 4))"',
    files: { "check.sh": "cat target.txt >> .git/checked\n" },
    settings: ["checks_cmd: sh check.sh"],
  });

  for (const value of [90, 80, 70, 60]) await repo.try(value);

  assertEquals(await repo.read(".git/checked"), "90\n80\n70\n60\n");
  const kept = (await repo.rows()).filter(({ status }) => status === "keep");
  assertEquals(kept.length, 5);
  await assertSound(repo);
});

for (
  const [key, reason] of [["precheck_cmd", "precheck"], [
    "checks_cmd",
    "checks",
  ]]
) {
  Deno.test(`run ends a ${key} that hangs after the time limit`, async () => {
    const seconds = `364.${Deno.pid}`;
    await using repo = await makeSessionWith({
      settings: [`${key}: sleep ${seconds}`],
      flags: ["--budget", "0.005"],
    });

    const { code } = await repo.try(90);

    assertEquals(code, 0);
    assertEquals(
      (await lastRow(repo)).at(-1),
      `${reason}: time limit: not done after 0.75 s`,
    );
    await assertSound(repo);
  });

  Deno.test(`run keeps no more than the end of what a ${key} prints`, async () => {
    await using repo = await makeSessionWith({
      settings: [`${key}: yes line | head -c 300000; echo the end`],
    });

    await repo.try(90);

    const log = `.autoresearch/experiments/0001/${reason}.log`;
    const text = await repo.read(log);
    assertEquals(text.length, 64 * 1024);
    assertMatch(text, /line\nthe end\n$/);
    assertEquals((await lastRow(repo))[0], "keep");
  });

  Deno.test(`run rejects a candidate where its ${key} sees the evaluator changed`, async () => {
    await using repo = await makeSessionWith({
      settings: [`${key}: echo 'echo "p50_ms: 1"' > eval.sh`],
    });

    const { code } = await repo.try(90);

    assertEquals(code, 4);
    assertMatch(
      `${(await lastRow(repo)).at(-1)}`,
      /^rejected: eval\.sh changed/,
    );
    await assertSound(repo);
  });
}

Deno.test("run that is interrupted in its checks takes the candidate back", async () => {
  await using repo = await makeSessionWith({
    files: {
      "check.sh": "until [ -s .git/tool ]; do sleep 0.02; done; " +
        "kill -INT $(cat .git/tool); sleep 60\n",
    },
    settings: ["checks_cmd: sh check.sh"],
  });
  await repo.write("target.txt", "90\n");
  const child = repo.start("run", "--single");
  await repo.write(".git/tool", `${child.pid}`);

  const { code } = await child.output();

  assertEquals(code, 130);
  assertEquals((await repo.rows()).length, 1);
  await assertSound(repo);
});

Deno.test("run takes nothing for protected that its own commands write", async () => {
  await using repo = await makeSessionWith({
    settings: ["checks_cmd: cat target.txt 2>&1 | tee check.log"],
    flags: ["--evaluate-cmd", "sh eval.sh > out.txt; cat out.txt"],
  });

  for (const value of [90, 80]) await repo.try(value);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "keep 80"]);
  assertEquals(await repo.read("check.log"), "80\n");
  await assertSound(repo);
});
