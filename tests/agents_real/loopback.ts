/** Root needs no names of its own to have a network of its own. */
const MANNERS: readonly (readonly string[])[] = [
  ["unshare", "--net"],
  ["unshare", "--map-root-user", "--net"],
];

const INSIDE = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh"];

/**
 * Returns the words that let a command behind them reach nothing but this
 * machine itself; nothing where that can't be had.
 */
export async function loopbackAlone(): Promise<readonly string[] | undefined> {
  for (const manner of MANNERS) {
    const words = [...manner, ...INSIDE];
    if (await succeeds([...words, "true"])) return words;
  }
  return undefined;
}

async function succeeds([program = "", ...args]: readonly string[]) {
  try {
    const command = new Deno.Command(program, { args, stdin: "null" });
    return (await command.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
