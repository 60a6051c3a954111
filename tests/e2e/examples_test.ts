import { assertEquals, assertMatch } from "@std/assert";
import { DELIMITER, dirname, fromFileUrl, join } from "@std/path";
import { CONFIG_KEYS, parseConfig } from "../../src/core/config/config_text.ts";
import {
  type FileTexts,
  makeRepo,
  type Repo,
  type Result,
} from "../harness.ts";
import { homeAt } from "../home.ts";

const EXAMPLES = fromFileUrl(new URL("../../examples", import.meta.url));
const SETTINGS = ".autoresearch.example.cfg";

/** No model has to be paid for a test, and none answers twice alike. */
const LLM_CMD = "awk -f fake_model.awk";

/** The evaluators run deno, which may not be on PATH with npx. */
const PATH = [dirname(Deno.execPath()), Deno.env.get("PATH") ?? ""]
  .join(DELIMITER);

async function filesOf(example: string): Promise<FileTexts> {
  const files: Record<string, string> = {};
  const folder = join(EXAMPLES, example);
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile) files[name] = await Deno.readTextFile(join(folder, name));
  }
  return files;
}

/** A session in a copy of an example, with the stand-in for its model. */
class Example implements AsyncDisposable {
  private constructor(readonly repo: Repo, readonly home: string) {}

  static async begin(name: string): Promise<Example> {
    const home = await Deno.makeTempDir();
    const example = new Example(await makeRepo(await filesOf(name)), home);
    const flags = ["--config", SETTINGS, "--tag", "t1", "--yes"];
    const { code, stderr } = await example.autoresearch("setup", ...flags);
    assertEquals(code, 0, stderr);
    return example;
  }

  autoresearch(...args: string[]): Promise<Result> {
    const variables = { ...homeAt(this.home), LLM_CMD, PATH };
    return this.repo.autoresearchWith(variables, ...args);
  }

  /** Replaces parts of the target, and judges it. */
  async try(
    target: string,
    ...changes: readonly (readonly [from: string | RegExp, to: string])[]
  ): Promise<Result> {
    let text = await this.repo.read(target);
    for (const [from, to] of changes) text = text.replace(from, to);
    await this.repo.write(target, text);
    return await this.autoresearch("run", "--single");
  }

  async [Symbol.asyncDispose]() {
    await this.repo[Symbol.asyncDispose]();
    await Deno.remove(this.home, { recursive: true });
  }
}

Deno.test("examples/prompt: a better prompt is kept, and one that only knows the cases is not", async () => {
  await using example = await Example.begin("prompt");

  await example.try(
    "prompt.md",
    ["message is about:", "message is about, in one word and nothing else:"],
    [
      /refund: .*/,
      "refund: charged twice, billed, payment, money back, deposit, invoice",
    ],
    [
      /repair: .*/,
      "repair: chain, brake, tyre, saddle, lights, gears, pedal, wheel",
    ],
    [
      /return: .*/,
      "return: where to leave a bike, end a ride, a dock or station that is full",
    ],
    [
      /account: .*/,
      "account: log in, code, password, phone number, email, profile, delete\n- other: whatever is none of these",
    ],
  );
  await example.try(
    "prompt.md",
    [/refund: .*/, "refund: charged twice, billed, money, deposit, invoice"],
    ["a dock or station that is full", "a full dock or station"],
  );
  await example.try("prompt.md", ["{{message}}", ""]);

  assertEquals(await example.repo.verdicts(), [
    "keep 0.145833",
    "keep 0.875",
    "discard 1",
    "crash N/A",
  ]);
  const [, , byHeart, empty] = await example.repo.rows();
  assertMatch(byHeart?.["reason"] ?? "", /^holdout: worse than the incumbent/);
  assertMatch(empty?.["reason"] ?? "", /^exited with code 1/);
});

Deno.test("examples/skill: rules raise the rate, and a skill that nobody can load has none", async () => {
  await using example = await Example.begin("skill");

  await example.try("SKILL.md", ["end.", "end, in the imperative."]);
  await example.try("SKILL.md", [
    "imperative.",
    "imperative. Where an area is given, begin with it; where an issue is, " +
    "end with it.",
  ]);
  await example.try("SKILL.md", [/^description: .*$/m, "description:"]);

  assertEquals(await example.repo.verdicts(), [
    "keep 0.1",
    "keep 0.4",
    "keep 1",
    "crash N/A",
  ]);
});

const NO_MODELS: [why: string, command: string][] = [
  ["is missing", ""],
  ["fails", "false"],
  ["fails behind its answer", "echo other; exit 3"],
  ["says nothing", "printf ' \\r\\n'"],
  ["fails once", "grep -qE 'gears|borders' && exit 1; echo other"],
];
for (const [why, command] of NO_MODELS) {
  for (const example of ["prompt", "skill"]) {
    Deno.test(`examples/${example}: a model that ${why} gives no number`, async () => {
      await using repo = await makeRepo(await filesOf(example));
      const { config } = parseConfig(await repo.read(SETTINGS), SETTINGS);

      const { code, stdout } = await repo.exec(
        "sh",
        ["-c", config.evaluateCmd],
        { LLM_CMD: command, PATH },
      );

      assertEquals(code, 1);
      assertMatch(stdout, /^failed: [^\n]*LLM_CMD[^\n]*\n$/);
    });
  }
}

/** The flags of `setup` by which a README may say what the settings say. */
const FLAGS: Readonly<Record<string, string>> = {
  target: "--target",
  evaluate_cmd: "--evaluate-cmd",
  metric: "--metric",
  metric_direction: "--direction",
  time_budget_minutes: "--budget",
  protected: "--protected",
};

for (const example of ["code", "ml", "prompt", "skill"]) {
  Deno.test(`examples/${example}: the flags in its README are those of its settings`, async () => {
    const files = await filesOf(example);
    const readme = (files["README.md"] ?? "").replace(/\\\n\s*/g, "");
    const lines = (files[SETTINGS] ?? "").split("\n")
      .filter((line) => /^[a-z]/.test(line))
      .map((line) => line.split(/: (.*)/));

    for (const [key = "", value = ""] of lines) {
      assertEquals([key, CONFIG_KEYS.includes(key)], [key, true]);
      const flag = FLAGS[key];
      if (flag === undefined) continue;
      const word = /[ *]/.test(value) ? `"${value}"` : value;
      const isSaid = readme.includes(`${flag} ${word} `);
      assertEquals([flag, word, isSaid], [flag, word, true]);
    }
  });
}
