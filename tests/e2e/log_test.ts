import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { stateOf } from "../folder_state.ts";
import { makeRepo, makeSession, Repo, SETUP } from "../harness.ts";
import { startInTerminal } from "../pseudo_terminal.ts";
import { untilThere } from "../waiting.ts";

/** Our columns, with commits that git doesn't know. */
const LEDGER =
  "commit\tmetric\tstatus\tdescription\tseconds\truns\treason\tat\n" +
  "aaaaaa0\t100.000000\tkeep\tbaseline\t1.5\t1\tthe first measurement\t2026-11-25T01:00:00.000Z\n" +
  "aaaaaa1\t120.000000\tdiscard\ta wider loop\t1.25\t1\tno better than 100\t\n" +
  "aaaaaa2\tN/A\tcrash\tunrolled\t0.1\t1\texited with code 1\t\n" +
  "aaaaaa3\t80.000000\tkeep\tsort once\t1\t1\tbetter by 20\t\n";

async function makeFolder(files: Record<string, string>): Promise<Repo> {
  const folder = new Repo(await Deno.makeTempDir());
  for (const [name, text] of Object.entries(files)) {
    await folder.write(name, text);
  }
  return folder;
}

async function makeShownSession(): Promise<Repo> {
  const repo = await makeSession({ flags: ["--skip-baseline"] });
  await repo.write("results.tsv", LEDGER);
  return repo;
}

async function json(repo: Repo, ...flags: string[]): Promise<unknown> {
  return JSON.parse(
    (await repo.autoresearch("log", "--json", ...flags)).stdout,
  );
}

Deno.test("log shows baseline, best, change, counts, a chart and what to do next", async (t) => {
  await using repo = await makeShownSession();

  const { code, stdout, stderr } = await repo.autoresearch("log");

  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  await t.assertSnapshot(stdout);
  assertEquals((await repo.autoresearch("log", "--summary")).stdout, stdout);
});

Deno.test("log --best and --history say it in lines", async (t) => {
  await using repo = await makeShownSession();

  const best = await repo.autoresearch("log", "--best");
  const history = await repo.autoresearch("log", "--history");

  assertEquals(best.stdout, "#3 80  aaaaaa3  sort once\n");
  await t.assertSnapshot(history.stdout);
});

Deno.test("log --json has the shapes that scripts rely on", async () => {
  await using repo = await makeShownSession();
  const best = {
    commit: "aaaaaa3",
    metric: 80,
    description: "sort once",
    row: 3,
  };

  const way = {
    baseline: { commit: "aaaaaa0", metric: 100 },
    best,
    change: { absolute: -20, percent: -20 },
  };
  const summary = {
    metric: "p50_ms",
    direction: "lower",
    rows: 4,
    keep: 2,
    discard: 1,
    crash: 1,
    ...way,
    noise: null,
    segments: [{ row: 0, rows: 4, reason: null, ...way }],
    spent: null,
  };
  assertEquals(await json(repo), summary);
  assertEquals(await json(repo, "--summary"), summary);
  assertEquals(await json(repo, "--best"), best);
  const history = await json(repo, "--history");
  assert(Array.isArray(history));
  assertEquals(history.length, 4);
  assertEquals(history[2], {
    row: 2,
    commit: "aaaaaa2",
    metric: null,
    status: "crash",
    description: "unrolled",
    seconds: 0.1,
    runs: 1,
    reason: "exited with code 1",
  });
});

Deno.test("log of a session without rows says what to do", async () => {
  await using repo = await makeSession({ flags: ["--skip-baseline"] });

  const { code, stdout } = await repo.autoresearch("log");

  assertEquals([code, stdout], [
    0,
    "p50_ms (lower is better) on autoresearch/t1\n" +
    "  baseline  not measured\n  best      none\n  change    none\n" +
    "  rows      0: 0 keep, 0 discard, 0 crash\n" +
    "  noise     not measured\n" +
    "Next: autoresearch run --loop\n",
  ]);
  assertEquals(await json(repo, "--best"), null);
  assertEquals(await json(repo, "--history"), []);
});

Deno.test("log has colour in a terminal, and none with NO_COLOR", async () => {
  await using repo = await makeShownSession();
  await using colourful = startInTerminal(repo, "log");
  await colourful.see("git merge autoresearch/t1");
  assertEquals(await colourful.end(), 0);
  assert(colourful.shown.includes("\x1b[1mp50_ms (lower is better)"));

  const { stdout } = await repo.autoresearchWith({ NO_COLOR: "1" }, "log");
  assertEquals(stdout.includes("\x1b"), false);
});

/** Karpathy's two, and what is known of them. */
const FOREIGN: readonly (readonly [name: string, summary: unknown])[] = [
  ["karpathy-results.tsv", {
    rows: 126,
    keep: 23,
    discard: 102,
    crash: 1,
    baseline: 0.9979,
    best: 0.969686,
  }],
  ["karpathy-memory.tsv", {
    rows: 60,
    keep: 28,
    discard: 31,
    crash: 1,
    baseline: 1.93008,
    best: 1.842111,
  }],
];
for (const [name, expected] of FOREIGN) {
  Deno.test(`log reads ${name} without git and without a config`, async () => {
    const data = new URL(`../data/${name}`, import.meta.url);
    const text = await Deno.readTextFile(data);
    await using folder = await makeFolder({ "results.tsv": text });

    const { code, stdout, stderr } = await folder.autoresearch("log", "--json");

    const { metric, direction, baseline, best, ...counts } = JSON.parse(stdout);
    const { rows, keep, discard, crash } = counts;
    assertEquals([code, metric, direction], [0, "val_bpb", "lower"]);
    assertEquals({
      ...{ rows, keep, discard, crash },
      baseline: baseline.metric,
      best: best.metric,
    }, expected);
    assertEquals(
      stderr,
      "No config here: taken to be better when lower, as its keeps go\n",
    );
    assertEquals(await folder.sh("ls -A"), "results.tsv\n");
    assertEquals(await folder.read("results.tsv"), text);
  });
}

Deno.test("log leaves a torn line alone, and names it", async () => {
  await using repo = await makeShownSession();
  await repo.write("results.tsv", `${LEDGER}abc1234\t9`);
  const before = await stateOf(repo);

  const { stdout, stderr } = await repo.autoresearch("log", "--json");

  assertEquals(JSON.parse(stdout).rows, 4);
  assertEquals(
    stderr,
    "Line 6 was never written to its end and is not counted: the next run " +
      "moves it aside\n",
  );
  assertEquals(await stateOf(repo), before);
});

Deno.test("log shows no escape that somebody wrote into the ledger", async () => {
  const evil = "\\033[2J\\033]0;x\\007";
  const line = `aaaaaa4\t70\tkeep\tfast${evil}er\t1\t1\tno${evil}pe\t`;
  await using repo = await makeShownSession();
  await repo.sh(`printf '${line}\\n' >> results.tsv`);

  for (const view of ["--summary", "--best", "--history"]) {
    const { code, stdout } = await repo.autoresearch("log", view);
    assertEquals([code, stdout.includes("\x1b"), stdout.includes("\x07")], [
      0,
      false,
      false,
    ]);
  }
});

Deno.test("log works beside a running loop, which log record has to wait for", async () => {
  await using repo = await makeSession();
  const agent = "touch .git/asked; sleep 60";
  const loop = repo.start("run", "--loop", "--agent", agent);
  try {
    await untilThere(repo, ".git/asked");

    const log = await repo.autoresearch("log", "--json");
    const record = await repo.autoresearch(
      ...["log", "record", "HEAD", "3", "discard", "x", "--json"],
    );

    assertEquals([log.code, JSON.parse(log.stdout).rows], [0, 1]);
    const { error } = JSON.parse(record.stdout);
    assertEquals(record.code, 1);
    assert(
      error.message.startsWith("Cannot start: another autoresearch works here"),
    );
    assertEquals(await repo.verdicts(), ["keep 100"]);
  } finally {
    loop.kill("SIGINT");
    await loop.output();
  }
});

Deno.test("log --path shows another project, however its name is spelt", async () => {
  await using repo = await makeRepo({
    "über uns/target.txt": "100\n",
    "über uns/eval.sh": "echo p50_ms: 3\n",
  });
  const path = join(repo.path, "über uns");
  await repo.autoresearch(...SETUP, "--path", path);

  for (
    const spelt of ["über uns", "./über uns/", path, "über uns/../über uns"]
  ) {
    const { code } = await repo.autoresearch("log", "--path", spelt);
    assertEquals([spelt, code], [spelt, 0]);
  }
});
