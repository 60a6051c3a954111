import { dirname } from "@std/path";
import type { Locks } from "../core/ports.ts";

/** How long a lock may take that nobody holds. */
const PATIENCE_MS = 500;

export const locks: Locks = {
  async acquire(path, note) {
    await Deno.mkdir(dirname(path), { recursive: true });
    const file = await Deno.open(path, {
      read: true,
      write: true,
      create: true,
    });
    // The kernel frees it when the process dies, so that none is ever stale.
    if (!(await tryLock(file))) {
      const by = await Deno.readTextFile(path);
      return { kind: "taken", by: by.trim() };
    }
    await file.truncate();
    await file.write(new TextEncoder().encode(`${note}\n`));
    return {
      kind: "held",
      async [Symbol.asyncDispose]() {
        await file.unlock();
        file.close();
      },
    };
  },
};

/** Deno before 2.7 has only the lock that waits. */
interface Lockable {
  readonly tryLock?: (exclusive: boolean) => Promise<boolean>;
  lock(exclusive: boolean): Promise<void>;
  close(): void;
}

async function tryLock(file: Lockable): Promise<boolean> {
  if (file.tryLock !== undefined) {
    const isOurs = await file.tryLock(true);
    if (!isOurs) file.close();
    return isOurs;
  }
  // It goes on waiting after that; it ends with the process, which has no more
  // to do when another one works here.
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const isOurs = await Promise.race([
    file.lock(true).then(() => true),
    tooLong,
  ]);
  clearTimeout(timer);
  return isOurs;
}
