/** How often it is seen whether time has passed in which nothing ran. */
const TICK_MS = 500;

/** A tick that comes later than this was held up by no work of ours. */
const LATE_MS = 2_000;

export interface TimeLimit extends Disposable {
  /** Aborts when the time is used up. */
  readonly signal: AbortSignal;
}

/**
 * Limits the time that something may run. It is monotonic, and only time in
 * which we ran ourselves counts: `performance.now` goes on while a process is
 * stopped, so that a suspended machine would have used all of it up at once.
 */
export function limitTime(seconds: number): TimeLimit {
  const controller = new AbortController();
  let left = seconds * 1000;
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => {
    const asked = Math.min(left, TICK_MS);
    const started = performance.now();
    timer = setTimeout(() => {
      const passed = performance.now() - started;
      left -= passed > asked + LATE_MS ? asked : passed;
      if (left > 0) wait();
      else controller.abort();
    }, asked);
  };
  wait();
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
