import { join } from "@std/path";
import { quoteForShell } from "../../src/core/text/shell_quote.ts";
import { commandLine, HERMETIC, makeSession, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import type { Program } from "./programs.ts";
import { makeHome, moveIn, rowsOf, type Surroundings } from "./trial.ts";

/** How a program is told of the server, and called once. */
interface Telling {
  /** A settings file of the project. */
  readonly file?: readonly [name: string, content: (server: Server) => unknown];
  readonly command: (server: Server) => readonly string[];
}

/** As most programs want it. */
interface Server {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const asMcpServers = (autoresearch: Server) => ({
  mcpServers: { autoresearch },
});

/** The manners of README.md, for those that have been tried. */
const TELLINGS: Readonly<Record<string, Telling>> = {
  codex: {
    command: ({ command, args, env }) => [
      ...["codex", "exec", "--json", "--skip-git-repo-check"],
      ...["--sandbox", "workspace-write"],
      ...toml("command", JSON.stringify(command)),
      ...toml("args", JSON.stringify(args)),
      ...toml("env", toTable(env)),
      ...toml("default_tools_approval_mode", '"approve"'),
      "-",
    ],
  },
  claude: {
    file: [".mcp.json", asMcpServers],
    command: () => [
      ...["claude", "-p", "--output-format", "stream-json", "--verbose"],
      ...["--permission-mode", "acceptEdits"],
      ...["--allowedTools", "Bash", "mcp__autoresearch"],
    ],
  },
  qwen: {
    file: [".qwen/settings.json", asMcpServers],
    command: () => [
      ...["qwen", "--output-format", "stream-json"],
      ...["--approval-mode", "yolo"],
    ],
  },
};

/** Those for whom there is a manner here. */
export const MCP_PROGRAMS: readonly string[] = Object.keys(TELLINGS);

const IDEA = "lower it by ten";

/**
 * Lets a real program drive an experiment through the server: its model edits
 * the target, then calls `run_experiment`.
 *
 * @returns what is wrong with what came of it
 */
export async function tryMcp(
  program: Program,
  { cache, server }: Surroundings,
): Promise<string | undefined> {
  await using repo = await makeSession();
  await using home = await makeHome();
  const edit = { path: join(repo.path, "target.txt"), old: "100", new: "90" };
  const use = { tool: "run_experiment", values: { message: IDEA } };
  const model = server.add({
    kind: "works",
    steps: [{ kind: "edit", edit }, { kind: "mcp", use }],
    says: "I am done",
  });
  const variables = await moveIn(program, model, { cache, home: home.path });

  const printed = await call(repo, program, variables);

  const rows = (await rowsOf(repo)).join("; ");
  if (rows !== `keep 90: ${IDEA}`) return `${rows}\n${printed}`;
  await assertSound(repo);
  return undefined;
}

async function call(
  repo: Repo,
  { name }: Program,
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const telling = TELLINGS[name];
  if (telling === undefined) throw new Error(`No telling for ${name}`);
  const [command = "", ...args] = commandLine();
  // Some hand on next to nothing of their environment.
  const env = { ...HERMETIC, DENO_DIR: variables["DENO_DIR"] ?? "" };
  const server = { command, args: [...args, "mcp"], env };
  if (telling.file !== undefined) {
    const [file, content] = telling.file;
    await repo.write(file, JSON.stringify(content(server)));
  }
  const line = telling.command(server).map(quoteForShell).join(" ");
  const { stdout, stderr } = await repo.exec(
    "sh",
    ["-c", `echo 'Lower the number.' | timeout 60 ${line}`],
    variables,
  );
  return `${stdout}${stderr}`;
}

function toml(key: string, value: string): readonly string[] {
  return ["-c", `mcp_servers.autoresearch.${key}=${value}`];
}

function toTable(values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return `{ ${pairs.join(", ")} }`;
}
