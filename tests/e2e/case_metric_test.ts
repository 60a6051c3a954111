import { assert, assertEquals, assertMatch } from "@std/assert";
import { runDoctor } from "../doctor_report.ts";
import { makeSession, type Result } from "../harness.ts";

const ESCAPE = "\x1b";

/** What an evaluator prints around the number that its target holds. */
const OUTPUTS: [what: string, evaluate: string][] = [
  [
    "a metric line in colour",
    `printf '\\033[1mp50_ms\\033[0m: \\033[32m%s\\033[0m\\n' "$(cat target.txt)"`,
  ],
  [
    "a colour of the terminal's long form",
    `printf '\\033[38;2;1;2;3mp50_ms:\\033[0m\\033[K %s\\033]8;;\\007\\n' "$(cat target.txt)"`,
  ],
  [
    "the last line that a progress bar has drawn over with CR",
    `printf 'epoch 1\\repoch 2\\rp50_ms: %s\\r\\n' "$(cat target.txt)"`,
  ],
  [
    "a line that ends in CR LF",
    `printf 'p50_ms: %s\\r\\n' "$(cat target.txt)"`,
  ],
  [
    "a progress bar that never writes a newline",
    `printf 'p50_ms: 500\\rp50_ms: %s\\r' "$(cat target.txt)"`,
  ],
  [
    "the last of several lines, not a forged, foreign or torn one",
    'echo "p50_ms: 500"; echo "note: p50_ms: 1"; printf "p50_ms: 7"; ' +
    'echo " retries"; echo "p50_ms: $(cat target.txt)"',
  ],
  [
    "a metric line before bytes that are no UTF-8",
    `printf '\\377\\376\\n'; ` +
    `echo "p50_ms: $(cat target.txt)"; printf '\\377\\n'`,
  ],
  [
    "a metric line on stderr",
    'echo "p50_ms: $(cat target.txt)" >&2',
  ],
  [
    "a metric line in front of two megabytes of warnings",
    'echo "p50_ms: $(cat target.txt)"; yes "warning: slow" | head -c 2000000',
  ],
];
for (const [what, evaluate] of OUTPUTS) {
  Deno.test(`run reads ${what}`, async () => {
    await using repo = await makeSession({ evaluate });

    const result = await repo.try(90);

    assertEquals(result.code, 0);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    assertEquals(escapesIn(result, await repo.read("results.tsv")), []);
  });
}

Deno.test("run keeps an evaluator's colours in run.log and nowhere else", async () => {
  const evaluate = 'printf "\\033[31mp50_ms: $(cat target.txt)\\033[0m\\n"; ' +
    'grep -q 666 target.txt && printf "p50_ms: \\033[31mboom\\033[0m\\n"; :';
  await using repo = await makeSession({ evaluate });

  const crash = await repo.try(666);
  const log = await repo.read("run.log");
  const next = await repo.loop("echo 95 > target.txt");

  assertEquals(crash.code, 3);
  assert(log.includes(`${ESCAPE}[31mboom${ESCAPE}[0m\n`));
  const [, row] = await repo.rows();
  assertMatch(row?.reason ?? "", /boom/);
  const prompt = await repo.read(".autoresearch/experiments/0002/prompt.md");
  assertMatch(prompt, /boom/);
  const texts = [await repo.read("results.tsv"), prompt];
  assertEquals(escapesIn(crash, next, ...texts), []);
});

Deno.test("run reads exponents and writes every number so that it reads back", async () => {
  await using repo = await makeSession({ target: "6.05e-06\n" });

  for (
    const value of ["7.0E-07", "-7.539458549707136e-05", "4.2E8", "1.0e+01"]
  ) {
    await repo.try(value);
  }

  const rows = await repo.rows();
  assertEquals(rows.map(({ status, metric }) => [status, Number(metric)]), [
    ["keep", 6.05e-6],
    ["keep", 7e-7],
    ["keep", -7.539458549707136e-5],
    ["discard", 4.2e8],
    ["discard", 10],
  ]);
});

Deno.test("run gives an expression up that backtracks, as a crash that says so", async () => {
  await using repo = await makeSession({
    flags: ["--metric-grep", "^p50_ms: (\\S+)$|^(a+)+$"],
  });

  await repo.write("target.txt", `90\n${"a".repeat(60)}b`);
  const { code } = await repo.autoresearch("run", "--single");

  const { status, reason } = (await repo.rows()).at(-1) ?? {};
  assertEquals({ code, status, reason }, {
    code: 3,
    status: "crash",
    reason: "metric_grep is too slow: not done with one line in 2 s",
  });
});

Deno.test("doctor says how many lines match the metric", async () => {
  await using repo = await makeSession({
    evaluate: 'echo "p50_ms: 500"; echo "note: p50_ms: 1"; ' +
      'echo "p50_ms: $(cat target.txt)"',
  });

  const { code, lines } = await runDoctor(repo);

  assertEquals(code, 0);
  assertMatch(lines.join("\n"), /^warning metric-lines: 2 lines /);
});

function escapesIn(...sources: (Result | string)[]): string[] {
  return sources
    .flatMap((source) =>
      typeof source === "string" ? [source] : [source.stdout, source.stderr]
    )
    .filter((text) => text.includes(ESCAPE));
}
