/**
 * The evaluator: fills the prompt with each case's message, asks the model,
 * and prints the mean score as `eval_score`, last. Another file of cases than
 * `cases.json` may be named as the argument.
 *
 * @module
 */
import { askAll } from "./model.ts";

type Case = readonly [label: string, message: string];

const PLACE = "{{message}}";

const command = Deno.env.get("LLM_CMD") ?? "";
if (command === "") {
  fail(
    "set LLM_CMD to a command that takes a prompt on stdin and prints the " +
      'answer, or try the example with LLM_CMD="awk -f fake_model.awk"',
  );
}
const prompt = await Deno.readTextFile("prompt.md");
if (prompt.split(PLACE).length !== 2) {
  fail(`prompt.md must hold ${PLACE} once`);
}
const cases: readonly Case[] = JSON.parse(
  await Deno.readTextFile(Deno.args[0] ?? "cases.json"),
);
const labels = [...new Set(cases.map(([label]) => label))];

const prompts = cases.map(([, message]) =>
  prompt.replace(PLACE, () => `<message>\n${message}\n</message>`)
);
const answers = await askAll(command, prompts)
  .catch((error: Error) => fail(error.message));

let sum = 0;
for (const [index, [label, message]] of cases.entries()) {
  const answer = answers[index] ?? "";
  const score = scoreOf(answer, label);
  sum += score;
  if (score < 1) print(`miss: ${label}, not ${quote(answer)}: ${message}`);
}
print(`cases: ${cases.length}`);
print(`prompt_chars: ${prompt.length}`);
print(`eval_score: ${(sum / cases.length).toFixed(6)}`);

/** 1 for the label alone, half for it among words, if it is the only label. */
function scoreOf(answer: string, label: string): number {
  const words = answer.toLowerCase().split(/[^a-z]+/).filter(Boolean);
  const named = new Set(words.filter((word) => labels.includes(word)));
  if (named.size !== 1 || !named.has(label)) return 0;
  return words.length === 1 ? 1 : 0.5;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function fail(message: string): never {
  print(`failed: ${message}`);
  Deno.exit(1);
}
