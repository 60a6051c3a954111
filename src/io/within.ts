/**
 * Returns what `work` does, or nothing where it isn't done in time: a regular
 * expression of somebody else's may backtrack for years, and nothing but the
 * engine can interrupt it.
 */
export async function within<T>(
  seconds: number,
  work: () => T,
): Promise<T | undefined> {
  // Takes 10 ms to load, and few are in need of it.
  const { runInNewContext } = await import("node:vm");
  // The engine refuses parts of a millisecond.
  const timeout = Math.ceil(seconds * 1000);
  let done: T | undefined;
  const sandbox = { work: () => void (done = work()) };
  try {
    runInNewContext("work()", sandbox, { timeout });
    return done;
  } catch (error) {
    // It comes from another realm, where Error is another class.
    if (isTimeout(error)) return undefined;
    throw error;
  }
}

function isTimeout(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error &&
    error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
