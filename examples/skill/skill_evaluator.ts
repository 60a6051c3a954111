/**
 * The evaluator: gives the model the skill and a request for each task, holds
 * what it answers against what is expected, and prints the share of tasks that
 * passed as `pass_rate`, last.
 *
 * @module
 */
import { askAll } from "./model.ts";

interface Task {
  readonly note: string;
  readonly area?: string;
  readonly issue?: number;
  readonly expected: string;
}

const MAX_LINES = 100;

const command = Deno.env.get("LLM_CMD") ?? "";
if (command === "") {
  fail(
    "set LLM_CMD to a command that takes a prompt on stdin and prints the " +
      'answer, or try the example with LLM_CMD="awk -f fake_model.awk"',
  );
}
const skill = await Deno.readTextFile("SKILL.md");
refuseUnloadable(skill);
const tasks: readonly Task[] = JSON.parse(
  await Deno.readTextFile("tasks.json"),
);

const answers = await askAll(command, tasks.map(toPrompt))
  .catch((error: Error) => fail(error.message));

let passed = 0;
for (const [index, { expected }] of tasks.entries()) {
  const answer = answers[index] ?? "";
  if (answer === expected) passed++;
  else print(`FAIL: ${quote(answer)} is not ${quote(expected)}`);
}
print(`tasks: ${tasks.length}`);
print(`skill_chars: ${skill.length}`);
print(`pass_rate: ${(passed / tasks.length).toFixed(6)}`);

/** A skill that no agent would load has no rate, whatever its text is worth. */
function refuseUnloadable(skill: string): void {
  const front = /^---\n(.*?)\n---\n/s.exec(skill)?.[1] ?? "";
  if (!/^name: [a-z0-9-]+$/m.test(front)) {
    fail("SKILL.md has no name of lower-case letters in its front matter");
  }
  if (!/^description: \S/m.test(front)) {
    fail("SKILL.md has no description in its front matter");
  }
  if (skill.split("\n").length > MAX_LINES) {
    fail(`SKILL.md has more than ${MAX_LINES} lines`);
  }
}

function toPrompt({ note, area, issue }: Task): string {
  return [
    "Do what the user asks for, as this skill says:",
    "",
    skill.trimEnd(),
    "",
    "The user asks for the subject of a commit. Answer with that line alone.",
    "",
    `Note: ${note}`,
    ...(area === undefined ? [] : [`Area: ${area}`]),
    ...(issue === undefined ? [] : [`Issue: ${issue}`]),
  ].join("\n");
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 120));
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function fail(message: string): never {
  print(`failed: ${message}`);
  Deno.exit(1);
}
