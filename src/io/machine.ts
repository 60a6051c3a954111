import type { Machine } from "../core/ports.ts";

const SYSTEMS: Readonly<Record<string, Machine["system"]>> = {
  linux: "linux",
  android: "linux",
  darwin: "darwin",
  windows: "windows",
};

// By a shell: nothing below /proc can be read without all permissions.
const MODEL_NAME = "sed -n 's/^model name[[:space:]]*: *//p' /proc/cpuinfo" +
  " | head -n 1";
const GRAPHICS_MODELS = "sed -n 's/^Model:[[:space:]]*//p' " +
  "/proc/driver/nvidia/gpus/*/information | sort";

export const machine: Machine = {
  get cwd() {
    return Deno.cwd();
  },
  get home() {
    return Deno.env.get("HOME") || undefined;
  },
  system: SYSTEMS[Deno.build.os] ?? "other",
  pid: Deno.pid,
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
  async model() {
    const processor = await processorModel();
    const graphics = Deno.build.os === "linux" ? await graphicsModels() : [];
    return [processor || Deno.build.arch, ...graphics].join(", ");
  },
  uniqueId: () => crypto.randomUUID(),
  mounts: () => outputOf("cat /proc/self/mounts || mount"),
  async has(program) {
    return await outputOf('command -v "$0"', program) !== "";
  },
};

async function processorModel(): Promise<string> {
  switch (Deno.build.os) {
    case "darwin":
      return await outputOf("sysctl -n machdep.cpu.brand_string");
    case "windows":
      return Deno.env.get("PROCESSOR_IDENTIFIER") ?? "";
    default:
      return await outputOf(MODEL_NAME);
  }
}

/** Nvidia's driver says what it drives; asking its own tool takes a second. */
async function graphicsModels(): Promise<readonly string[]> {
  const models = await outputOf(GRAPHICS_MODELS);
  return models === "" ? [] : models.split("\n");
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
