import { assertEquals, assertMatch } from "@std/assert";
import { makeRepo, makeSession, PRINT_TARGET } from "../harness.ts";
import { assertSound } from "../soundness.ts";

const FILES = { "uv.lock": "locked\n" };

/** Only a candidate sets it off: the baseline leaves all as it is. */
const LATER = "[ $(cat target.txt) = 100 ] ||";

const EVALUATORS: [does: string, script: string, verdict: string][] = [
  ["rewrites a tracked file", `${LATER} echo new > uv.lock`, "keep 90"],
  ["deletes a tracked file", `${LATER} rm uv.lock`, "keep 90"],
  ["makes a tracked file executable", `${LATER} chmod +x uv.lock`, "keep 90"],
  [
    "makes a tracked file a folder",
    `${LATER} { rm uv.lock; mkdir -p uv.lock/x; touch uv.lock/x/y; }`,
    "keep 90",
  ],
  [
    "stages a tracked file",
    `${LATER} { echo new > uv.lock; git add .; }`,
    "keep 90",
  ],
];
for (const [does, script, verdict] of EVALUATORS) {
  Deno.test(`run --single puts back what an evaluator that ${does} changed, and names it`, async () => {
    const evaluate = `${PRINT_TARGET}\n${script}`;
    await using repo = await makeSession({ evaluate, files: FILES });

    const { stderr } = await repo.try(90);

    assertEquals(await repo.verdicts(), ["keep 100", verdict]);
    assertEquals(await repo.read("uv.lock"), "locked\n");
    assertMatch(stderr, /Put back what the evaluation changed: uv\.lock/);
    await assertSound(repo);
  });
}

Deno.test("run --single puts back what an evaluator changed after a discard and a crash, too", async () => {
  const evaluate = `${PRINT_TARGET}\n${LATER} echo new > uv.lock\n` +
    "[ $(cat target.txt) != 130 ]";
  await using repo = await makeSession({ evaluate, files: FILES });

  await repo.try(120);
  await repo.try(130);

  assertEquals(await repo.verdicts(), ["keep 100", "discard 120", "crash N/A"]);
  assertEquals(await repo.read("uv.lock"), "locked\n");
  assertEquals(await repo.read("target.txt"), "100\n");
  await assertSound(repo);
});

Deno.test("run --single puts back what an evaluator changes each time, the baseline among them", async () => {
  const evaluate = `${PRINT_TARGET}\necho new >> uv.lock`;
  await using repo = await makeSession({ evaluate, files: FILES });

  await repo.try(90);
  await repo.try(120);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
  assertEquals(await repo.read("uv.lock"), "locked\n");
  await assertSound(repo);
});

/** What stood in the target, byte for byte, comes back after a discard. */
const BYTES: [what: string, bytes: number[]][] = [
  ["no newline at its end", [49, 48, 48]],
  ["CRLF", [49, 48, 48, 13, 10]],
  ["bytes that are not UTF-8", [49, 48, 48, 10, 255, 254, 0, 10]],
];
for (const [what, bytes] of BYTES) {
  Deno.test(`run --single gives a target with ${what} back byte for byte`, async () => {
    await using repo = await makeSession({
      evaluate: 'echo "p50_ms: $(head -c 3 target.txt)"',
      before: async (repo) => {
        await Deno.writeFile(`${repo.path}/target.txt`, new Uint8Array(bytes));
        await repo.git("commit", "-qam", "bytes");
      },
    });

    await repo.try(120);

    const now = await Deno.readFile(`${repo.path}/target.txt`);
    assertEquals([...now], bytes);
    await assertSound(repo);
  });
}

Deno.test("run --single puts back a target of several files, new and deleted ones among them", async () => {
  await using repo = await makeSession({
    files: { "src/a.txt": "a\n", "src/b.txt": "b\n" },
    evaluate: "cat src/* > /dev/null; echo p50_ms: $(ls src | wc -l)",
    flags: ["--target", "src/**"],
  });
  await repo.sh(
    "rm src/a.txt; echo b2 > src/b.txt; mkdir src/c; echo c > src/c/d; echo e > src/e; echo f > src/f",
  );

  await repo.autoresearch("run", "--single");

  assertEquals(await repo.verdicts(), ["keep 2", "discard 4"]);
  assertEquals(await repo.sh("cat src/*"), "a\nb\n");
  assertEquals(await repo.git("status", "--porcelain"), "");
  await assertSound(repo);
});

Deno.test("run --loop puts a tracked config back that an agent changed", async () => {
  const config = "target: target.txt\nevaluate_cmd: sh eval.sh\n" +
    "metric: p50_ms\nmetric_direction: lower\ntime_budget_minutes: 0.05\n";
  await using repo = await makeRepo({
    "target.txt": "100\n",
    "eval.sh": `${PRINT_TARGET}\n`,
    ".autoresearch.cfg": config,
  });
  await repo.git("switch", "-q", "-c", "autoresearch/t1");

  await repo.loop(
    "echo 90 > target.txt; sed -i s/lower/higher/ .autoresearch.cfg",
  );

  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A"]);
  assertEquals(await repo.read(".autoresearch.cfg"), config);
  await assertSound(repo);
});
