/**
 * Runs whole experiments with agent programs that are installed already, and
 * with a scripted model: `night.ts CACHE NAME…`.
 *
 * @module
 */
import { type Case, CASES } from "./case.ts";
import { MCP_PROGRAMS, tryMcp } from "./mcp_trial.ts";
import { startModelServer } from "./model_server.ts";
import { type Program, PROGRAMS } from "./programs.ts";
import { type Surroundings, tryOut } from "./trial.ts";

/** Much of the time all that is done is to wait. */
const AT_ONCE = 4;

const [cache = "", ...names] = Deno.args;
const programs = PROGRAMS.filter(({ name }) => names.includes(name));
const due = [...CASES.flatMap(trialsOf), ...programs.flatMap(mcpTrialOf)];
const count = due.length;
const started = performance.now();
await using server = startModelServer();
const faults = await workOff();
print(
  `${programs.length} programs, ${count} experiments: ${faults} failures, ` +
    `${secondsSince(started)} s`,
);
Deno.exitCode = faults === 0 ? 0 : 1;

/** One program in one case. */
interface Trial {
  readonly program: Program;
  readonly name: string;
  readonly run: (surroundings: Surroundings) => Promise<Verdict>;
}

interface Verdict {
  readonly said: string;
  /** What is wrong with it. */
  readonly fault: string | undefined;
}

function trialsOf(case_: Case): readonly Trial[] {
  const able = programs.filter(({ isBare }) => !case_.needsTools || !isBare);
  return able.map((program) => ({
    program,
    name: case_.name,
    run: async (surroundings) => {
      const outcome = await tryOut(program, case_, surroundings);
      return {
        said: case_.shows ?? outcome.rows.at(-1) ?? outcome.notes.at(-1) ?? "",
        fault: case_.check(outcome, program),
      };
    },
  }));
}

function mcpTrialOf(program: Program): readonly Trial[] {
  if (!MCP_PROGRAMS.includes(program.name)) return [];
  const run = async (surroundings: Surroundings) => ({
    said: "an experiment through the server",
    fault: await tryMcp(program, surroundings),
  });
  return [{ program, name: "mcp", run }];
}

async function workOff(): Promise<number> {
  let faults = 0;
  const work = async () => {
    for (let trial = due.shift(); trial !== undefined; trial = due.shift()) {
      if (!await report(trial)) faults++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return faults;
}

/** @returns whether all is as it has to be */
async function report({ program, name, run }: Trial): Promise<boolean> {
  const started = performance.now();
  const { said, fault } = await run({ cache, server }).catch(
    (error: unknown): Verdict => ({ said: "broke off", fault: String(error) }),
  );
  const seconds = secondsSince(started).padStart(5);
  print(`${program.name.padEnd(9)} ${name.padEnd(17)} ${seconds} s  ${said}`);
  if (fault !== undefined) print(`  FAILED: ${fault}`);
  return fault === undefined;
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
