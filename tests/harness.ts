import { dirname, fromFileUrl, join } from "@std/path";
import project from "../deno.json" with { type: "json" };

const MAIN = fromFileUrl(new URL("../main.ts", import.meta.url));

/** The binary to test instead of the source. */
const BINARY = Deno.env.get("AUTORESEARCH_BIN");

/** Nobody's own git configuration may decide whether a test passes. */
export const HERMETIC = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  NO_COLOR: "1",
};

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type FileTexts = Readonly<Record<string, string>>;

/** Makes a git repository with these files; `await using` removes it again. */
export async function makeRepo(files: FileTexts = {}): Promise<Repo> {
  const repo = new Repo(await Deno.makeTempDir({ prefix: "autoresearch " }));
  await repo.git("init", "--quiet", "--initial-branch=main");
  await repo.git("config", "user.name", "test");
  await repo.git("config", "user.email", "test@example.invalid");
  for (const [name, text] of Object.entries(files)) {
    await repo.write(name, text);
  }
  await repo.git("add", "--all");
  await repo.git("commit", "--quiet", "--allow-empty", "--message", "start");
  return repo;
}

export interface SessionOptions {
  /** The evaluator's shell script; without one it prints the target. */
  readonly evaluate?: string;
  readonly target?: string;
  /** More files of the first commit. */
  readonly files?: FileTexts;
  /** Done in the repository before setup runs. */
  readonly before?: (repo: Repo) => Promise<unknown>;
  /** More flags of setup. */
  readonly flags?: readonly string[];
}

export const PRINT_TARGET = 'echo "p50_ms: $(cat target.txt)"';

/** The flags with which `setup` begins a session in a repository of ours. */
export const SETUP = [
  "setup",
  "--target",
  "target.txt",
  "--evaluate-cmd",
  "sh eval.sh",
  "--metric",
  "p50_ms",
  "--direction",
  "lower",
  "--budget",
  "0.05",
  "--tag",
  "t1",
  "--yes",
] as const;

/**
 * Makes a repository and sets up the session `t1` in it: the target says 100,
 * less is better, an evaluation may take 7.5 s.
 */
export async function makeSession(
  { evaluate = PRINT_TARGET, target = "100\n", files, before, flags = [] }:
    SessionOptions = {},
): Promise<Repo> {
  const repo = await makeRepo({
    "target.txt": target,
    "eval.sh": `${evaluate}\n`,
    ...files,
  });
  try {
    await before?.(repo);
    const { code, stderr } = await repo.autoresearch(
      ...setupWith(flags),
    );
    if (code !== 0) throw new Error(`setup exited with ${code}: ${stderr}`);
    return repo;
  } catch (error) {
    await repo[Symbol.asyncDispose]();
    throw error;
  }
}

/** The usual flags, but for those that are given otherwise. */
export function setupWith(flags: readonly string[]): readonly string[] {
  const names = flags.filter((flag) => flag.startsWith("--"));
  const usual = SETUP.filter((word, at) =>
    !names.includes(word) && !names.includes(SETUP[at - 1] ?? "")
  );
  return [...usual, ...flags];
}

/** A row of results.tsv, as any reader of tabs sees it. */
export type Cells = Readonly<Record<string, string>>;

export class Repo implements AsyncDisposable {
  constructor(readonly path: string) {}

  /** Runs the real command, in a process of its own, to its end. */
  autoresearch(...args: string[]): Promise<Result> {
    return this.autoresearchWith({}, ...args);
  }

  /** The same with more variables in the environment. */
  autoresearchWith(
    variables: Record<string, string>,
    ...args: string[]
  ): Promise<Result> {
    const [program = "", ...flags] = commandLine();
    return this.exec(program, [...flags, ...args], variables);
  }

  /** Starts the real command, to be interrupted or killed. */
  start(...args: string[]): Deno.ChildProcess {
    const [program = "", ...flags] = commandLine();
    return new Deno.Command(program, {
      args: [...flags, ...args],
      cwd: this.path,
      env: HERMETIC,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  /** Sets the target and judges it. */
  async try(target: string | number, ...flags: string[]): Promise<Result> {
    await this.write("target.txt", `${target}\n`);
    const message = ["--message", `try ${target}`];
    return await this.autoresearch("run", "--single", ...message, ...flags);
  }

  /** Lets a shell command propose so many experiments. */
  loop(agent: string, experiments = 1, ...flags: string[]): Promise<Result> {
    const limit = ["--max-experiments", String(experiments)];
    return this.autoresearch(
      "run",
      "--loop",
      "--agent",
      agent,
      ...limit,
      ...flags,
    );
  }

  async git(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.exec("git", args);
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout;
  }

  /** Runs a shell script in the repository. */
  async sh(script: string): Promise<string> {
    const { code, stdout, stderr } = await this.exec("sh", ["-c", script]);
    if (code !== 0) throw new Error(`${script}: exit ${code}: ${stderr}`);
    return stdout;
  }

  read(name: string): Promise<string> {
    return Deno.readTextFile(join(this.path, name));
  }

  async write(name: string, text: string): Promise<void> {
    const path = join(this.path, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
  }

  async exists(name: string): Promise<boolean> {
    try {
      await Deno.lstat(join(this.path, name));
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }

  /** The rows of results.tsv, the baseline's among them. */
  async rows(): Promise<Cells[]> {
    const [header = "", ...lines] = (await this.read("results.tsv"))
      .trimEnd().split("\n");
    const names = header.split("\t");
    return lines.map((line) => {
      const cells = line.split("\t");
      return Object.fromEntries(
        names.map((name, at) => [name, cells[at] ?? ""]),
      );
    });
  }

  /** `status metric` of every row: what most tests are about. */
  async verdicts(): Promise<string[]> {
    return (await this.rows()).map(({ status, metric }) =>
      `${status} ${metric === "N/A" ? metric : Number(metric)}`
    );
  }

  async [Symbol.asyncDispose]() {
    // A test may have taken the right to write away.
    await this.exec("chmod", ["-R", "u+rwX", this.path]);
    await Deno.remove(this.path, { recursive: true });
  }

  async exec(
    program: string,
    args: readonly string[],
    variables: Record<string, string> = {},
  ): Promise<Result> {
    const command = new Deno.Command(program, {
      args: [...args],
      env: { ...HERMETIC, ...variables },
      cwd: this.path,
      stdin: "null",
    });
    const { code, stdout, stderr } = await command.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  }
}

/** The source runs with the permissions that are baked into the binary. */
export function commandLine(): readonly string[] {
  if (BINARY !== undefined) return [BINARY];
  const flags = project.tasks.autoresearch.split(" ").slice(1, -1);
  return [Deno.execPath(), ...flags, MAIN];
}
