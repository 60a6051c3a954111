import { assertEquals } from "@std/assert";
import { makeSession } from "../harness.ts";
import { assertSound } from "../soundness.ts";

/** What an evaluator does with every target but the first, and why it fails. */
const CRASHES: [does: string, script: string, reason: string][] = [
  ["prints nothing", "true", "no output"],
  [
    "exits with 1 after its metric",
    "echo p50_ms: 90; exit 1",
    "exited with code 1",
  ],
  ["exits with 255", "echo p50_ms: 90; exit 255", "exited with code 255"],
  [
    "ends itself by SIGKILL",
    "echo p50_ms: 90; kill -9 $$",
    "exited with code 137",
  ],
  [
    "ends itself by SIGTERM",
    "echo p50_ms: 90; kill -15 $$",
    "exited with code 143",
  ],
  ["prints nan", "echo p50_ms: nan", "p50_ms is no clear number: "],
  ["prints -inf", "echo p50_ms: -inf", "p50_ms is no clear number: "],
  ["prints an overflow", "echo p50_ms: 1e999", "p50_ms is no clear number: "],
  [
    "prints a number and then nan",
    "echo p50_ms: 1; echo p50_ms: NaN",
    "p50_ms is no clear number: ",
  ],
  [
    "prints a bare label",
    "echo p50_ms: 1; echo p50_ms:",
    "p50_ms is no clear number: ",
  ],
  [
    "prints a decimal comma",
    "echo p50_ms: 0,95",
    "p50_ms is no clear number: ",
  ],
  ["prints another metric", "echo p99_ms: 1", "no line reads p50_ms: NUMBER"],
];
for (const [does, script, reason] of CRASHES) {
  Deno.test(`run --single takes an evaluator that ${does} for a crash`, async () => {
    const evaluate = `[ $(cat target.txt) != 100 ] || ` +
      `{ echo p50_ms: 100; exit; }\n${script}`;
    await using repo = await makeSession({ evaluate });

    const { code } = await repo.try(90);

    assertEquals(code, 3);
    assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
    const said = (await repo.rows())[1]?.["reason"] ?? "";
    assertEquals(said.replaceAll('"', "").slice(0, reason.length), reason);
    assertEquals(await repo.read("target.txt"), "100\n");
    await assertSound(repo);
  });
}

Deno.test("run --single never reads a log that another run has left", async () => {
  const evaluate = "[ $(cat target.txt) = 100 ] && echo p50_ms: 100; exit 0";
  await using repo = await makeSession({ evaluate });
  await repo.write("run.log", "p50_ms: 1\n");

  await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
  assertEquals(await repo.read("run.log"), "");
});

Deno.test("run --single never reads a log that the candidate's own evaluator planted and could not replace", async () => {
  const evaluate = "[ $(cat target.txt) = 100 ] && echo p50_ms: 100; exit 0";
  await using repo = await makeSession({ evaluate });

  await repo.loop("echo 90 > target.txt; rm run.log; mkdir run.log");

  assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
  await assertSound(repo);
});
