import { assertEquals } from "@std/assert";
import { editConfig, runDoctor } from "../doctor_report.ts";
import { makeSession, type Repo } from "../harness.ts";

/** Counts its own runs, where git does not see it. */
const COUNT = "n=$(cat .git/n 2>/dev/null || echo 0); echo $((n + 1)) > .git/n";

type Row = [title: string, evaluate: string, lines: readonly string[]];

const FINDINGS: readonly Row[] = [
  ["an evaluator that fails", "echo p50_ms: 1; echo 'no data'; exit 3", [
    "error evaluator-failed: The evaluation of the unchanged target failed: " +
    'exited with code 3; its last line is "no data"',
  ]],
  ["an evaluator whose program isn't there", "exec no-such-program --x", [
    "error evaluator-unstartable",
  ]],
  ["an evaluator without a metric", "echo p99_ms: 5", [
    'error metric-missing: Cannot read the metric: no line reads "p50_ms: ' +
    'NUMBER"; its last line is "p99_ms: 5"',
  ]],
  ["an evaluator that prints nothing", ":", [
    "error metric-missing: Cannot read the metric: no output",
  ]],
  ["a metric that is no number", "echo p50_ms: nan", [
    "error metric-unreadable: Cannot read the metric: p50_ms is no clear " +
    'number: "nan"; its last line is "p50_ms: nan"',
  ]],
  [
    "several metric lines",
    "echo p50_ms: 500; echo p50_ms: 7; echo p50_ms: 90",
    [
      'warning metric-lines: 3 lines of the output give "p50_ms": the last counts',
    ],
  ],
  ["noise", `${COUNT}; echo p50_ms: 10$n`, [
    "warning noise: Two runs of the unchanged target gave two values of " +
    '"p50_ms": 100 and 101',
  ]],
  ["an evaluator that works once", `${COUNT}; [ $n = 0 ] && echo p50_ms: 1`, [
    "error evaluator-failed: The evaluation of the unchanged target failed: " +
    "exited with code 1",
  ]],
  ["an evaluator that writes", "echo x >> lock.txt; echo p50_ms: 1", [
    "warning evaluator-writes: The evaluation changes tracked files, which " +
    "are put back: lock.txt",
  ]],
  [
    "an evaluator that changes the target",
    "echo 1 > target.txt; echo p50_ms: 1",
    [
      "error evaluator-changes-target: The evaluation changes the target, so " +
      "that every candidate would be a crash: target.txt",
    ],
  ],
  [
    "an evaluator that changes itself",
    "echo ': x' >> eval.sh; echo p50_ms: 1",
    [
      "error evaluator-changes-protected: The evaluation changes what is " +
      "protected, so that every candidate would be rejected: eval.sh",
    ],
  ],
  [
    "an evaluator that colours its output",
    "printf '\\033[1mp50_ms\\033[0m: 1\\n\\033[31mfailed\\033[0m\\n'; exit 1",
    [
      "error evaluator-failed: The evaluation of the unchanged target failed: " +
      'exited with code 1; its last line is "failed"',
    ],
  ],
];

for (const [title, evaluate, lines] of FINDINGS) {
  Deno.test(`doctor finds ${title}`, async () => {
    await using repo = await makeUnmeasured(evaluate);

    const report = await runDoctor(repo);

    const [line = ""] = lines;
    const found = line.includes(":")
      ? report.lines
      : report.lines.map((text) => text.replace(/:.*/, ""));
    assertEquals(found, lines);
    assertEquals(report.code, line.startsWith("error") ? 1 : 0);
    assertEquals(await repo.git("status", "--porcelain"), "");
    assertEquals(await repo.rows(), []);
  });
}

Deno.test("doctor finds that the evaluator isn't there", async () => {
  await using repo = await makeUnmeasured("echo p50_ms: 1");
  await editConfig("sh eval.sh", "sh ci/bench.sh")(repo);

  const { code, findings } = await runDoctor(repo);

  assertEquals(code, 1);
  assertEquals(findings, [{
    kind: "evaluator-missing",
    severity: "error",
    message: 'Cannot start "sh ci/bench.sh": there is no "ci/bench.sh"',
    fix: "Write it, or correct evaluate_cmd in .autoresearch.cfg",
  }]);
});

Deno.test("doctor finds an evaluator slower than its budget", async () => {
  await using repo = await makeUnmeasured(
    `${COUNT}; [ $n = 1 ] || sleep 1.3; echo p50_ms: 1`,
  );
  await editConfig("_minutes: 0.05", "_minutes: 0.02")(repo);

  const { findings } = await runDoctor(repo);

  assertEquals(findings.map(({ kind }) => kind), ["slow-evaluator"]);
});

Deno.test("doctor finds an evaluator that runs into its limit", async () => {
  await using repo = await makeUnmeasured("sleep 60");
  await editConfig("_minutes: 0.05", "_minutes: 0.004")(repo);

  const { code, lines } = await runDoctor(repo);

  assertEquals(code, 1);
  assertEquals(lines, [
    "error evaluator-timeout: The evaluation was not done after 0.6 s, 2.5 " +
    "times its budget",
  ]);
});

Deno.test("doctor finds that the best commit measures another value now", async () => {
  await using repo = await makeSession({
    evaluate: 'echo "p50_ms: $(cat .git/value 2>/dev/null || echo 100)"',
  });
  await repo.write(".git/value", "130\n");

  const { code, lines } = await runDoctor(repo);

  assertEquals(code, 0);
  assertEquals(lines, [
    "warning drift: The best commit measures 130 now, its row says 100",
  ]);
});

Deno.test("doctor says that an untracked evaluator is not the last run's", async () => {
  await using repo = await makeSession({
    before: (repo) =>
      repo.sh("git rm -q --cached eval.sh; git commit -qm untracked"),
  });
  await repo.write("eval.sh", "echo p50_ms: 100 # better\n");

  const { code, lines } = await runDoctor(repo);

  assertEquals(code, 0);
  assertEquals(lines, [
    "warning evaluator-changed: Changed since the last run: eval.sh",
  ]);
});

Deno.test("doctor ends and names what the evaluator leaves running", async () => {
  await using repo = await makeUnmeasured(
    `${COUNT}; [ $n = 1 ] || sleep 60 & echo p50_ms: 1`,
  );

  const { findings } = await runDoctor(repo);

  assertEquals(findings.map(({ kind }) => kind), ["left-behind"]);
});

Deno.test("doctor keeps a copy of what it puts back", async () => {
  await using repo = await makeUnmeasured("echo x > lock.txt; echo p50_ms: 1");

  await runDoctor(repo);

  const copies = "cat .autoresearch/unfinished/*/changed/lock.txt";
  assertEquals(await repo.sh(copies), "x\nx\n");
  assertEquals(await repo.read("lock.txt"), "1\n");
});

function makeUnmeasured(evaluate: string): Promise<Repo> {
  return makeSession({
    evaluate,
    files: { "lock.txt": "1\n" },
    flags: ["--skip-baseline"],
  });
}
