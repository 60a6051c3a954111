/**
 * A night for real: candidates that are no better, and some that are, against a
 * command whose number is truly noisy (the processor time of a loop), through
 * the whole tool; counted from its ledger. `deno task bench:night`, with
 * `--seed N` for another order of ideas.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { join } from "@std/path";
import { parseLedger, type Row } from "../src/core/ledger/ledger.ts";
import { makeRandom } from "../src/core/statistics/random.ts";
import { toolCommand } from "../tasks/permissions.ts";

const flags = parseArgs(Deno.args, {
  string: ["seed", "null", "gains"],
  default: { seed: "1", null: "60", gains: "10" },
});

/** Turns of the loop at the start; a gain leaves three quarters of them. */
const WORK = 2_000_000;

const EVALUATOR = `import process from "node:process";
const work = /^work: (\\d+)/.exec(Deno.readTextFileSync("target.txt"));
const before = process.cpuUsage();
let sum = 0;
for (let i = 1; i < Number(work[1]); i++) sum += Math.sin(i) / i;
const { user, system } = process.cpuUsage(before);
if (sum === 0) Deno.exit(1);
Deno.stdout.writeSync(
  new TextEncoder().encode("cpu_ms: " + (user + system) / 1000 + "\\n"),
);
`;

/** Takes one idea after the other from a list, beside which it counts. */
const AGENT = `count=$(($(cat "$0.count" 2>/dev/null || echo 0) + 1))
echo "$count" > "$0.count"
kind=$(sed -n "\${count}p" "$0.ideas")
work=$(sed -n 's/^work: //p' target.txt)
[ "$kind" = gain ] && work=$((work * 3 / 4))
printf 'work: %s\\n# idea %s\\n' "$work" "$count" > target.txt
echo "$kind $count" > "$AUTORESEARCH_IDEA_FILE"
`;

const started = performance.now();
const home = await Deno.makeTempDir({ prefix: "night-" });
try {
  await setUp();
  const ideas = await propose();
  await tool(
    ...["run", "--loop", "--agent", `sh ${join(home, "agent")}`],
    ...["--max-experiments", String(ideas)],
  );
  report(await readRows(), await workLeft(), await tool("verify"));
} finally {
  await Deno.remove(home, { recursive: true });
}

async function setUp(): Promise<void> {
  await Deno.mkdir(join(home, "project"));
  await write("project/target.txt", `work: ${WORK}\n`);
  await write("project/eval.js", EVALUATOR);
  for (
    const args of [
      ["init", "-q"],
      ["config", "user.name", "night"],
      ["config", "user.email", "night@example.invalid"],
      ["add", "--all"],
      ["commit", "-qm", "start"],
    ]
  ) await run("git", args);
  const deno = `"${Deno.execPath()}" run --no-lock --no-check --quiet`;
  await tool(
    ...["setup", "--target", "target.txt", "--metric", "cpu_ms"],
    ...["--direction", "lower", "--budget", "1", "--tag", "night", "--yes"],
    ...["--evaluate-cmd", `${deno} --allow-read eval.js`],
  );
}

/** @returns how many ideas there are */
async function propose(): Promise<number> {
  const random = makeRandom("night", Number(flags.seed));
  const kinds = [
    ...Array.from({ length: Number(flags.null) }, () => "null"),
    ...Array.from({ length: Number(flags.gains) }, () => "gain"),
  ];
  const shuffled = kinds.map((kind) => ({ kind, at: random() }))
    .toSorted((one, other) => one.at - other.at).map(({ kind }) => kind);
  await write("agent", AGENT);
  await write("agent.ideas", `${shuffled.join("\n")}\n`);
  return shuffled.length;
}

async function readRows(): Promise<readonly Row[]> {
  const text = await Deno.readTextFile(join(home, "project/results.tsv"));
  return parseLedger(text).rows;
}

async function workLeft(): Promise<number> {
  const text = await Deno.readTextFile(join(home, "project/target.txt"));
  return Number(/\d+/.exec(text)?.[0]);
}

function report(
  rows: readonly Row[],
  work: number,
  verified: string,
): void {
  for (const kind of ["null", "gain"]) {
    const own = rows.filter(({ description }) => description.startsWith(kind));
    const kept = own.filter(({ status }) => status === "keep").length;
    const crashed = own.filter(({ status }) => status === "crash").length;
    const runs = own.reduce((sum, row) => sum + (row.runs ?? 0), 0);
    print(
      `${own.length} ${kind}: ${kept} kept, ${crashed} crashed, ` +
        `${(runs / own.length).toFixed(1)} runs each`,
    );
  }
  const [baseline, best] = [
    rows[0],
    rows.findLast(({ status }) => status === "keep"),
  ];
  const claimed = (best?.metric ?? NaN) / (baseline?.metric ?? NaN);
  print(`${baseline?.reason}`);
  print(
    `work left ${percent(work / WORK)}, the ledger says ${percent(claimed)}`,
  );
  print(verified.trimEnd());
  print(`${Math.round((performance.now() - started) / 1000)} s`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

async function tool(...args: string[]): Promise<string> {
  const [program = "", ...more] = toolCommand();
  return await run(program, [...more, ...args]);
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd: join(home, "project"),
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${program} ${args[0]}: ${text(stderr)}`);
  return text(stdout);
}

function write(name: string, text: string): Promise<void> {
  return Deno.writeTextFile(join(home, name), text);
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
