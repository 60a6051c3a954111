import type { Clock } from "../core/ports.ts";
import { within } from "./within.ts";

export const clock: Clock = {
  now: () => new Date(),
  seconds: () => performance.now() / 1000,
  sleep(seconds, stop) {
    return new Promise((resolve) => {
      if (stop.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        stop.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, seconds * 1000);
      stop.addEventListener("abort", wake);
    });
  },
  every(seconds, act) {
    const timer = setInterval(async () => {
      try {
        await act();
      } catch {
        // Nobody waits for a tick: what it throws would end the process at once.
      }
    }, seconds * 1000);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
  within,
};
