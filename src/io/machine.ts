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
  uniqueId: () => crypto.randomUUID(),
  async has(program) {
    try {
      const { success } = await new Deno.Command("sh", {
        args: ["-c", 'command -v "$0" >/dev/null', program],
        clearEnv: true,
        env: { PATH: Deno.env.get("PATH") ?? "" },
        stdin: "null",
      }).output();
      return success;
    } catch (error) {
      // Where there is no sh, nothing at all can be found.
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  },
};
