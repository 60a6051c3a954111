/**
 * Shows the main job on a real example: copies it into a repository of its
 * own, sets a session up, lets the built-in tuner run, shows what came of it.
 *
 * @module
 */
import { DELIMITER, dirname, fromFileUrl, join } from "@std/path";
import { toolCommand } from "./permissions.ts";

const EXAMPLE = fromFileUrl(new URL("../examples/code", import.meta.url));
const EXPERIMENTS = "12";

/** The example's evaluator runs deno, which may not be on PATH with npx. */
const PATH = [dirname(Deno.execPath()), Deno.env.get("PATH") ?? ""]
  .join(DELIMITER);

/** Whatever this machine's git is set to must not stop a first look. */
const GIT = [
  ["user.name", "demo"],
  ["user.email", "demo@example.invalid"],
  ["commit.gpgSign", "false"],
].flatMap(([key, value]) => ["-c", `${key}=${value}`]);

const folder = await Deno.makeTempDir({ prefix: "autoresearch-demo-" });
await copyFolder(EXAMPLE, folder);
await run("git", ["init", "--quiet"]);
await run("git", ["add", "--all"]);
await run("git", [...GIT, "commit", "--quiet", "--message", "start"]);

const [tool = "", ...flags] = toolCommand();
say("\nSet up: the target declares knobs, so the built-in tuner is the agent");
await run(tool, [
  ...flags,
  ...[
    "setup",
    "--config",
    ".autoresearch.example.cfg",
    "--tag",
    "demo",
    "--yes",
  ],
]);
say(`\nRun: ${EXPERIMENTS} experiments, each measured by benchmark.ts`);
await run(tool, [...flags, "run", "--loop", "--max-experiments", EXPERIMENTS]);

const { rows, keep } = JSON.parse(
  await output(tool, [...flags, "log", "--json"]),
);
say(`\nLook around: cd ${folder} && git log --stat && cat results.tsv`);
// The baseline is a row and a keep as well.
if (keep === 1) {
  say("No gain stood out from this machine's noise: it is busy, so try again");
}
// Luck must not decide whether the tool works: what it found is no matter.
Deno.exit(rows === Number(EXPERIMENTS) + 1 ? 0 : 1);

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    const [source, copy] = [join(from, name), join(to, name)];
    await (isDirectory
      ? copyFolder(source, copy)
      : Deno.copyFile(source, copy));
  }
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const { code } = await new Deno.Command(program, {
    args: [...args],
    cwd: folder,
    env: { PATH },
    stdin: "null",
  }).spawn().status;
  if (code === 0) return;
  say(`${program} ${args.join(" ")} exited with code ${code} in ${folder}`);
  Deno.exit(1);
}

async function output(
  program: string,
  args: readonly string[],
): Promise<string> {
  const command = new Deno.Command(program, { args: [...args], cwd: folder });
  return new TextDecoder().decode((await command.output()).stdout);
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
