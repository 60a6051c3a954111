import { assertEquals, assertMatch } from "@std/assert";
import { makeRepo, type Repo, type Result, SETUP } from "../harness.ts";
import { makeSessionWith } from "../scripted.ts";
import { assertSound } from "../soundness.ts";

/** The target has two lines: the metric, and what is guarded. */
const TWO = `echo "p50_ms: $(sed -n 1p target.txt)"
echo "memory_mb: $(sed -n 2p target.txt)"`;

async function tryBoth(
  repo: Repo,
  metric: number,
  guarded: string,
): Promise<Result> {
  await repo.write("target.txt", `${metric}\n${guarded}\n`);
  return await repo.autoresearch("run", "--single");
}

async function lastReason(repo: Repo): Promise<string | undefined> {
  return (await repo.rows()).at(-1)?.["reason"];
}

const GUARDED: [
  guards: string,
  start: string,
  tried: string,
  reason: string,
][] = [
  ["memory_mb <= 1.1x", "50", "55", "better by 10"],
  ["memory_mb <= 1.1x", "50", "56", "guard: memory_mb is 56, not <= 55 (1.1x)"],
  ["memory_mb <= 40", "50", "40", "better by 10"],
  ["memory_mb <= 1x", "0", "0.5", "guard: memory_mb is 0.5, not <= 0 (1x)"],
  ["memory_mb >= 1.1x", "-50", "-54", "better by 10"],
  [
    "memory_mb >= 1.1x",
    "-50",
    "-56",
    "guard: memory_mb is -56, not >= -55 (1.1x)",
  ],
  ["memory_mb <= 60", "50", "none", "guard: the output has no memory_mb"],
];
for (const [guards, start, tried, reason] of GUARDED) {
  Deno.test(`run with ${guards} from ${start}, for ${tried}`, async () => {
    await using repo = await makeSessionWith({
      evaluate: TWO,
      target: `100\n${start}\n`,
      settings: [`guards: ${guards}`],
    });

    const { code } = await tryBoth(repo, 90, tried);

    const [, row] = await repo.rows();
    assertEquals(code, 0);
    assertEquals(row?.["reason"], reason);
    assertEquals(
      row?.["status"],
      reason.startsWith("guard") ? "discard" : "keep",
    );
    await assertSound(repo);
  });
}

Deno.test("run holds a guard against the baseline of the last segment", async () => {
  await using repo = await makeSessionWith({
    evaluate: TWO,
    target: "100\n50\n",
    settings: ["guards: memory_mb <= 1.1x"],
  });
  await tryBoth(repo, 90, "40");
  await repo.sh(
    "sed -i 's/^time_budget_minutes.*/time_budget_minutes: 0.06/' .autoresearch.cfg",
  );

  await tryBoth(repo, 80, "50");

  assertEquals(
    await lastReason(repo),
    "guard: memory_mb is 50, not <= 44 (1.1x)",
  );
});

Deno.test("run records every secondary metric, the median of several runs", async () => {
  await using repo = await makeSessionWith({
    evaluate: `n=$(($(cat .git/n 2>/dev/null || echo 0) + 1)); echo $n > .git/n
echo "p50_ms: $(cat target.txt).$((n * 3 % 4))"
echo "METRIC runs=$n"
echo '{"loss": 2.5}'`,
  });

  await repo.try(90);

  const record = await repo.read(
    ".autoresearch/experiments/0001/experiment.json",
  );
  const { secondary, runs } = JSON.parse(record);
  assertEquals(runs, 7);
  assertEquals(Object.keys(secondary).toSorted(), ["loss", "runs"]);
  assertEquals(secondary.loss, 2.5);
});

Deno.test("setup refuses a guard on what the baseline doesn't print", async () => {
  await using repo = await makeRepo({
    "target.txt": "100\n",
    "eval.sh": 'echo "p50_ms: $(cat target.txt)"\n',
  });
  await repo.write(".git/answers.cfg", "guards: memory_mb <= 1.1x\n");

  const { code, stderr } = await repo.autoresearch(
    ...SETUP,
    ...["--config", ".git/answers.cfg"],
  );

  assertEquals(code, 1);
  assertMatch(stderr, /^Error: Cannot guard "memory_mb": the baseline prints/m);
  assertEquals(await repo.exists("results.tsv"), false);
});

Deno.test("run holds what is not plausible until it is tried again", async () => {
  await using repo = await makeSessionWith({
    settings: ["plausible: 10..500"],
  });

  await repo.try(1);
  const held = await lastReason(repo);
  await repo.autoresearch("retry", "1");

  assertEquals(
    held,
    "held: 1 lies outside of 10..500; autoresearch retry 1 confirms it",
  );
  assertEquals(await repo.verdicts(), ["keep 100", "discard 1", "keep 1"]);
  await assertSound(repo);
});

const REFUSED: [how: string, flags: string[]][] = [
  ["written since then", []],
  ["measured by the run itself", ["--skip-baseline"]],
];
for (const [how, flags] of REFUSED) {
  Deno.test(`run refuses a guard on what the baseline doesn't print, ${how}`, async () => {
    await using repo = await makeSessionWith({ flags });
    await repo.sh("echo 'guards: memory_mb <= 1.1x' >> .autoresearch.cfg");

    const { code, stderr } = await repo.try(90);

    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^Error: Cannot guard "memory_mb": the baseline prints/m,
    );
    assertEquals(await repo.read("target.txt"), "90\n");
    assertEquals(await repo.exists(".autoresearch/state.json"), false);
  });
}
