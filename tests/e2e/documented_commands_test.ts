import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { PRESETS } from "../../src/agents/presets.ts";
import { SKILL_FILES } from "../../src/core/skill/skill.ts";
import { quoteForShell } from "../../src/core/text/shell_quote.ts";
import {
  commandLine,
  type FileTexts,
  makeRepo,
  Repo,
  type Result,
  SETUP,
} from "../harness.ts";
import { homeAt } from "../home.ts";
import { blocksIn, codeIn, commandLines, tableBelow } from "../markdown.ts";

const README = await Deno.readTextFile(
  new URL("../../README.md", import.meta.url),
);
const DOCUMENTS = [{ name: "README.md", text: README }, ...SKILL_FILES];

/** What stands in a command for something else: a word in capitals. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  AGENT: "codex",
  COMMAND: "run",
  COMMIT: "HEAD",
  DOMAIN: "ml",
  EVALUATE: "sh eval.sh",
  GLOBS: "eval.sh",
  IDEA: "a shorter loop",
  M: "1",
  METRIC: "70",
  MINUTES: "0.05",
  MODEL: "large",
  N: "2",
  NAME: "p50_ms",
  STATUS: "discard",
  TARGET: "target.txt",
};

/** Lines that don't end with 0 here, since something is missing. */
const ENDINGS: readonly (readonly [line: RegExp, code: number, why: RegExp])[] =
  [
    [/^autoresearch setup$/, 2, /without an answer to/],
    [/^autoresearch run --loop/, 1, /5 proposals in a row came to nothing/],
    [/^autoresearch stop/, 1, /no run is under way/],
  ];

/** Lines that are held to be right elsewhere. */
const ELSEWHERE = /^npx -y deno@\S+ task /; // readme_test.ts holds them to CI.

const PRINT = "#!/bin/sh\n" +
  "for name in val_bpb eval_score p50_ms pass_rate; do echo $name: 4; done\n";

/** Whatever a document calls its target and its evaluator. */
const PROJECT: FileTexts = {
  "target.txt": "100\n",
  "eval.sh": 'echo "p50_ms: $(cat target.txt)"\n',
  "SKILL.md": "",
  "benchmark.py": "",
  "benchmark.ts": "",
  "data/x": "",
  "evaluate.py": "",
  "prepare.py": "",
  "prompt.md": "",
  "scripts/skill_evaluator.py": "",
  "src/module.py": "",
  "src/report.ts": "",
  "train.py": "",
};

/** Two repositories to copy, and the programs that a line may call. */
class World implements AsyncDisposable {
  constructor(
    readonly fresh: Repo,
    /** Baseline 100, a keep of 90, a discard of 120. */
    readonly session: Repo,
    readonly programs: Repo,
  ) {}

  /** Runs a line as a shell does, in a copy of its own. */
  async run(line: string): Promise<Result> {
    const origin = line.startsWith("autoresearch setup")
      ? this.fresh
      : this.session;
    await using copy = new Repo(await Deno.makeTempDir());
    await copy.exec("cp", ["-R", `${origin.path}/.`, copy.path]);
    if (line.startsWith("autoresearch run --single")) {
      await copy.write("target.txt", "80\n");
      await copy.write("untracked", "");
    }
    const PATH = `${this.programs.path}:${Deno.env.get("PATH")}`;
    const home = join(copy.path, "home");
    await Deno.mkdir(home);
    return await copy.exec("sh", ["-c", line], { ...homeAt(home), PATH });
  }

  async [Symbol.asyncDispose]() {
    for (const repo of [this.fresh, this.session, this.programs]) {
      await repo[Symbol.asyncDispose]();
    }
  }
}

async function makeWorld(): Promise<World> {
  const fresh = await makeRepo(PROJECT);
  const session = await makeRepo(PROJECT);
  for (const value of [100, 90, 120]) {
    const { code, stderr } = value === 100
      ? await session.autoresearch(...SETUP, "--agent", "exit 1")
      : await session.try(value);
    assertEquals([code, value], [0, value], stderr);
  }
  const programs = new Repo(await Deno.makeTempDir());
  const tool = commandLine().map(quoteForShell).join(" ");
  await programs.write("autoresearch", `#!/bin/sh\nexec ${tool} "$@"\n`);
  for (const name of ["deno", "python", "uv"]) {
    await programs.write(name, PRINT);
  }
  // The real ones must not be asked.
  for (const { program: [name] } of PRESETS) {
    await programs.write(name, "#!/bin/sh\nexit 1\n");
  }
  await programs.sh("chmod +x *");
  return new World(fresh, session, programs);
}

/** Replaces every word in capitals, but for names of variables and files. */
function fill(line: string): string {
  return line.replace(/(?<![\w$'./-])[A-Z]+(?![\w'./-])/g, (word) => {
    const value = PLACEHOLDERS[word];
    if (value === undefined) throw new Error(`${word} stands for nothing here`);
    return value;
  });
}

const PROTOCOL = textOf("references/protocol.md");

/** What a command line prints as JSON, by its own line. */
const KEYS = new Map(
  tableBelow(PROTOCOL, "JSON").map(([line, keys]) => [
    codeIn(line ?? "")[0],
    codeIn(keys ?? "").toSorted(),
  ]),
);

function textOf(name: string): string {
  return DOCUMENTS.find((document) => document.name === name)?.text ?? "";
}

/** The keys of an object, or those that each of an array's has. */
function keysOf(json: string): readonly string[] {
  const value = JSON.parse(json);
  return Object.keys(Array.isArray(value) ? value[0] : value).toSorted();
}

Deno.test("every command line in README.md and the skill works, and prints the keys that are told", async (t) => {
  await using world = await makeWorld();
  const lines = DOCUMENTS.flatMap(({ text }) => commandLines(text))
    .filter((line) => !ELSEWHERE.test(line));

  for (const line of new Set(lines)) {
    await t.step(line, async () => {
      const [, code = 0, why = /^/] = ENDINGS
        .find(([form]) => form.test(line)) ?? [];

      const result = await world.run(fill(line));

      const told = JSON.stringify(result, null, 2);
      assertEquals([result.code, why.test(told)], [code, true], told);
      const keys = KEYS.get(line);
      if (keys === undefined || code !== 0) return;
      assertEquals(keysOf(result.stdout), keys);
    });
  }
});

Deno.test("no document has a block of code whose commands nobody would find", () => {
  const known = ["```", "```sh", "```json", "```md", "```py"];

  assertEquals(
    DOCUMENTS.flatMap(({ name, text }) =>
      blocksIn(text).filter((block) => !known.includes(block))
        .map((block) => [name, block])
    ),
    [],
  );
});

Deno.test("references/protocol.md has every event of a run with its keys", async () => {
  await using world = await makeWorld();

  const { stdout } = await world.run("autoresearch run --single --json");

  const events = stdout.trimEnd().split("\n")
    .map((line) => [JSON.parse(line).event, keysOf(line)] as const);
  const told = tableBelow(PROTOCOL, "Events of a run").map(([event, keys]) =>
    [codeIn(event ?? "")[0], codeIn(keys ?? "").toSorted()] as const
  );
  assertEquals(new Map(events), new Map(told));
});
