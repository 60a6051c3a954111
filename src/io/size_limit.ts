const LOOK_MS = 500;

export interface SizeLimit extends Disposable {
  /** Aborts when the file has grown beyond the limit. */
  readonly signal: AbortSignal;
}

/** Limits what may be written into a file that somebody else writes. */
export function limitSize(path: string, bytes: number): SizeLimit {
  const controller = new AbortController();
  const look = async () => {
    const size = await sizeOf(path);
    if (size > bytes) controller.abort();
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** A log that somebody took away grows no more where we could see it. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch {
    return 0;
  }
}
