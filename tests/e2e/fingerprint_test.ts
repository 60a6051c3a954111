import { assertEquals, assertMatch } from "@std/assert";
import { makeRepo, makeSession, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";

const FIRST_RECORD = ".autoresearch/experiments/0000/experiment.json";

async function changeRecord(
  repo: Repo,
  change: (record: Record<string, unknown>) => unknown,
): Promise<void> {
  const record = JSON.parse(await repo.read(FIRST_RECORD));
  await repo.write(FIRST_RECORD, JSON.stringify(change(record)));
}

/** Leaves these columns of the ledger alone. */
async function cutLedger(repo: Repo, columns: number): Promise<void> {
  const lines = (await repo.read("results.tsv")).trimEnd().split("\n");
  const cut = lines.map((line) =>
    `${line.split("\t").slice(0, columns).join("\t")}\n`
  );
  await repo.write("results.tsv", cut.join(""));
}

async function columns(repo: Repo): Promise<number> {
  return (await repo.read("results.tsv")).split("\n")[0]?.split("\t").length ??
    0;
}

Deno.test("setup writes down what gives the numbers their meaning", async () => {
  await using repo = await makeSession({
    before: (repo) => repo.write("data.csv", "1\n"),
    flags: ["--protected", "data.csv"],
  });

  const { meaning } = JSON.parse(await repo.read(FIRST_RECORD));

  const { "the machine": machine, "data.csv ": data, ...keys } = meaning;
  assertMatch(data, /^[0-9a-f]{64}$/);
  assertEquals(keys, {
    target: "target.txt",
    evaluate_cmd: "sh eval.sh",
    metric: "p50_ms",
    metric_direction: "lower",
    metric_grep: "",
    time_budget_minutes: "0.05",
  });
  if (Deno.build.os !== "linux") return;
  // The architecture alone would not tell two machines apart.
  const models = await repo.sh(
    "sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1",
  );
  assertEquals(machine.split(", ")[0], models.trimEnd() || Deno.build.arch);
});

Deno.test("run begins a segment on another machine", async () => {
  await using repo = await makeSession();
  await repo.try(90);
  await changeRecord(repo, ({ meaning, ...record }) => ({
    ...record,
    meaning: { ...Object(meaning), "the machine": "an older one" },
  }));
  await repo.sh(
    "sed -i 's/\\t[0-9a-f]\\{12\\}\\(\\t*\\)$/\\taaaaaaaaaaaa\\1/' results.tsv",
  );

  await repo.try(80);

  assertEquals(
    (await repo.rows()).map(({ reason }) => reason),
    [
      "5 runs, all equal",
      "better by 10",
      "segment: the machine changed",
      "better by 10",
    ],
  );
  await assertSound(repo);
});

Deno.test("run goes on without a segment in a session of the version before", async () => {
  await using repo = await makeSession();
  await repo.try(90);
  await cutLedger(repo, 8);
  await changeRecord(
    repo,
    ({ meaning: _, reference: __, ...record }) => record,
  );

  await repo.try(80);
  await repo.try(70);

  assertEquals(await repo.verdicts(), [
    "keep 100",
    "keep 90",
    "keep 80",
    "keep 70",
  ]);
  assertEquals(await columns(repo), 8);
  await assertSound(repo);
});

Deno.test("run goes on without a segment in a session that the Python scripts made", async () => {
  await using repo = await makeRepo({
    "target.txt": "100\n",
    "eval.sh": 'echo "p50_ms: $(cat target.txt)"\n',
  });
  await repo.git("switch", "--quiet", "--create", "autoresearch/t1");
  const commit = (await repo.git("rev-parse", "--short=7", "HEAD")).trimEnd();
  await repo.write(
    "results.tsv",
    `commit\tmetric\tstatus\tdescription\n${commit}\t100.000000\tkeep\tbaseline\n`,
  );
  await repo.write(
    ".autoresearch.cfg",
    "target: target.txt\nevaluate_cmd: sh eval.sh\nmetric: p50_ms\n" +
      "metric_direction: lower\ntime_budget_minutes: 0.05\n",
  );

  await repo.try(90);
  await repo.try(80);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "keep 80"]);
  assertEquals((await repo.rows()).map(({ reason }) => reason), [
    "",
    "better by 10",
    "better by 10",
  ]);
});
