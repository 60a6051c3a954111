import { assertEquals } from "@std/assert";
import project from "../deno.json" with { type: "json" };
import { CONFIG_KEYS } from "../src/core/config/config_text.ts";
import { EXIT } from "../src/core/failure.ts";
import { SKILL_FILES } from "../src/core/skill/skill.ts";
import { tableBelow } from "./markdown.ts";

const README = await Deno.readTextFile(
  new URL("../README.md", import.meta.url),
);

/** The first cells of the table below a heading. */
function firstCells(heading: string): readonly string[] {
  return tableBelow(README, heading)
    .map(([first = ""]) => first.replaceAll("`", ""));
}

Deno.test("README has every exit code, and no other", () => {
  assertEquals(firstCells("Commands"), Object.values(EXIT).map(String));
});

Deno.test("README has every key of the settings, and no other", () => {
  assertEquals(firstCells("Settings").toSorted(), CONFIG_KEYS.toSorted());
});

Deno.test("README has every permission of the tool, and no other", () => {
  const flags = project.tasks.autoresearch.split(" ")
    .filter((word) => word.startsWith("--"));
  assertEquals(firstCells("Permissions").toSorted(), flags.toSorted());
});

Deno.test("README, CONTRIBUTING and the skill name no task that isn't there", async () => {
  const contributing = await Deno.readTextFile(
    new URL("../CONTRIBUTING.md", import.meta.url),
  );
  const texts = [README, contributing, ...SKILL_FILES.map(({ text }) => text)];

  const named = texts.flatMap((text) =>
    [...text.matchAll(/\bdeno task ([a-z:]+)/g)].map(([, task = ""]) => task)
  );

  assertEquals(named.filter((task) => !(task in project.tasks)), []);
});

Deno.test("README begins with the two commands that CI runs", async () => {
  const [, block = ""] = README.split("```sh\n");
  const commands = block.split("\n```")[0]?.split("\n") ?? [];
  const ci = await Deno.readTextFile(new URL("../.ci/run", import.meta.url));

  assertEquals(commands, [
    "npx -y deno@2.9.6 task demo",
    "npx -y deno@2.9.6 task test",
  ]);
  for (const command of commands) {
    const task = command.replace("npx -y deno@2.9.6", "$DENO");
    assertEquals(ci.includes(task), true, task);
  }
});
