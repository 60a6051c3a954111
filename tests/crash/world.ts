import { join } from "@std/path";
import { commandLine, HERMETIC, makeRepo, type Repo } from "../harness.ts";
import { AGENT, EVALUATOR } from "./actors.ts";

/** Every child of a run inherits it, so that none is overlooked. */
export const MARK = "AUTORESEARCH_CRASH_TEST";

/** A file of the user's that nobody is told of. */
export const MINE = { name: "notes/mine.txt", text: "not for you\n" };

/** How a life begins. */
export type Kind = (typeof KINDS)[number];

export const KINDS = [
  "measured",
  "compared in pairs",
  "not measured",
  "not measured, beside a candidate",
] as const;

/** What a process came to that ended, or was ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One repository with its session, its agent and whoever kills the tool. */
export interface World extends AsyncDisposable {
  readonly repo: Repo;
  readonly kind: Kind;
  /** Starts a loop, and kills it after so many milliseconds. */
  killAfter(milliseconds: number): Promise<Ended>;
  /** Lets a loop judge one experiment, undisturbed. */
  restart(): Promise<Ended>;
}

export async function makeWorld(kind: Kind, seed: number): Promise<World> {
  const memory = await Deno.makeTempDir({ prefix: "autoresearch-agent-" });
  const agent = join(memory, "agent.sh");
  await Deno.writeTextFile(agent, AGENT);
  const repo = await makeRepository(kind);
  const command = [
    ...["run", "--loop", "--agent", `sh ${agent} ${seed} ${memory}`],
  ];
  const start = (...more: string[]) => spawn(repo, [...command, ...more]);
  return {
    repo,
    kind,
    async killAfter(milliseconds) {
      const child = start("--json");
      const output = child.output();
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      try {
        child.kill("SIGKILL");
      } catch (error) {
        // It has ended by itself.
        if (!(error instanceof TypeError)) throw error;
      }
      return toEnded(await output);
    },
    async restart() {
      return toEnded(await start("--max-experiments", "1").output());
    },
    async [Symbol.asyncDispose]() {
      await repo[Symbol.asyncDispose]();
      await Deno.remove(memory, { recursive: true });
    },
  };
}

async function makeRepository(kind: Kind): Promise<Repo> {
  const isMeasured = kind === "measured" || kind === "compared in pairs";
  const repo = await makeRepo({
    "target.txt": "3000001\n",
    "eval.sh": EVALUATOR,
    // What an evaluator writes is known to be its own once it was measured.
    ...(isMeasured ? { "lock.txt": "1\n" } : {}),
  });
  await repo.write("sealed.txt", "data\n");
  await repo.write("target.txt", "3000000\n");
  await repo.git("commit", "-qam", "second");
  // The user's own stash is shared with every agent.
  await repo.write("target.txt", "1\n");
  await repo.git("stash", "-q");
  if (kind === "compared in pairs") await repo.write(".git/noisy", "");
  const setup = await repo.autoresearch(
    ...["setup", "--target", "target.txt", "--evaluate-cmd", "sh eval.sh"],
    ...["--metric", "p50_ms", "--direction", "lower", "--budget", "0.05"],
    ...["--protected", "sealed.txt", "--tag", "t1", "--yes"],
    ...(isMeasured ? [] : ["--skip-baseline"]),
  );
  if (setup.code !== 0) throw new Error(`setup failed: ${setup.stderr}`);
  await repo.write(MINE.name, MINE.text);
  if (kind === "not measured, beside a candidate") {
    await repo.write("target.txt", "2999999\n");
    await repo.git("commit", "-qam", "agent by hand");
    await repo.write("target.txt", "2999998\n");
  }
  return repo;
}

function spawn(repo: Repo, args: readonly string[]): Deno.ChildProcess {
  const [program = "", ...flags] = commandLine();
  return new Deno.Command(program, {
    args: [...flags, ...args],
    cwd: repo.path,
    env: { ...HERMETIC, [MARK]: repo.path },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

function toEnded({ code, stdout, stderr }: Deno.CommandOutput): Ended {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
