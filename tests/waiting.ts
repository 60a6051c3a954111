import type { Repo, Result } from "./harness.ts";

const WAIT_MS = 20_000;
const POLL_MS = 5;

/** Waits until a claim holds, and no longer than anybody would. */
export async function until(
  what: string,
  holds: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (!await holds()) {
    if (performance.now() > deadline) throw new Error(`${what} never came`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Waits for a file, which says how far somebody else has come. */
export async function untilThere(repo: Repo, name: string): Promise<void> {
  await until(name, () => repo.exists(name));
}

/** Waits for the end of a command that was started. */
export async function endOf(child: Deno.ChildProcess): Promise<Result> {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
