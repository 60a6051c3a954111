import { assertEquals } from "@std/assert";
import { editConfig, runDoctor } from "../doctor_report.ts";
import { makeSession, type Repo } from "../harness.ts";

type Row = [
  title: string,
  spoil: (repo: Repo) => Promise<unknown>,
  lines: readonly string[],
];

const AGENT = 'error agent-missing: Cannot start the agent "AGENT": ';

const FINDINGS: readonly Row[] = [
  ["keys without effect", addLine("agent_cdm: tune\nbudget: 5"), [
    "warning unknown-keys: Keys without effect in .autoresearch.cfg: " +
    "agent_cdm, budget",
  ]],
  ["keys that stand twice", addLine("metric: p50_ms\nmetric: p50_ms"), [
    "warning doubled-keys: Keys that stand more than once in " +
    ".autoresearch.cfg, of which the last counts: metric",
  ]],
  ["a config that can't be read", addLine("metric p50_ms"), [
    'error config: Cannot read ".autoresearch.cfg": line 7 has no ":"',
  ]],
  ["an empty config", (repo) => repo.write(".autoresearch.cfg", ""), [
    'error config: Cannot read ".autoresearch.cfg": it has no key: value line',
  ]],
  ["a budget of a whole night", editConfig("_minutes: 0.05", "_minutes: 90"), [
    "warning long-budget: At 90 minutes each, 5 experiments fit into a night " +
    "of 8 hours",
  ]],
  [
    "an agent that is not on PATH",
    addLine("agent_cmd: KEY=1 no-such-agent -p | tee x"),
    [
      AGENT.replace("AGENT", "KEY=1 no-such-agent -p | tee x") +
      '"no-such-agent" is not on PATH',
    ],
  ],
  [
    "an agent whose program has another name and is not on PATH",
    addLine("agent_cmd: cursor --model x"),
    [
      AGENT.replace("AGENT", "cursor --model x") +
      '"cursor-agent" is not on PATH',
    ],
  ],
  ["an agent's script that isn't there", addLine("agent_cmd: sh propose.sh"), [
    AGENT.replace("AGENT", "sh propose.sh") + 'there is no "propose.sh"',
  ]],
  ["an agent's program that isn't there", addLine("agent_cmd: bin/agent -p"), [
    AGENT.replace("AGENT", "bin/agent -p") + 'there is no "bin/agent"',
  ]],
  ["no fault in an agent that is there", addLine("agent_cmd: sh eval.sh"), []],
  ["a tuner without a knob", addLine("agent_cmd: tune"), [
    "error no-knobs: The agent is the built-in tuner, and the target declares " +
    "no knob",
  ]],
  [
    "a protected file that isn't there",
    addLine("protected: data/*.csv, eval.sh"),
    [
      'warning protected-missing: Nothing to protect by "data/*.csv": it names ' +
      "no file",
    ],
  ],
  ["a template that isn't there", addLine("prompt_template: my.md"), [
    'error prompt-template: Cannot read the template "my.md": there is no ' +
    "such file",
  ]],
  [
    "a placeholder that there isn't",
    async (repo) => {
      await repo.write("my.md", "Lower {{metrik}}\n");
      await addLine("prompt_template: my.md")(repo);
    },
    [
      'error prompt-template: Cannot read the template "my.md": ' +
      "{{metrik}} is no placeholder",
    ],
  ],
  [
    "a target that isn't there",
    editConfig("target.txt", "train.py, target.txt"),
    [
      'error target-missing: Cannot use target "train.py": there is no such ' +
      "file, and it matches no tracked one",
    ],
  ],
  [
    "a target that is ignored",
    async (repo) => {
      await repo.sh("echo '*.md' >> .git/info/exclude; echo x > prompt.md");
      await editConfig("target.txt", "prompt.md")(repo);
    },
    [
      'error target-ignored: Cannot use target "prompt.md": git ignores it ' +
      "(.git/info/exclude:LINE: *.md)",
    ],
  ],
  [
    "a target that the user's own excludes ignore",
    async (repo) => {
      await repo.sh("echo '*.md' > .git/mine; echo x > prompt.md");
      await repo.sh('git config core.excludesFile "$PWD/.git/mine"');
      await editConfig("target.txt", "target.txt, prompt.md")(repo);
    },
    [
      'error target-ignored: Cannot use target "prompt.md": git ignores it ' +
      "(REPO/.git/mine:LINE: *.md)",
      "warning candidate: Not measured: a candidate stands there, which " +
      "differs from the best commit COMMIT in prompt.md",
    ],
  ],
  [
    "no fault in a target that is ignored and tracked",
    (repo) => repo.sh("echo '*.txt' >> .git/info/exclude"),
    [],
  ],
  [
    "a target that is a folder",
    editConfig("target.txt", "target.txt, src"),
    [
      'error target-unusable: Cannot use target "src": a folder',
    ],
  ],
  ["a target that is protected", addLine("protected: target.txt"), [
    'error target-protected: Cannot use target "target.txt": it is protected ' +
    "as well",
  ]],
];

for (const [title, spoil, lines] of FINDINGS) {
  Deno.test(`doctor finds ${title}`, async () => {
    await using repo = await makeSession({ files: { "src/a.txt": "a\n" } });
    const commit = (await repo.git("rev-parse", "HEAD")).slice(0, 7);
    await spoil(repo);

    const report = await runDoctor(repo);

    const found = report.lines.map((line) =>
      line.replace(commit, "COMMIT").replace(/:\d+: \*/, ":LINE: *")
    );
    assertEquals(found, lines);
    const isError = lines.some((line) => line.startsWith("error"));
    assertEquals(report.code, isError ? 1 : 0);
  });
}

Deno.test("doctor says how to track an ignored target", async () => {
  await using repo = await makeSession();
  await repo.sh("echo '*.md' >> .git/info/exclude; echo x > prompt.md");
  await editConfig("target.txt", "prompt.md")(repo);

  const { findings } = await runDoctor(repo);
  await repo.sh(findings[0]?.fix.replace("Run: ", "") ?? "exit 1");
  const after = await runDoctor(repo);

  assertEquals(after.findings.map(({ kind }) => kind), ["candidate"]);
});

const KNOB = "width = 40  # tune: 64..4\n";
for (
  const [agent, severity] of [["tune", "error"], ["sh eval.sh", "warning"]]
) {
  Deno.test(`doctor finds a knob that can't be read: ${severity} for ${agent}`, async () => {
    await using repo = await makeSession({
      target: `100 ${KNOB}`,
      evaluate: "echo p50_ms: 100",
    });
    await addLine(`agent_cmd: ${agent}`)(repo);

    const { findings } = await runDoctor(repo);

    assertEquals(
      findings.map(({ severity, kind }) => `${severity} ${kind}`),
      [`${severity} knob`],
    );
    assertEquals(
      findings[0]?.message.startsWith(
        "Cannot read the knob in target.txt, line 1: ",
      ),
      true,
    );
  });
}

function addLine(line: string): (repo: Repo) => Promise<unknown> {
  return editConfig(/$/, `${line}\n`);
}
