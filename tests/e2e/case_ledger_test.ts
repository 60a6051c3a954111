import { assertEquals, assertMatch } from "@std/assert";
import { makeRepo, makeSession } from "../harness.ts";

const CRASH_AS_ZERO = [
  "commit\tval_bpb\tmemory_gb\tmfu\tfinal_loss\tstatus\tdescription",
  "aaaaaa1\t2.335670\t10.1\t0.3\t2.4\tkeep\tbaseline",
  "aaaaaa2\t1.374661\t10.2\t0.3\t1.4\tkeep\tdeeper",
  "aaaaaa3\t0.000000\t0.0\t0.0\t0.0\tcrash\tout of memory",
  "aaaaaa4\t0.100000\t10.0\t0.3\t0.1\tdiscard\tit cheated",
  "",
].join("\n");

Deno.test("log takes neither a crash of 0.000000 nor a discard for the best", async () => {
  await using repo = await makeRepo({ "results.tsv": CRASH_AS_ZERO });

  const best = await repo.autoresearch("log", "--best", "--json");
  const summary = await repo.autoresearch("log", "--json");
  const history = await repo.autoresearch("log", "--history");

  const row = {
    commit: "aaaaaa2",
    metric: 1.374661,
    description: "deeper",
    row: 1,
  };
  assertEquals(JSON.parse(best.stdout), row);
  const { change: _, segments: __, ...counted } = JSON.parse(summary.stdout);
  assertEquals(counted, {
    metric: "val_bpb",
    direction: "lower",
    rows: 4,
    keep: 2,
    discard: 1,
    crash: 1,
    baseline: { commit: "aaaaaa1", metric: 2.33567 },
    best: row,
    noise: null,
    spent: null,
  });
  const shown = history.stdout.split("\n").find((line) =>
    line.includes("aaaaaa3")
  );
  assertMatch(shown ?? "", /N\/A/);
  assertEquals(await repo.read("results.tsv"), CRASH_AS_ZERO);
});

/** Ledgers whose dialect nobody has taught us yet. */
const DIALECTS: [what: string, text: string, says: RegExp][] = [
  [
    "comments before its header",
    "# metric_direction: lower_is_better\n" +
    "iteration\tcommit\tmetric\tdelta\tguard\tstatus\tdescription\n" +
    "0\ta1b2c3d4e5\t100.0\t0\tpass\tbaseline\tstart\n",
    /^Error: Cannot read "results\.tsv": line 1 .*has no column "commit"\nHint: /,
  ],
  [
    "no column for commits",
    "experiment\tmetric\tstatus\tdescription\n1\tFAILED\treverted_worse\tx\n",
    /^Error: Cannot read "results\.tsv": line 1 .*has no column "commit"\nHint: /,
  ],
  [
    "statuses of its own",
    "commit\tmetric\tstatus\tdescription\n-\t4\tno-op\ty\n",
    /^Error: Cannot read "results\.tsv": line 2 has the status "no-op"\nHint: /,
  ],
];
for (const [what, text, says] of DIALECTS) {
  Deno.test(`log refuses a ledger with ${what} in two lines`, async () => {
    await using repo = await makeRepo({ "results.tsv": text });

    const { code, stdout, stderr } = await repo.autoresearch("log");

    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, says);
    assertEquals(stderr.trimEnd().split("\n").length, 2);
    assertEquals(await repo.read("results.tsv"), text);
  });
}

Deno.test("log reads a dash as no value", async () => {
  await using repo = await makeRepo({
    "results.tsv": "commit\tmetric\tstatus\tdescription\n" +
      "a1b2c3d\t3\tkeep\tx\n-\t-\tdiscard\ty\n",
  });

  const { stdout } = await repo.autoresearch("log", "--history", "--json");

  assertEquals(JSON.parse(stdout)[1].metric, null);
});

const STATES: [what: string, text: string][] = [
  ["an empty", ""],
  ["a torn", '{"expe'],
  ["a foreign", "[]"],
  ["a binary", "\0\0\0\0"],
];
for (const [what, state] of STATES) {
  Deno.test(`run goes on after a torn row and ${what} state`, async () => {
    await using repo = await makeSession();
    await repo.try(90);
    await repo.sh("printf 'abc1234\\t9' >>results.tsv");
    await repo.write(".autoresearch/state.json", state);

    const { code, stderr } = await repo.try(80);

    assertEquals(code, 0);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "keep 80"]);
    assertEquals(
      await repo.read("results.tsv.rejected"),
      "line 4: abc1234\t9\n",
    );
    const named = stderr.split("\n")
      .filter((line) => line.includes("state.json"));
    assertEquals(named.length, 1);
    assertEquals(await repo.exists(".autoresearch/state.json"), false);
  });
}

Deno.test("run counts only experiments that have a row, also after it was killed", async () => {
  await using repo = await makeSession();
  // Calls 2, 4 and 7 fail; call 6 waits to be killed.
  await repo.write(
    ".git/agent.sh",
    `calls=$(($(cat .git/calls) + 1)); echo $calls >.git/calls
    case $calls in
      2|4|7) exit 1 ;;
      6) echo $$ >.git/pid; mv .git/pid .git/waiting; exec sleep 60 ;;
    esac
    echo $(($(cat target.txt) - 1)) >target.txt`,
  );
  await repo.write(".git/calls", "0");
  const agent = ["--agent", "sh .git/agent.sh"];
  const flags = ["run", "--loop", ...agent, "--max-experiments"];

  const killed = repo.start(...flags, "6");
  await repo.sh(
    "timeout 20 sh -c 'until [ -s .git/waiting ]; do sleep 0.02; done'",
  );
  killed.kill("SIGKILL");
  await Promise.all([killed.stdout.cancel(), killed.stderr.cancel()]);
  await killed.status;
  await repo.sh("kill $(cat .git/waiting)");
  const before = await repo.verdicts();
  const { code } = await repo.autoresearch(...flags, "3");

  assertEquals(code, 0);
  assertEquals(before, ["keep 100", "keep 99", "keep 98", "keep 97"]);
  assertEquals(await repo.verdicts(), [
    ...before,
    "keep 96",
    "keep 95",
    "keep 94",
  ]);
  const folders = await repo.sh("ls .autoresearch/experiments");
  assertEquals(
    folders.trim().split("\n"),
    ["0000", "0001", "0002", "0003", "0004", "0005", "0006"],
  );
  const refs = await repo.git(
    "for-each-ref",
    "--format=%(refname:lstrip=3)",
    "refs/autoresearch/t1",
  );
  assertEquals(
    refs.trim().split("\n").filter((name) => /^\d+$/.test(name)),
    ["0", "1", "2", "3", "4", "5", "6"],
  );
});
