import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import {
  makeRepo,
  makeSession,
  PRINT_TARGET,
  Repo,
  SETUP,
} from "../harness.ts";

const EXCLUDED = [
  "/.autoresearch.cfg",
  "/results.tsv",
  "/results.tsv.rejected",
  "/run.log",
  "/.autoresearch/",
  "/program.md",
];
const HEADER =
  "commit\tmetric\tstatus\tdescription\tseconds\truns\treason\tat\tfingerprint" +
  "\ttokens\tusd\tagent_seconds\trepairs\n";

async function excluded(repo: Repo): Promise<string[]> {
  const lines = (await repo.read(".git/info/exclude")).trimEnd().split("\n");
  return lines.filter((line) => !line.startsWith("#"));
}

Deno.test("setup writes config, ledger and exclude lines, and commits nothing", async () => {
  await using repo = await makeRepo({
    "target.txt": "100\n",
    "eval.sh": PRINT_TARGET,
  });

  const { code, stdout, stderr } = await repo.autoresearch(...SETUP);

  const commit = (await repo.git("rev-parse", "main")).trim();
  assertEquals({ code, stdout, stderr }, {
    code: 0,
    stdout: `Baseline: 100 (${commit.slice(0, 7)})\n` +
      "Session: autoresearch/t1, settings in .autoresearch.cfg\n" +
      "Next: autoresearch run --loop, or autoresearch doctor to check it first\n",
    stderr: "",
  });
  assertEquals(
    await repo.read(".autoresearch.cfg"),
    "target: target.txt\nevaluate_cmd: sh eval.sh\nmetric: p50_ms\n" +
      "metric_direction: lower\ntime_budget_minutes: 0.05\n" +
      "branch: autoresearch/t1\n",
  );
  const [{ seconds = "", at = "", fingerprint = "", ...row } = {}] = await repo
    .rows();
  assertEquals(row, {
    commit: commit.slice(0, 7),
    metric: "100.000000",
    status: "keep",
    description: "baseline",
    runs: "5",
    reason: "5 runs, all equal",
    tokens: "",
    usd: "",
    agent_seconds: "",
    repairs: "",
  });
  assertMatch(seconds, /^\d+(\.\d+)?$/);
  assertMatch(fingerprint, /^[0-9a-f]{12}$/);
  assertMatch(at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assertEquals(await excluded(repo), EXCLUDED);
  assertEquals(await repo.git("status", "--porcelain"), "");
  assertEquals(
    await repo.sh("git for-each-ref --format='%(objectname) %(refname)'"),
    `${commit} refs/autoresearch/t1/0\n${commit} refs/heads/autoresearch/t1\n` +
      `${commit} refs/heads/main\n`,
  );
  assertEquals(
    await repo.git("symbolic-ref", "HEAD"),
    "refs/heads/autoresearch/t1\n",
  );
  assertEquals(await repo.read("run.log"), "p50_ms: 100\n");
});

Deno.test("setup --json prints branch, config and baseline alone", async () => {
  await using repo = await makeSession({ flags: ["--skip-baseline"] });

  const { stdout } = await repo.autoresearch(
    ...SETUP.map((word) => word === "t1" ? "t2" : word),
    "--json",
  );

  const commit = (await repo.git("rev-parse", "--short=7", "main")).trim();
  assertEquals(JSON.parse(stdout), {
    branch: "autoresearch/t2",
    config: ".autoresearch.cfg",
    baseline: { commit, metric: 100 },
  });
});

Deno.test("setup --skip-baseline leaves the baseline to the next run, as row 0", async () => {
  await using repo = await makeRepo({
    "target.txt": "100\n",
    "eval.sh": PRINT_TARGET,
  });

  const result = await repo.autoresearch(...SETUP, "--skip-baseline", "--json");
  const ledger = await repo.read("results.tsv");
  await repo.try(90);

  assertEquals(JSON.parse(result.stdout).baseline, null);
  assertEquals(ledger, HEADER);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
});

Deno.test("setup keeps a program.md that is there", async () => {
  await using repo = await makeSession({ files: { "program.md": "mine\n" } });

  assertEquals(await repo.read("program.md"), "mine\n");
  assertEquals(
    await excluded(repo),
    EXCLUDED.filter((line) => line !== "/program.md"),
  );
});

Deno.test("setup adds to info/exclude, once, and keeps what is there", async () => {
  await using repo = await makeSession({
    before: (repo) => repo.write(".git/info/exclude", "*.tmp\n/run.log"),
  });

  await repo.autoresearch(...SETUP.map((word) => word === "t1" ? "t2" : word));

  assertEquals(await excluded(repo), [
    "*.tmp",
    "/run.log",
    ...EXCLUDED.filter((line) => line !== "/run.log"),
  ]);
});

Deno.test("setup makes info/exclude where git has none", async () => {
  await using repo = await makeSession({
    before: (repo) => repo.sh("rm -r .git/info"),
  });

  assertEquals(await excluded(repo), EXCLUDED);
});

Deno.test("setup works below the git top level", async () => {
  await using repo = await makeRepo({
    "lib/über uns/target.txt": "100\n",
    "lib/über uns/eval.sh": PRINT_TARGET,
    "other.txt": "x\n",
  });
  const path = ["--path", "lib/über uns"];

  const { code, stderr } = await repo.autoresearch(...SETUP, ...path);
  await repo.write("lib/über uns/target.txt", "90\n");
  const single = await repo.autoresearch("run", "--single", ...path);

  assertEquals([code, single.code, stderr], [0, 0, ""]);
  assertEquals(await repo.git("status", "--porcelain"), "");
  assertEquals(
    await excluded(repo),
    EXCLUDED.map((line) => `/lib/über uns${line}`),
  );
  const inside = new Repo(join(repo.path, "lib/über uns"));
  assertEquals(await inside.verdicts(), ["keep 100", "keep 90"]);
});

Deno.test("setup works in a linked worktree, beside the main checkout's session", async () => {
  await using repo = await makeSession();
  const tree = new Repo(await Deno.makeTempDir());
  await repo.git("worktree", "add", "--quiet", "-b", "side", tree.path, "main");
  const head = await repo.git("symbolic-ref", "HEAD");

  const { code } = await tree.autoresearch(
    ...SETUP.map((word) => word === "t1" ? "t2" : word),
  );
  await tree.try(90);
  await repo.try(80);

  assertEquals(code, 0);
  assertEquals(await tree.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 80"]);
  assertEquals(await tree.git("status", "--porcelain"), "");
  assertEquals(await repo.git("status", "--porcelain"), "");
  assertEquals(await repo.git("symbolic-ref", "HEAD"), head);
  await repo.git("worktree", "remove", "--force", tree.path);
});

Deno.test("setup takes today for a tag, then today with a number", async () => {
  await using repo = await makeRepo({
    "target.txt": "100\n",
    "eval.sh": PRINT_TARGET,
  });
  const flags = [...SETUP.slice(0, -3), "--skip-baseline", "--json"];

  const branches: string[] = [];
  for (let count = 0; count < 3; count++) {
    const { stdout } = await repo.autoresearch(...flags);
    branches.push(JSON.parse(stdout).branch);
  }

  const [first = ""] = branches;
  assertMatch(first, /^autoresearch\/\d{4}-\d\d-\d\d$/);
  assertEquals(branches, [first, `${first}-2`, `${first}-3`]);
});

Deno.test("setup takes the tuner where the target declares knobs, and says so", async () => {
  await using repo = await makeRepo({
    "target.txt": "width = 8 # tune: 4..64\n",
    "eval.sh": "echo p50_ms: 1\n",
  });

  const { stderr } = await repo.autoresearch(...SETUP);

  assertEquals(
    stderr,
    "The target declares knobs (width): agent_cmd is the built-in tuner\n",
  );
  assert((await repo.read(".autoresearch.cfg")).includes("agent_cmd: tune\n"));
});

Deno.test("setup --agent beats the tuner that knobs would bring", async () => {
  await using repo = await makeSession({
    target: "width = 8 # tune: 4..64\n",
    evaluate: "echo p50_ms: 1",
    flags: ["--agent", "sh propose.sh", "--protected", "data.csv, *.json"],
  });

  const config = await repo.read(".autoresearch.cfg");

  assert(config.includes("agent_cmd: sh propose.sh\n"));
  assert(config.includes("protected: data.csv, *.json\n"));
});
