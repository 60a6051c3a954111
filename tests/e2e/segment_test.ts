import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";

const DOUBLED = 'echo "p50_ms: $((2 * $(cat target.txt)))"\n';

async function untrack(repo: Repo): Promise<void> {
  await repo.sh(
    "echo eval.sh >> .git/info/exclude; git rm -q --cached eval.sh",
  );
  await repo.git("commit", "-qm", "untracked");
}

/** What is changed between two runs, and how the segment's first row calls it. */
const CHANGES: readonly (readonly [
  what: string,
  change: (repo: Repo) => Promise<unknown>,
])[] = [
  ["eval.sh", (repo) => repo.write("eval.sh", DOUBLED)],
  ["time_budget_minutes", set("time_budget_minutes", "0.06")],
  ["evaluate_cmd", set("evaluate_cmd", "sh ./eval.sh")],
  [
    "metric_grep",
    (repo) => repo.sh("echo 'metric_grep: ^p50' >> .autoresearch.cfg"),
  ],
];
for (const [what, change] of CHANGES) {
  Deno.test(`run begins a segment where ${what} changed between two runs`, async () => {
    await using repo = await makeSession({ before: untrack });
    await repo.try(90);
    const before = await repo.rows();
    await change(repo);

    const { code, stderr } = await repo.try(80);

    assertEquals(code, 0);
    assertMatch(stderr, /changed: the best commit is measured anew\n/);
    const [start, next, ...rest] = (await repo.rows()).slice(before.length);
    assertEquals(rest, []);
    assertEquals(
      [start?.["status"], start?.["commit"], start?.["reason"]],
      ["keep", before[1]?.["commit"], `segment: ${what} changed`],
    );
    assertEquals(next?.["status"], "keep");
    assertEquals(start?.["fingerprint"], next?.["fingerprint"]);
    assertEquals(start?.["fingerprint"] === before[1]?.["fingerprint"], false);
    await assertSound(repo);
  });
}

Deno.test("log compares no numbers of two segments, and lists both", async () => {
  await using repo = await makeSession({ before: untrack });
  await repo.try(90);
  await repo.write("eval.sh", DOUBLED);
  await repo.try(80);

  const { stdout } = await repo.autoresearch("log", "--json");

  const summary = JSON.parse(stdout);
  assertEquals(summary.baseline.metric, 180);
  assertEquals(summary.best.metric, 160);
  assertEquals(summary.change.absolute, -20);
  assertEquals([summary.rows, summary.keep], [4, 4]);
  assertEquals(
    summary.segments.map(({ row, rows, reason, best }: {
      readonly row: number;
      readonly rows: number;
      readonly reason: string | null;
      readonly best: { readonly metric: number };
    }) => [row, rows, reason, best.metric]),
    [[0, 2, null, 90], [2, 2, "eval.sh changed", 160]],
  );
  const text = await repo.autoresearch("log");
  assertMatch(text.stdout, /segment +2, since row 2: eval\.sh changed/);
});

Deno.test("run measures a target again that was judged in another segment", async () => {
  await using repo = await makeSession({ before: untrack });
  await repo.try(120);
  await repo.write("eval.sh", 'echo "p50_ms: $((300 - $(cat target.txt)))"\n');

  await repo.try(120);

  assertEquals(await repo.verdicts(), [
    "keep 100",
    "discard 120",
    "keep 200",
    "keep 180",
  ]);
  await assertSound(repo);
});

Deno.test("run begins no segment for what says nothing about the metric", async () => {
  await using repo = await makeSession({ before: untrack });
  await repo.sh(
    "echo more >> program.md; echo 'decision: strict' >> .autoresearch.cfg; " +
      "echo 'agent_cmd: true' >> .autoresearch.cfg",
  );

  await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
});

Deno.test("undo keeps the first row of a segment", async () => {
  await using repo = await makeSession({ before: untrack });
  await repo.try(90);
  await repo.write("eval.sh", DOUBLED);
  await repo.try(80);

  const first = await repo.autoresearch("undo");
  const second = await repo.autoresearch("undo");

  assertEquals([first.code, second.code], [0, 1]);
  assertMatch(second.stderr, /only the baseline is left/);
  assertEquals(await repo.read("target.txt"), "90\n");
  await assertSound(repo);
});

function set(key: string, value: string): (repo: Repo) => Promise<unknown> {
  return (repo) =>
    repo.sh(`sed -i 's|^${key}: .*|${key}: ${value}|' .autoresearch.cfg`);
}
