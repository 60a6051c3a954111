import { join } from "@std/path";
import { type Program, programFolder, programPath } from "./programs.ts";

const LIMIT_MS = 5 * 60 * 1000;

/**
 * Installs a program below a folder, unless it is there.
 *
 * @returns why it can't be
 */
export async function install(
  program: Program,
  cache: string,
): Promise<string | undefined> {
  if (await exists(programPath(program, cache))) return undefined;
  const folder = programFolder(program, cache);
  await Deno.mkdir(folder, { recursive: true });
  for (const words of commandsFor(program, folder)) {
    const failure = await run(words);
    if (failure !== undefined) return failure;
  }
  return await exists(programPath(program, cache))
    ? undefined
    : `${program.package} holds no ${program.name}`;
}

function commandsFor(
  { source, package: name }: Program,
  folder: string,
): readonly (readonly string[])[] {
  switch (source) {
    case "npm":
      return [[
        ...["npm", "install", "--prefix", folder, "--no-audit", "--no-fund"],
        ...["--loglevel=error", name],
      ]];
    case "pip": {
      const venv = join(folder, "venv");
      return [
        ["python3", "-m", "venv", venv],
        [join(venv, "bin/pip"), "install", "--quiet", name],
      ];
    }
  }
}

/** @returns the last line of what went wrong */
async function run(
  [program = "", ...args]: readonly string[],
): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      signal: AbortSignal.timeout(LIMIT_MS),
    }).output();
    if (success) return undefined;
    const lines = new TextDecoder().decode(stderr).trimEnd().split("\n");
    return lines.at(-1) || `${program} failed and says nothing of it`;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return `there is no ${program} on this machine`;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
