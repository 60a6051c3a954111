import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { makeRepo, type Repo } from "../harness.ts";

/** A program on PATH that stands in for a real one and prints a metric. */
async function standIn(
  repo: Repo,
  name: string,
  line: string,
): Promise<string> {
  const bin = await Deno.makeTempDir({ dir: repo.path, prefix: ".bin-" });
  await Deno.writeTextFile(
    join(bin, name),
    `#!/bin/sh\necho "\${0##*/} $*"\necho '${line}'\n`,
    { mode: 0o755 },
  );
  await repo.sh("echo '.bin-*' >> .git/info/exclude");
  return `${bin}:${Deno.env.get("PATH")}`;
}

interface Domain {
  readonly name: string;
  readonly program: string;
  readonly call: string;
  readonly target: string;
  readonly evaluator: string;
  readonly config: string;
}

const DOMAINS: readonly Domain[] = [
  {
    name: "ml",
    program: "uv",
    call: "uv run train.py",
    target: "train.py",
    evaluator: "train.py",
    config: "target: train.py\nevaluate_cmd: uv run train.py\n" +
      "metric: val_bpb\nmetric_direction: lower\ntime_budget_minutes: 5\n",
  },
  {
    name: "prompt",
    program: "python",
    call: "python evaluate.py",
    target: "prompt.md",
    evaluator: "evaluate.py",
    config: "target: prompt.md\nevaluate_cmd: python evaluate.py\n" +
      "metric: eval_score\nmetric_direction: higher\ntime_budget_minutes: 2\n",
  },
  {
    name: "code",
    program: "python",
    call: "python benchmark.py",
    target: "src/module.py",
    evaluator: "benchmark.py",
    config: "target: src/module.py\nevaluate_cmd: python benchmark.py\n" +
      "metric: p50_ms\nmetric_direction: lower\ntime_budget_minutes: 10\n",
  },
  {
    name: "skill",
    program: "python",
    call: "python scripts/skill_evaluator.py",
    target: "SKILL.md",
    evaluator: "scripts/skill_evaluator.py",
    config:
      "target: SKILL.md\nevaluate_cmd: python scripts/skill_evaluator.py\n" +
      "metric: pass_rate\nmetric_direction: higher\ntime_budget_minutes: 5\n",
  },
];
for (const { name, program, call, target, evaluator, config } of DOMAINS) {
  const metric = /metric: (\w+)/.exec(config)?.[1] ?? "";

  Deno.test(`setup --domain ${name} answers every question`, async () => {
    await using repo = await makeRepo({ [target]: "x\n", [evaluator]: "x\n" });
    const PATH = await standIn(repo, program, `${metric}: 0.5`);

    const flags = ["setup", "--domain", name, "--tag", "t"];
    const { code, stderr } = await repo.autoresearchWith({ PATH }, ...flags);

    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    assertEquals(
      await repo.read(".autoresearch.cfg"),
      `${config}branch: autoresearch/t\n`,
    );
    assertEquals(await repo.read("run.log"), `${call}\n${metric}: 0.5\n`);
    assertEquals((await repo.rows())[0]?.metric, "0.500000");
    const program_md = await repo.read("program.md");
    assertEquals(
      [target, metric].filter((word) => !program_md.includes(word)),
      [],
    );
    assertEquals(/\{\w+\}/.exec(program_md), null);
  });

  if (evaluator === target) continue;
  Deno.test(`setup --domain ${name} offers ${evaluator}, and writes it with --yes`, async () => {
    await using repo = await makeRepo({ [target]: "x\n" });
    const flags = ["setup", "--domain", name, "--tag", "t"];

    const refused = await repo.autoresearch(...flags);
    const isThere = await repo.exists(evaluator);
    const written = await repo.autoresearch(...flags, "--yes");

    assertEquals([refused.code, refused.stderr, isThere], [
      1,
      `Error: Cannot evaluate: "${evaluator}" does not exist\n` +
      "Hint: Write it, or let setup write a skeleton to fill in: add --yes\n",
      false,
    ]);
    assertEquals([written.code, written.stderr], [
      1,
      `Error: Cannot measure the baseline yet: "${evaluator}" was missing, ` +
      "and is now a skeleton\n" +
      `Hint: Fill in ${evaluator} where it says so, then run the same ` +
      "command again\n",
    ]);
    assert((await repo.read(evaluator)).includes(metric));
    assertEquals(
      await repo.git("status", "--porcelain", "--untracked-files=all"),
      `?? ${evaluator}\n`,
    );
  });
}

Deno.test("setup --skip-baseline --yes goes on with a skeleton, and hides it from git", async () => {
  await using repo = await makeRepo({ "target.txt": "x\n" });

  const { code, stderr } = await repo.autoresearch(
    ...["setup", "--domain", "code", "--target", "target.txt", "--tag", "t"],
    ...["--skip-baseline", "--yes"],
  );

  assertEquals([code, stderr], [
    0,
    "Wrote benchmark.py: fill it in before autoresearch run\n",
  ]);
  assertEquals(await repo.git("status", "--porcelain"), "");
  assert((await repo.read(".git/info/exclude")).includes("/benchmark.py\n"));
});

Deno.test("setup: an explicit flag beats --config, and that --domain", async () => {
  await using repo = await makeRepo({
    "mine.txt": "1\n",
    "answers.cfg": "metric: from_file\ntime_budget_minutes: 0.2\n" +
      "metric_direction: higher\nagent_cmd: sh agent.sh\n",
  });

  const { code, stderr } = await repo.autoresearch(
    ...["setup", "--domain", "ml", "--config", "answers.cfg", "--tag", "t"],
    ...["--target", "mine.txt", "--budget", "0.1"],
    ...[
      "--evaluate-cmd",
      "echo from_file=7",
      "--metric-grep",
      "^from_file=(.*)",
    ],
  );

  assertEquals([code, stderr], [0, ""]);
  assertEquals(
    await repo.read(".autoresearch.cfg"),
    "target: mine.txt\nevaluate_cmd: echo from_file=7\nmetric: from_file\n" +
      "metric_direction: higher\ntime_budget_minutes: 0.1\n" +
      "metric_grep: ^from_file=(.*)\nbranch: autoresearch/t\n" +
      "agent_cmd: sh agent.sh\n",
  );
});

Deno.test("setup --config does not take over another session's branch", async () => {
  await using repo = await makeRepo({
    "target.txt": "1\n",
    "answers.cfg": "target: target.txt\nevaluate_cmd: echo m: 1\nmetric: m\n" +
      "metric_direction: lower\ntime_budget_minutes: 1\n" +
      "branch: autoresearch/old\n",
  });

  const flags = ["setup", "--config", "answers.cfg", "--tag", "new", "--json"];
  const { stdout } = await repo.autoresearch(...flags);

  assertEquals(JSON.parse(stdout).branch, "autoresearch/new");
});
