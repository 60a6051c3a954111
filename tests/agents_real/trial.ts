import { dirname, join } from "@std/path";
import { textAt } from "../../src/agents/json.ts";
import type { Repo, Result } from "../harness.ts";
import { homeAt } from "../home.ts";
import { makeSessionWith } from "../scripted.ts";
import { alive, assertSound } from "../soundness.ts";
import type { Case } from "./case.ts";
import type { Model, ModelServer } from "./model_server.ts";
import { binFolder, type Program } from "./programs.ts";

/** What came of one experiment with a real program. */
export interface Outcome {
  readonly code: number;
  /** Rows after the baseline's: `keep 90: the idea`. */
  readonly rows: readonly string[];
  readonly notes: readonly string[];
  /** Processes of the trial that live on. */
  readonly alive: string;
  readonly questions: readonly string[];
  readonly evaluator: string;
}

export interface Verdict {
  readonly outcome: string;
  readonly fault: string | undefined;
  readonly seconds: number;
}

const MINUTES = 0.5;

/** Runs one whole experiment of our loop with a real program. */
export async function tryOut(
  program: Program,
  case_: Case,
  { cache, server }: { readonly cache: string; readonly server: ModelServer },
): Promise<Verdict> {
  const minutes = case_.minutes ?? MINUTES;
  await using repo = await makeSessionWith({
    settings: [`agent_minutes: ${minutes}`],
  });
  await using home = await makeHome();
  const word = `trial-${crypto.randomUUID()}`;
  const model = server.add(case_.script({ root: repo.path, word }));
  if (case_.hasSkill) await repo.autoresearch("skill", "install");
  const variables = await moveIn(program, model, { cache, home: home.path });

  const started = performance.now();
  const result = await runLoop(repo, program, { case_, model, variables });
  const seconds = (performance.now() - started) / 1000;

  const outcome: Outcome = {
    code: result.code,
    rows: await rowsOf(repo),
    notes: notesIn(result),
    alive: await alive(repo, word),
    questions: model.questions,
    evaluator: await repo.read("eval.sh"),
  };
  await assertSound(repo);
  return {
    outcome: summary(outcome),
    fault: case_.check(outcome),
    seconds,
  };
}

async function runLoop(
  repo: Repo,
  { name, flags }: Program,
  { case_, model, variables }: {
    readonly case_: Case;
    readonly model: Model;
    readonly variables: Record<string, string>;
  },
): Promise<Result> {
  const agent = flags === undefined ? name : `${name} ${flags}`;
  const run = repo.autoresearchWith(
    variables,
    ...["run", "--loop", "--agent", agent, "--max-experiments", "1", "--json"],
  );
  if (case_.isStopped) {
    await Promise.race([model.asked, run]);
    await repo.autoresearch("stop");
  }
  return await run;
}

interface Home extends AsyncDisposable {
  readonly path: string;
}

async function makeHome(): Promise<Home> {
  const path = await Deno.makeTempDir({ prefix: "home-" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Settles a program in a fresh home, with the model that it is to ask. */
async function moveIn(
  program: Program,
  { url }: Model,
  { cache, home }: { readonly cache: string; readonly home: string },
): Promise<Record<string, string>> {
  for (const [name, content] of Object.entries(program.files?.(url) ?? {})) {
    const path = join(home, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    const text = typeof content === "string"
      ? content
      : JSON.stringify(content);
    await Deno.writeTextFile(path, text);
  }
  const temporary = join(home, "tmp");
  await Deno.mkdir(temporary);
  return {
    ...program.variables(url),
    ...homeAt(home),
    TMPDIR: temporary,
    PATH: `${binFolder(program, cache)}:${Deno.env.get("PATH")}`,
  };
}

async function rowsOf(repo: Repo): Promise<readonly string[]> {
  const [, ...rows] = await repo.rows();
  return rows.map(({ status, metric, description, reason }) =>
    reason?.startsWith("rejected: ")
      ? `${status}: ${reason}`
      : `${status} ${Number(metric)}: ${description}`
  );
}

function notesIn({ stdout, stderr }: Result): readonly string[] {
  const events: unknown[] = stdout.trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  const notes = events.map((event) => textAt(event, "message"));
  return [...notes, ...stderr.split("\n")].filter((note) => note !== "");
}

function summary({ rows, notes }: Outcome): string {
  return [...rows, ...notes].join("; ");
}
