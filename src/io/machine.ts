import type { Machine } from "../core/ports.ts";

const SYSTEMS: Readonly<Record<string, Machine["system"]>> = {
  linux: "linux",
  android: "linux",
  darwin: "darwin",
  windows: "windows",
};

const NVIDIA = "/proc/driver/nvidia/gpus";

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
    const [processor, ...graphics] = await Promise.all([
      processorModel(),
      ...await graphicsModels(),
    ]);
    return [processor, ...graphics].join(", ");
  },
  uniqueId: () => crypto.randomUUID(),
  mounts: () => outputOf("cat /proc/self/mounts || mount"),
  async has(program) {
    return await outputOf('command -v "$0"', program) !== "";
  },
};

async function processorModel(): Promise<string> {
  if (Deno.build.os === "darwin") {
    return await outputOf("sysctl -n machdep.cpu.brand_string");
  }
  if (Deno.build.os === "windows") {
    return Deno.env.get("PROCESSOR_IDENTIFIER") ?? Deno.build.arch;
  }
  const text = await startOf("/proc/cpuinfo");
  return /^model name\s*:\s*(.*)$/m.exec(text)?.[1] ?? Deno.build.arch;
}

/** Nvidia's driver says what it drives; asking its own tool takes a second. */
async function graphicsModels(): Promise<readonly Promise<string>[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(NVIDIA)) names.push(name);
  } catch {
    return [];
  }
  return names.toSorted().map(async (name) => {
    const text = await startOf(`${NVIDIA}/${name}/information`);
    return /^Model:\s*(.*)$/m.exec(text)?.[1] ?? name;
  });
}

/** Returns the first 4 KB of a file that the kernel makes up as it is read. */
async function startOf(path: string): Promise<string> {
  try {
    using file = await Deno.open(path);
    const bytes = new Uint8Array(4096);
    const length = await file.read(bytes) ?? 0;
    return new TextDecoder().decode(bytes.subarray(0, length));
  } catch {
    return "";
  }
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
