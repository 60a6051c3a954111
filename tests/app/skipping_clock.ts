import type { Clock } from "../../src/core/ports.ts";

/** A clock by which whoever sleeps wakes at once, and it is so much later. */
export function skippingClock(real: Clock): Clock {
  let skipped = 0;
  return {
    ...real,
    now: () => new Date(real.now().getTime() + 1000 * skipped),
    seconds: () => real.seconds() + skipped,
    async sleep(seconds, stop) {
      // Who reads what another process writes must let it write.
      await real.sleep(0.001, stop);
      skipped += seconds;
    },
  };
}
