import { join } from "@std/path";
import { makeSession, type Repo, type SessionOptions } from "./harness.ts";

/** Whether this machine lets a test run anything under bubblewrap. */
const CAN_SANDBOX = await canSandbox();

/** Shown beside a test that can't run here. */
const WHY_NOT = CAN_SANDBOX
  ? ""
  : " (needs bubblewrap and the right to make namespaces)";

/** Registers a test of what goes on inside; where nothing can, it says so. */
export function sandboxTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `${name}${WHY_NOT}`, ignore: !CAN_SANDBOX, fn });
}

/** Makes a session `t1` whose settings ask for the sandbox. */
export function makeSandboxed(
  { files, flags = [], settings = "", ...others }: SessionOptions & {
    /** More lines of its settings. */
    readonly settings?: string;
  } = {},
): Promise<Repo> {
  const answers = `sandbox: bwrap\n${settings}`;
  return makeSession({
    ...others,
    files: { "answers.cfg": answers, ...files },
    flags: ["--config", "answers.cfg", ...flags],
  });
}

/** Where a Deno with another home finds what it has loaded. */
const DENO_DIR = Deno.env.get("DENO_DIR") ??
  join(Deno.env.get("HOME") ?? "/", ".cache/deno");

/** Makes a home folder, with what the tool itself keeps there. */
export async function makeHome() {
  const path = await Deno.makeTempDir({ prefix: "home of " });
  const state = join(path, ".local/state/autoresearch");
  await Deno.mkdir(state, { recursive: true });
  await Deno.writeTextFile(join(state, "secret"), "42\n");
  return {
    variables: { HOME: path, DENO_DIR },
    has: (name: string) =>
      Deno.lstat(join(path, name)).then(() => true, () => false),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** A thing that somebody shall have no hold on, and a script that tries. */
export type Attempt = readonly [what: string, script: string];

/** Returns a script that says which attempts succeed, and nothing else. */
export function attemptAll(attempts: readonly Attempt[]): string {
  return attempts.map(([what, script]) =>
    `if ( ${script} ) >/dev/null 2>&1; then echo "has a hold on ${what}"; fi\n`
  ).join("");
}

async function canSandbox(): Promise<boolean> {
  const words = "--ro-bind / / --proc /proc --unshare-pid --unshare-net true";
  const bwrap = new Deno.Command("bwrap", {
    args: words.split(" "),
    stderr: "null",
  });
  try {
    return (await bwrap.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
