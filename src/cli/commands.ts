import type { Command, RouteMap } from "@stricli/core";
import type { Context } from "./context.ts";

type Routes = Readonly<Record<string, Command<Context> | RouteMap<Context>>>;

/** In the order in which the help names them. */
const LOADERS: Readonly<Record<string, () => Promise<Routes[string]>>> = {
  setup: async () => (await import("./setup.ts")).setupCommand,
  run: async () => (await import("./run.ts")).runCommand,
  prompt: async () => (await import("./prompt.ts")).promptCommand,
  stop: async () => (await import("./stop.ts")).stopCommand,
  log: async () => (await import("./log.ts")).logRoutes,
  show: async () => (await import("./show.ts")).showCommand,
  diff: async () => (await import("./diff.ts")).diffCommand,
  retry: async () => (await import("./retry.ts")).retryCommand,
  undo: async () => (await import("./undo.ts")).undoCommand,
  verify: async () => (await import("./verify.ts")).verifyCommand,
  doctor: async () => (await import("./doctor.ts")).doctorCommand,
  skill: async () => (await import("./skill.ts")).skillRoutes,
  mcp: async () => (await import("./mcp.ts")).mcpCommand,
};

/** All that can be typed as a command. */
export const COMMANDS: readonly string[] = [
  ...Object.keys(LOADERS),
  "log record",
  "skill install",
];

/**
 * Loads the command that a line names, and nothing else: each module costs its
 * part of the start. The help and a slip of the pen need all of them.
 */
export async function loadRoutes(args: readonly string[]): Promise<Routes> {
  const all = Object.entries(LOADERS);
  const named = all.filter(([name]) => name === args[0]);
  const loading = (named.length > 0 ? named : all)
    .map(async ([name, load]) => [name, await load()] as const);
  return Object.fromEntries(await Promise.all(loading));
}
