import type { Repo, Result } from "./harness.ts";

/** More than any machine needs, however busy, and less than what hangs. */
const WAIT_MS = 60_000;
const POLL_MS = 5;

/**
 * Waits until a claim holds, and no longer than anybody would. A file that is
 * just being replaced is not there for a moment: then nothing holds yet.
 */
export async function until(
  what: string,
  holds: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (!await holds().catch(isMissing)) {
    if (performance.now() > deadline) throw new Error(`${what} never came`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function isMissing(error: unknown): false {
  if (error instanceof Deno.errors.NotFound) return false;
  throw error;
}

/**
 * Asserts that nobody waited for what hangs in a test, which is minutes. How
 * fast a machine is decides nothing.
 */
export function assertSoon(started: number): void {
  const waited = performance.now() - started;
  if (waited > WAIT_MS) throw new Error(`It took ${waited} ms`);
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
