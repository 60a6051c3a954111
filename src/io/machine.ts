import type { Machine } from "../core/ports.ts";

const SYSTEMS: Readonly<Record<string, Machine["system"]>> = {
  linux: "linux",
  android: "linux",
  darwin: "darwin",
  windows: "windows",
};

export const machine: Machine = {
  get cwd() {
    return Deno.cwd();
  },
  system: SYSTEMS[Deno.build.os] ?? "other",
  pid: Deno.pid,
  runId: crypto.randomUUID(),
  // `Deno.hostname()` would need a permission of its own.
  async hostName() {
    try {
      return (await Deno.readTextFile("/etc/hostname")).trim();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return await outputOf("uname -n");
    }
  },
  uniqueId: () => crypto.randomUUID(),
  async has(program) {
    return await outputOf('command -v "$0"', program) !== "";
  },
};

/** Returns what a line of shell prints; nothing where there is no sh. */
async function outputOf(script: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", script, ...args],
      clearEnv: true,
      env: { PATH: Deno.env.get("PATH") ?? "" },
      stdin: "null",
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
