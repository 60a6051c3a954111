import type { FuzzRequest } from "./fuzz.ts";

const SEED = 1;
const INPUTS = 40_000;

/** Returns what the flags ask for. */
export function toRequest(
  flags: Readonly<Record<string, unknown>>,
  module: URL,
): FuzzRequest {
  const { room } = flags;
  const input = wholeIn(flags, "input");
  return {
    module,
    seed: wholeIn(flags, "seed") ?? SEED,
    inputs: wholeIn(flags, "inputs") ?? INPUTS,
    ...(typeof room === "string" ? { room } : {}),
    ...(input === undefined ? {} : { input }),
  };
}

function wholeIn(
  flags: Readonly<Record<string, unknown>>,
  name: string,
): number | undefined {
  const value = flags[name];
  if (value === undefined) return undefined;
  if (/^\d+$/.test(String(value))) return Number(value);
  throw new RangeError(`--${name} must be a whole number`);
}
