/**
 * What the tool itself costs beside evaluator and proposer, as ratios that are
 * measured side by side in one run: `deno task bench:overhead`. With
 * `--python PATH` the Python runner at that path is measured on the same
 * repository.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { join } from "@std/path";
import { toolCommand } from "../tasks/permissions.ts";
import { FILES, loopWith } from "./flushing.ts";
import { greet } from "./greeting.ts";

const flags = parseArgs(Deno.args, {
  string: ["python", "rounds"],
  boolean: ["quick"],
  default: { rounds: "15" },
});
const ROUNDS = flags.quick ? 3 : Number(flags.rounds);
const EXPERIMENTS = flags.quick ? 10 : 50;

/** Lowers the target by one; what every proposer here does. */
const PROPOSE = "n=$(cat target.txt); echo $((n-1)) > target.txt";

const [TOOL = "", ...TOOL_FLAGS] = toolCommand();

/** A repository with an evaluator that only prints a number. */
class Bench implements AsyncDisposable {
  constructor(readonly path: string) {}

  /** One run decides, so that nothing but one measurement is counted. */
  static async make(extraRows = 0, decision = "strict"): Promise<Bench> {
    const bench = new Bench(await Deno.makeTempDir({ prefix: "overhead-" }));
    await bench.write("target.txt", "1000000\n");
    await bench.write("eval.sh", 'echo "p50_ms: $(cat target.txt)"\n');
    await bench.sh(
      "git init -q && git config user.name b && git config user.email b@b.b" +
        " && git add -A && git commit -qm start",
    );
    await bench.tool(
      ...["setup", "--target", "target.txt", "--evaluate-cmd", "sh eval.sh"],
      ...["--metric", "p50_ms", "--metric-grep", "^p50_ms:"],
      ...["--direction", "lower", "--budget", "1", "--tag", "b", "--yes"],
    );
    await bench.sh(`echo "decision: ${decision}" >> .autoresearch.cfg`);
    if (extraRows > 0) await bench.fill(extraRows);
    return bench;
  }

  /** Gives the session a long past: rows in the ledger, refs in git. */
  async fill(count: number): Promise<void> {
    const commit = (await this.sh("git rev-parse HEAD")).trim();
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const rows = numbers.map((number) =>
      `${
        commit.slice(0, 7)
      }\t2000000.000000\tdiscard\tidea ${number}\t0.01\t1` +
      "\tnot better\t2026-01-01T00:00:00.000Z\n"
    );
    await Deno.writeTextFile(join(this.path, "results.tsv"), rows.join(""), {
      append: true,
    });
    const refs = numbers.map((number) =>
      `create refs/autoresearch/b/${number} ${commit}\n`
    );
    await this.write("refs.txt", refs.join(""));
    await this.sh("git update-ref --stdin < refs.txt; rm refs.txt");
  }

  write(name: string, text: string): Promise<void> {
    return Deno.writeTextFile(join(this.path, name), text);
  }

  tool(...args: string[]): Promise<string> {
    return this.exec(TOOL, [...TOOL_FLAGS, ...args]);
  }

  sh(script: string): Promise<string> {
    return this.exec("sh", ["-c", script]);
  }

  async exec(program: string, args: readonly string[]): Promise<string> {
    const command = new Deno.Command(program, {
      args: [...args],
      cwd: this.path,
      stdin: "null",
      env: { GIT_CONFIG_GLOBAL: "/dev/null" },
    });
    const { success, stdout, stderr } = await command.output();
    const text = new TextDecoder();
    if (success) return text.decode(stdout);
    throw new Error(`${program} ${args.join(" ")}: ${text.decode(stderr)}`);
  }

  async [Symbol.asyncDispose]() {
    await Deno.remove(this.path, { recursive: true });
  }
}

await reportStart();
await reportSingle();
await reportLoop();
await reportFlushing();

async function reportStart(): Promise<void> {
  await using bench = await Bench.make();
  await bench.write("bare.ts", "Deno.stdout.writeSync(new Uint8Array([10]));");
  const startBare = () => bench.exec(Deno.execPath(), ["run", "bare.ts"]);
  const [ours, bare] = await inTurns(() => bench.tool("--version"), startBare);
  say("start", ours, "ms --version");
  say("", bare, "ms a bare Deno program");
  sayRatio(ours / bare, 1.5);
  const [greeted, meanwhile] = await inTurns(
    () => greet([TOOL, ...TOOL_FLAGS, "mcp"], bench.path),
    startBare,
  );
  say("mcp", greeted, "ms until initialize is answered (aim: under 300)");
  sayRatio(greeted / meanwhile, 12);
}

async function reportSingle(): Promise<void> {
  await using bench = await Bench.make();
  const change = () => bench.sh(`${PROPOSE}; git commit -qam lower`);
  if (flags.python === undefined) {
    await change();
    return say("single", await time(() => bench.tool("run", "--single")), "ms");
  }
  await using other = await Bench.make();
  const python = String(flags.python);
  const interpreter = await findPython(other);
  const [ours, theirs] = await inTurns(
    () => bench.tool("run", "--single"),
    () => other.exec(interpreter, [python, "--single"]),
    async () => {
      await change();
      await other.sh(`${PROPOSE}; git commit -qam lower`);
    },
  );
  say("single", ours, "ms run --single");
  say("", theirs, "ms the Python runner's --single");
  sayRatio(ours / theirs, 1);
}

async function reportLoop(): Promise<void> {
  await using short = await Bench.make(10);
  await using long = await Bench.make(10_000);
  await using twice = await Bench.make(10, "auto");
  const bare = await time(
    () => short.sh(`sh -c '${PROPOSE}'; sh -c 'sh eval.sh > run.log 2>&1'`),
  ) - await time(() => short.sh(":"));
  await short.sh("git restore target.txt");

  const rounds = flags.quick ? 1 : 3;
  const measured: [number, number, number][] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push([
      await loopOf(short),
      await loopOf(long),
      await loopOf(twice),
    ]);
  }
  const ours = median(measured.map(([few]) => few)) - bare;
  const many = median(measured.map(([, many]) => many)) - bare;
  const auto = median(measured.map(([, , auto]) => auto)) - bare;
  say("loop", bare, "ms evaluator and proposer alone");
  say("", ours, "ms beside these an experiment, after 10 rows (aim: 35)");
  say("", many, "ms the same, after 10,000 rows");
  sayRatio(many / ours, 1.1);
  say("", auto, "ms with decision: auto, which measures a keep twice");

  if (flags.python === undefined) return;
  await using other = await Bench.make(10);
  const command = [String(flags.python), "--loop", "--max-experiments"];
  // It counts the rows that are there, and never proposes anything.
  const interpreter = await findPython(other);
  const whole = await once(() =>
    other.exec(interpreter, [...command, String(EXPERIMENTS + 12)])
  );
  const theirs = whole / EXPERIMENTS;
  say("", theirs, "ms an experiment in the Python runner's loop");
  sayRatio((ours + bare) / theirs, undefined);
}

/** What a power cut can't take costs: the same loop with and without it. */
async function reportFlushing(): Promise<void> {
  await using safe = await Bench.make(10);
  await using fast = await Bench.make(10);
  const count = 10;
  const [flushed, unflushed] = await inTurns(
    () => loopWith(FILES.flushed, safe.path, PROPOSE, count),
    () => loopWith(FILES.unflushed, fast.path, PROPOSE, count),
  );
  say("flush", flushed / count, "ms an experiment, flushed to the disk");
  say("", unflushed / count, "ms the same without");
  sayRatio(flushed / unflushed, undefined);
}

/** The interpreter itself: a version manager's wrapper would be timed too. */
async function findPython(bench: Bench): Promise<string> {
  const script = "import sys; print(sys.executable)";
  return (await bench.exec("python3", ["-c", script])).trim();
}

/** Milliseconds an experiment of a loop, without the start of the program. */
async function loopOf(bench: Bench): Promise<number> {
  const run = (count: number) => () =>
    bench.tool(
      ...["run", "--loop", "--max-experiments", String(count)],
      ...["--agent", PROPOSE],
    );
  const one = await once(run(1));
  const all = await once(run(EXPERIMENTS + 1));
  return (all - one) / EXPERIMENTS;
}

async function once(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

async function time(act: () => Promise<unknown>): Promise<number> {
  const [first] = await inTurns(act, () => Promise.resolve());
  return first;
}

/** Medians of two acts that take turns, so that a busy hour hits both. */
async function inTurns(
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
  before: () => Promise<unknown> = () => Promise.resolve(),
): Promise<[number, number]> {
  const times: [number, number][] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    await before();
    times.push([await once(first), await once(second)]);
  }
  // The first round warms the caches up.
  const counted = times.slice(1);
  return [
    median(counted.map(([time]) => time)),
    median(counted.map(([, time]) => time)),
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function say(title: string, value: number, what: string): void {
  print(`${title.padEnd(8)}${value.toFixed(1).padStart(8)} ${what}`);
}

function sayRatio(ratio: number, aim: number | undefined): void {
  const wanted = aim === undefined ? "" : ` (aim: at most ${aim})`;
  print(`${"".padEnd(8)}${ratio.toFixed(2).padStart(8)} ratio${wanted}`);
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
