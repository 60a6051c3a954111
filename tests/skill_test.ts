import { assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import project from "../deno.json" with { type: "json" };
import { commandFor } from "../src/agents/command.ts";
import { PRESETS } from "../src/agents/presets.ts";
import { COMMANDS } from "../src/cli/commands.ts";
import { DOMAINS } from "../src/core/config/domain.ts";
import { EXIT } from "../src/core/failure.ts";
import { SKILL_FILES, skillFolders } from "../src/core/skill/skill.ts";
import { codeIn, commandLines, tableBelow } from "./markdown.ts";

const SKILL = textOf("SKILL.md");
const AGENTS = textOf("references/agents.md");

/** What the format knows; an agent may refuse any other key. */
const KEYS = ["name", "description", "license", "compatibility"];

function textOf(name: string): string {
  const file = SKILL_FILES.find((file) => file.name === name);
  if (file === undefined) throw new Error(`${name} is not in the skill`);
  return file.text;
}

/** The front matter as any reader of it sees it, be it no YAML parser. */
function frontMatter(): Readonly<Record<string, string>> {
  const [, block = ""] = /^---\n(.*?)\n---\n/s.exec(SKILL) ?? [];
  return Object.fromEntries(
    block.split("\n").map((line) => {
      const [, key = line, value = ""] = /^([a-z-]+): (.*)$/.exec(line) ?? [];
      return [key, value];
    }),
  );
}

Deno.test("SKILL.md begins with the keys of the format, each on one line", () => {
  assertEquals(Object.keys(frontMatter()), KEYS);
});

Deno.test("SKILL.md has values that YAML reads as they stand", () => {
  const odd = Object.values(frontMatter())
    .filter((value) => value === "" || /: |:$| #|^[^A-Za-z]/.test(value));
  assertEquals(odd, []);
});

Deno.test("SKILL.md has the name of its folder, in the form of the format", () => {
  const { name = "" } = frontMatter();

  assertEquals(/^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(name), true);
  const others = skillFolders().filter((path) => !path.endsWith(`/${name}`));
  assertEquals(others, []);
});

Deno.test("SKILL.md is as short as the format wants it", () => {
  const { description = "", compatibility = "" } = frontMatter();

  assertEquals(description.length <= 1024, true);
  assertEquals(compatibility.length <= 500, true);
  assertEquals(SKILL.split("\n").length <= 500, true);
  // 5,000 tokens, at no less than four characters each.
  assertEquals(SKILL.length <= 20_000, true);
});

Deno.test("the skill has every file of references/, and SKILL.md names each", async () => {
  const found: string[] = [];
  const folder = new URL("../references", import.meta.url);
  for await (const { name } of Deno.readDir(folder)) {
    found.push(`references/${name}`);
  }
  const [, ...embedded] = SKILL_FILES.map(({ name }) => name);

  assertEquals(found.toSorted(), embedded.toSorted());
  const unnamed = embedded.filter((name) => !SKILL.includes(`](${name})`));
  assertEquals(unnamed, []);
});

Deno.test("every link of the skill leads to a file of it", () => {
  const names = SKILL_FILES.map(({ name }) => name);
  const broken = SKILL_FILES.flatMap(({ name, text }) =>
    [...text.matchAll(/\]\(([^)#]+)/g)].map(([, link = ""]) => link)
      .filter((link) => !names.includes(join(dirname(name), link)))
  );
  assertEquals(broken, []);
});

Deno.test("the package takes the skill along", () => {
  const { include } = project.publish;
  assertEquals(
    ["SKILL.md", "references"].filter((name) => !include.includes(name)),
    [],
  );
});

Deno.test("references/protocol.md has every command", () => {
  const lines = commandLines(textOf("references/protocol.md"));
  const missing = COMMANDS.filter((command) =>
    !lines.some((line) => line.startsWith(`autoresearch ${command}`))
  );
  assertEquals(missing, []);
});

Deno.test("SKILL.md has the domains as they are", () => {
  assertEquals(
    tableBelow(SKILL, "Set up").map((cells) =>
      cells.map((cell) => cell.replaceAll("`", ""))
    ),
    Object.entries(DOMAINS).map(([name, preset]) => [
      name,
      preset.target.join(", "),
      preset.evaluateCmd,
      preset.metric,
      preset.direction,
      String(preset.budgetMinutes),
    ]),
  );
});

Deno.test("SKILL.md says what each exit code asks for, and of no other", () => {
  const rows = tableBelow(SKILL, "What an exit code asks of you");

  assertEquals(
    rows.map(([code]) => code),
    Object.values(EXIT).map(String),
  );
});

Deno.test("references/agents.md has every agent, called as the tool does", () => {
  const call = { promptFile: "PROMPT", promptBytes: 0, target: ["TARGET"] };

  assertEquals(
    tableBelow(AGENTS, "What the tool calls"),
    PRESETS.map((preset) => {
      const called = commandFor(preset, call);
      const command = called.kind === "command" ? called.command : "";
      const words = Object.entries(preset.variables)
        .map(([name, value]) => `${name}=${value}`);
      return [
        `\`${preset.name}\``,
        `\`${[...words, command].join(" ")}\``,
        preset.isTried ? "yes" : "no",
      ];
    }),
  );
});

Deno.test("references/agents.md says where each tried agent looks, as skill install does", () => {
  const told = tableBelow(AGENTS, "Install the skill").map(([agent, places]) =>
    [codeIn(agent ?? "")[0], codeIn(places ?? "")[0]] as const
  );

  assertEquals(
    told,
    PRESETS.filter(({ isTried }) => isTried).map(({ name }) =>
      [name, skillFolders(name)[0]?.replace(/autoresearch$/, "")] as const
    ),
  );
});

const DOCUMENTS: [text: string, lines: string[]][] = [
  ["Take `autoresearch log` or `git log`.", ["autoresearch log"]],
  ["`autoresearch\nlog`, `autoresearch/<tag>`", ["autoresearch log"]],
  ["|`autoresearch diff N \\| git apply`|", [
    "autoresearch diff N | git apply",
  ]],
  ["```sh\na \\\n  b\n\n# c\nd\n```\n", ["a b", "d"]],
  ["- x\n\n   ```sh\n   a\n   ```\n\n`autoresearch b`", [
    "a",
    "autoresearch b",
  ]],
  ["```\n$ a\nb\n```\n```md\n`autoresearch c`\n```\n", ["a"]],
  ["`N=1 autoresearch log`, ``autoresearch show``", [
    "N=1 autoresearch log",
    "autoresearch show",
  ]],
  ["a stray `\n\n`autoresearch log`", ["autoresearch log"]],
];
for (const [text, lines] of DOCUMENTS) {
  Deno.test(`commandLines() finds ${JSON.stringify(lines)}`, () => {
    assertEquals(commandLines(text), lines);
  });
}
