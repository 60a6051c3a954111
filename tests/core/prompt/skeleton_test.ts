import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type DomainName, DOMAINS } from "../../../src/core/config/domain.ts";
import { skeletonFor } from "../../../src/core/prompt/program.ts";

const ENDINGS: [script: string, language: "python" | "sh" | undefined][] = [
  ["evaluate.py", "python"],
  ["scripts/bench.PY", "python"],
  ["eval.sh", "sh"],
  ["eval.bash", "sh"],
  ["bin/bench", "sh"],
  ["v1.2/bench", "sh"],
  ["bench.ts", undefined],
  ["bench.mjs", undefined],
  ["bench.rb", undefined],
];
for (const [script, language] of ENDINGS) {
  Deno.test(`skeletonFor() writes ${language ?? "nothing"} for ${script}`, () => {
    const skeleton = skeletonFor("code", script, "p50_ms");

    const found = skeleton === undefined
      ? undefined
      : skeleton.includes("import sys")
      ? "python"
      : "sh";
    assertEquals(found, language);
  });
}

const hasPython = await new Deno.Command("sh", {
  args: ["-c", "command -v python3"],
  stdout: "null",
}).output();

/** Tests with a skeleton that this machine can run. */
function testScript(script: string, name: string, test: () => Promise<void>) {
  const ignore = script.endsWith(".py") && !hasPython.success;
  Deno.test({ name: `the skeleton ${script} ${name}`, ignore, fn: test });
}

/** What somebody writes in place of the one function, for each skeleton. */
interface Filling {
  readonly domain: DomainName;
  readonly script: string;
  readonly name: string;
  readonly body: string;
  readonly stdout: string;
}

const SKILL =
  "---\nname: a-skill\ndescription: Does it.\n---\nSee [it](SKILL.md), `[x](y)`.\n";
const FILLINGS: readonly Filling[] = [
  {
    domain: "ml",
    script: "evaluate.py",
    name: "validation_metric",
    body: "    return 0.1 + 0.2",
    stdout: "0.30000000000000004",
  },
  {
    domain: "prompt",
    script: "evaluate.py",
    name: "cases",
    body: '    yield "a", "Yes", " yes "\n    yield "b", "no", prompt\n' +
      '    yield "c", "x", "y"\n    yield "d", "x", "y\\npass_rate: 9"',
    stdout: "0.5",
  },
  {
    domain: "code",
    script: "benchmark.py",
    name: "make_case",
    body:
      "    time.perf_counter_ns = iter(range(0, 10**15, 2_500_000)).__next__\n" +
      "    return lambda: 3, lambda result: result == 3",
    stdout: "2.500000",
  },
  {
    domain: "skill",
    script: "scripts/skill_evaluator.py",
    name: "tasks",
    body: '    yield "a", True\n    yield "b", False',
    stdout: "0.5",
  },
  {
    domain: "code",
    script: "bench.sh",
    name: "measure",
    body: "  echo note >&2; echo -1.5e-3",
    stdout: "-1.5e-3",
  },
];

const METRIC = `it's "a" µs $HOME \\n`;

for (const filling of FILLINGS) {
  const { domain, script, name, stdout } = filling;

  testScript(script, `for ${domain} fails until it is filled in`, async () => {
    await using project = await makeProject(filling, (text) => text);

    const { code, lines, stderr } = await project.evaluate();

    const message =
      `${script}: fill in ${name}() first, it measures nothing yet\n`;
    assertEquals({ code, lines, stderr }, {
      code: 1,
      lines: [],
      stderr: message,
    });
  });

  testScript(
    script,
    `for ${domain} measures once it is filled in`,
    async () => {
      await using project = await makeProject(
        filling,
        (text) => fillIn(text, filling),
      );

      const { code, lines } = await project.evaluate();

      const last = `${METRIC}: ${stdout}`;
      assertEquals({ code, last: lines.at(-1) }, { code: 0, last });
    },
  );

  Deno.test(`the skeleton ${script} for ${domain} says who wrote it`, () => {
    const first = skeletonFor(domain, script, METRIC)?.split("\n")[0];

    assertEquals(
      first,
      `# Written by \`autoresearch setup\`: fill in ${name}(), leave the rest.`,
    );
  });
}

const WRONG: [
  domain: DomainName,
  script: string,
  name: string,
  body: string,
][] = [
  ["ml", "evaluate.py", "validation_metric", '    return float("nan")'],
  ["ml", "evaluate.py", "validation_metric", "    return None"],
  ["prompt", "evaluate.py", "cases", "    return []"],
  [
    "code",
    "benchmark.py",
    "make_case",
    "    return lambda: 3, lambda result: result == 4",
  ],
  ["skill", "evaluate.py", "tasks", "    return []"],
  ["code", "bench.sh", "measure", "  echo 12 ms"],
  ["code", "bench.sh", "measure", "  :"],
  ["code", "bench.sh", "measure", "  echo 1; echo 2"],
  ["code", "bench.sh", "measure", "  echo 1; return 3"],
];
for (const [domain, script, name, body] of WRONG) {
  testScript(
    script,
    `for ${domain} prints no number after ${JSON.stringify(body)}`,
    async () => {
      const filling = { domain, script, name, body, stdout: "" };
      await using project = await makeProject(
        filling,
        (text) => fillIn(text, filling),
      );

      const { code, lines } = await project.evaluate();

      assertEquals({ code, lines }, { code: 1, lines: [] });
    },
  );
}

const BAD_SKILLS: [text: string, problem: string][] = [
  ["# A skill\n", "it has no front matter between two lines of ---"],
  [
    SKILL.replace("a-skill", "A skill"),
    "its name must be lower-case letters, digits and hyphens",
  ],
  [SKILL.replace("Does it.", ""), "it has no description"],
  [SKILL.replace("SKILL.md", "gone.md"), "its link to gone.md leads nowhere"],
  [SKILL + "\n".repeat(500), "it has more than 500 lines"],
];
for (const [text, problem] of BAD_SKILLS) {
  testScript("e.py", `for skill refuses a skill: ${problem}`, async () => {
    const filling = {
      domain: "skill",
      script: "e.py",
      name: "tasks",
      body: '    yield "a", True',
      stdout: "",
    } as const;
    await using project = await makeProject(
      filling,
      (skeleton) => fillIn(skeleton, filling),
    );
    await Deno.writeTextFile(join(project.path, "SKILL.md"), text);

    const result = await project.evaluate();

    const stderr = `e.py: SKILL.md cannot be loaded: ${problem}\n`;
    assertEquals(result, { code: 1, lines: [], stderr });
  });
}

/** Replaces the body of the one function that is to be filled in. */
function fillIn(skeleton: string, { script, name, body }: Filling): string {
  if (script.endsWith(".sh")) {
    return skeleton.replace(
      /^measure\(\) \{\n[^]*?^\}/m,
      () => `measure() {\n${body}\n}`,
    );
  }
  const parts = skeleton.split(/^# -{4}.*\n/m);
  const head = parts[1]?.match(new RegExp(`def ${name}\\(.*\\):\n`))?.[0];
  return [parts[0], head, `${body}\n`, parts[2]].join("")
    .replace("MIN_SECONDS = 2.0", "MIN_SECONDS = 0.0");
}

async function makeProject(
  { domain, script }: Filling,
  change: (skeleton: string) => string,
) {
  const path = await Deno.makeTempDir();
  await Deno.mkdir(join(path, "scripts"));
  await Deno.writeTextFile(join(path, "prompt.md"), "NO");
  await Deno.writeTextFile(join(path, "SKILL.md"), SKILL);
  const skeleton = skeletonFor(domain, script, METRIC) ?? "";
  await Deno.writeTextFile(join(path, script), change(skeleton));
  return {
    path,
    async evaluate() {
      const program = script.endsWith(".sh") ? "sh" : "python3";
      const command = new Deno.Command(program, { args: [script], cwd: path });
      const { code, stdout, stderr } = await command.output();
      const text = new TextDecoder().decode(stdout);
      return {
        code,
        lines: text === "" ? [] : text.trimEnd().split("\n"),
        stderr: new TextDecoder().decode(stderr),
      };
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

Deno.test("skeletonFor() asks about the usual target, or the one it is given", () => {
  const usual = skeletonFor("prompt", "evaluate.py", "score");
  const given = skeletonFor("prompt", "evaluate.py", "score", 'a"b.md');

  assertStringIncludes(usual ?? "", `PROMPT = "${DOMAINS.prompt.target}"\n`);
  assertStringIncludes(given ?? "", 'PROMPT = "a\\"b.md"\n');
});
