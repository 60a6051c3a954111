import type { Machine } from "../core/ports.ts";

const SYSTEMS: Readonly<Record<string, Machine["system"]>> = {
  linux: "linux",
  android: "linux",
  darwin: "darwin",
  windows: "windows",
};

/**
 * By one shell: each start of one takes its time, and nothing below /proc can
 * be read without all permissions. Nvidia's driver says what it drives; asking
 * its own tool takes a second.
 */
const MODELS: Readonly<Record<Machine["system"], string>> = {
  linux: "sed -n '/^model name/{s/^[^:]*: *//p;q}' /proc/cpuinfo; " +
    "cd /proc/driver/nvidia/gpus && " +
    "sed -n 's/^Model:[[:space:]]*//p' */information",
  darwin: "sysctl -n machdep.cpu.brand_string",
  windows: "",
  other: "",
};

export const machine: Machine = {
  get cwd() {
    return Deno.cwd();
  },
  get home() {
    return Deno.env.get("HOME") || undefined;
  },
  system: SYSTEMS[Deno.build.os] ?? "other",
  pid: Deno.pid,
  get temporaryFolder() {
    return Deno.env.get("TMPDIR") || Deno.env.get("TEMP") || "/tmp";
  },
  get stateFolder() {
    const home = Deno.env.get("HOME");
    return Deno.env.get("XDG_STATE_HOME") || (home && `${home}/.local/state`) ||
      undefined;
  },
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
  model: () => model ??= askModel(),
  uniqueId: () => crypto.randomUUID(),
  mounts: () => outputOf("cat /proc/self/mounts || mount"),
  async has(program) {
    return await outputOf('command -v "$0"', program) !== "";
  },
};

/** It costs a process, and stays the same for as long as we run. */
let model: Promise<string> | undefined;

async function askModel(): Promise<string> {
  const models = await outputOf(MODELS[machine.system]);
  return models.replaceAll("\n", ", ") ||
    Deno.env.get("PROCESSOR_IDENTIFIER") || Deno.build.arch;
}

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
