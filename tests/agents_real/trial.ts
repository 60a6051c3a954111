import { assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { textAt } from "../../src/agents/json.ts";
import { commandLine, HERMETIC, type Repo } from "../harness.ts";
import { homeAt } from "../home.ts";
import { makeSessionWith } from "../scripted.ts";
import { assertSound } from "../soundness.ts";
import type { Case } from "./case.ts";
import type { Model, ModelServer } from "./model_server.ts";
import { type Program, programPath } from "./programs.ts";

/** What came of one experiment with a real program. */
export interface Outcome {
  readonly code: number;
  /** Rows after the baseline's, like `keep 90: the idea`. */
  readonly rows: readonly string[];
  readonly notes: readonly string[];
  /** The evaluator, as it is afterwards. */
  readonly evaluator: string;
  /** What the model was asked. */
  readonly questions: readonly string[];
}

/** Where programs are installed, and who answers them. */
export interface Surroundings {
  readonly cache: string;
  readonly server: ModelServer;
}

const MINUTES = 0.5;

/** How the loop says that it waits until trouble has passed. */
const WAITS = /^Waiting until /;

/** Runs one whole experiment of our loop with a real program. */
export async function tryOut(
  program: Program,
  { minutes = MINUTES, script, afterWait, isStopped, hasSkill }: Case,
  { cache, server }: Surroundings,
): Promise<Outcome> {
  await using repo = await makeSessionWith({
    settings: [`agent_minutes: ${minutes}`],
  });
  await using home = await makeHome();
  const model = server.add(script(repo.path));
  if (hasSkill) await repo.autoresearch("skill", "install");
  const variables = await moveIn(program, model, { cache, home: home.path });

  const loop = startLoop(repo, program, variables);
  if (isStopped) {
    await Promise.race([model.asked, loop.status]);
    await repo.autoresearch("stop");
  }
  const notes: string[] = [];
  for await (const note of notesOf(loop)) {
    notes.push(note);
    if (afterWait && WAITS.test(note)) model.follow(afterWait(repo.path));
  }
  const { code } = await loop.status;

  await assertSound(repo);
  assertEquals(await survivors(repo, home), "", "nothing lives on");
  return {
    code,
    rows: await rowsOf(repo),
    notes,
    evaluator: await repo.read("eval.sh"),
    questions: model.questions,
  };
}

/** Processes that are at home there: their environment says so. */
async function survivors(repo: Repo, { path }: Home): Promise<string> {
  return await repo.sh(
    `grep -lsxz 'HOME=${path}' /proc/[0-9]*/environ | while read -r file; do ` +
      'tr "\\0" " " < "${file%environ}cmdline"; echo; done',
  );
}

interface Home extends AsyncDisposable {
  readonly path: string;
}

export async function makeHome(): Promise<Home> {
  const path = await Deno.makeTempDir({ prefix: "home-" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Settles a program in a fresh home, with the model that it is to ask. */
export async function moveIn(
  program: Program,
  { url }: Model,
  { cache, home }: { readonly cache: string; readonly home: string },
): Promise<Readonly<Record<string, string>>> {
  for (const [name, content] of Object.entries(program.files?.(url) ?? {})) {
    const path = join(home, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(
      path,
      typeof content === "string" ? content : JSON.stringify(content),
    );
  }
  const temporary = join(home, "tmp");
  await Deno.mkdir(temporary);
  return {
    ...program.variables(url),
    ...homeAt(home),
    TMPDIR: temporary,
    PATH: `${dirname(programPath(program, cache))}:${Deno.env.get("PATH")}`,
  };
}

function startLoop(
  repo: Repo,
  { name, flags }: Program,
  variables: Readonly<Record<string, string>>,
): Deno.ChildProcess {
  const agent = flags === undefined ? name : `${name} ${flags}`;
  const [tool = "", ...args] = commandLine();
  return new Deno.Command(tool, {
    args: [
      ...args,
      ...["run", "--loop", "--agent", agent, "--max-experiments", "1"],
      "--json",
    ],
    cwd: repo.path,
    env: { ...HERMETIC, ...variables },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

/** What a loop has to say beside its rows, as it says it. */
async function* notesOf({ stdout }: Deno.ChildProcess): AsyncGenerator<string> {
  let open = "";
  for await (const piece of stdout.pipeThrough(new TextDecoderStream())) {
    const lines = `${open}${piece}`.split("\n");
    open = lines.pop() ?? "";
    for (const line of lines) {
      const event: unknown = JSON.parse(line);
      const note = textAt(event, "message");
      if (note !== "") yield note;
    }
  }
}

export async function rowsOf(repo: Repo): Promise<readonly string[]> {
  const [, ...rows] = await repo.rows();
  return rows.map(({ status, metric, description, reason }) =>
    reason?.startsWith("rejected: ")
      ? `${status}: ${reason}`
      : `${status} ${Number(metric)}: ${description}`
  );
}
