/**
 * Installs real agent programs, and runs whole experiments of our loop with
 * them and a model that follows a script, off the network:
 * `deno task test:agents`, with names for others than the usual four, with
 * `--all` for all that this machine can have.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { fromFileUrl } from "@std/path";
import { homeAt } from "../home.ts";
import { install } from "./install.ts";
import { loopbackAlone } from "./loopback.ts";
import { PROGRAMS, USUAL } from "./programs.ts";

const CACHE = fromFileUrl(new URL("../../.cache/agents", import.meta.url));
const NIGHT = fromFileUrl(new URL("./night.ts", import.meta.url));

const PERMISSIONS = [
  "--no-prompt",
  ...["--allow-read", "--allow-write", "--allow-env", "--allow-run"],
  "--allow-net=127.0.0.1",
];

/** Whatever hangs must not hang whoever called this. */
const LIMIT_MS = 15 * 60 * 1000;

const { _: given, all } = parseArgs(Deno.args, { boolean: ["all"] });
const asked = given.length === 0 ? USUAL : given.map(String);
const known = PROGRAMS.map(({ name }) => name);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  print(
    `No such program: ${unknown.join(", ")}; there are ${known.join(", ")}`,
  );
  Deno.exit(2);
}

const installed = await installAll(all ? known : asked);
const lacking = asked.filter((name) => !installed.includes(name));
const hasPassed = installed.length > 0 && await runNight(installed);
if (lacking.length > 0) print(`FAILED: not installed: ${lacking.join(", ")}`);
Deno.exit(hasPassed && lacking.length === 0 ? 0 : 1);

/** @returns the names of those that are there now */
async function installAll(
  names: readonly string[],
): Promise<readonly string[]> {
  const started = performance.now();
  const programs = PROGRAMS.filter(({ name }) => names.includes(name));
  const found = await Promise.all(programs.map(async (program) => {
    const failure = await install(program, CACHE);
    if (failure === undefined) return [program.name];
    print(`${program.name} can't be installed here: ${failure}`);
    return [];
  }));
  const seconds = Math.round((performance.now() - started) / 1000);
  print(`Installed after ${seconds} s: ${found.flat().join(", ")}`);
  return found.flat();
}

async function runNight(names: readonly string[]): Promise<boolean> {
  const enclosed = await loopbackAlone();
  print(
    enclosed === undefined
      ? "This machine grants no network namespace: the network can be reached"
      : "Nothing but this machine itself can be reached",
  );
  const night = [Deno.execPath(), "run", ...PERMISSIONS, NIGHT, CACHE];
  const [program = "", ...args] = [...enclosed ?? [], ...night, ...names];
  const { success } = await new Deno.Command(program, {
    args,
    // Nobody's own settings and keys reach a program that is tried.
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      LANG: "C.UTF-8",
      TERM: "dumb",
      ...homeAt(""),
    },
    stdin: "null",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).spawn().status;
  return success;
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
