/** Lets one at a time through, in the order in which they came. */
export interface Queue {
  take<Result>(act: () => Promise<Result>): Promise<Result>;
  /** Waits until nobody is left in it. */
  settled(): Promise<void>;
}

/**
 * Makes a queue. One that fails doesn't hold up those behind it.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const queue = makeQueue();
 * const order: string[] = [];
 * queue.take(() => Promise.reject(new Error("no"))).catch(() => order.push("a"));
 * queue.take(async () => void order.push("b"));
 * await queue.settled();
 * assertEquals(order, ["a", "b"]);
 * ```
 */
export function makeQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(act) {
      const mine = last.then(act);
      last = mine.catch(() => {});
      return mine;
    },
    async settled() {
      await last;
    },
  };
}
