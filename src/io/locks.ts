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
    const state = await tryLock(file);
    if (state === "taken") {
      const by = await Deno.readTextFile(path);
      return { kind: "taken", by: by.trim() };
    }
    await file.truncate();
    await file.write(new TextEncoder().encode(`${note}\n`));
    if (state === "unsupported") {
      const close = () => Promise.resolve(file.close());
      return { kind: "unsupported", [Symbol.asyncDispose]: close };
    }
    return {
      kind: "held",
      async [Symbol.asyncDispose]() {
        await file.unlock();
        file.close();
      },
    };
  },

  async holder(path) {
    try {
      const file = await Deno.open(path);
      const state = await tryLock(file);
      if (state === "taken") return (await Deno.readTextFile(path)).trim();
      if (state === "free") await file.unlock();
      file.close();
      return undefined;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  },
};

/** Deno before 2.7 has only the lock that waits. */
interface Lockable {
  readonly tryLock?: (exclusive: boolean) => Promise<boolean>;
  lock(exclusive: boolean): Promise<void>;
  close(): void;
}

/** What a file system says that has no locks, or whose server has none. */
const UNSUPPORTED = /\(os error (?:37|38|45|77|95|102)\)/;

/** Takes a lock where it is free, and closes the file where it is not. */
async function tryLock(
  file: Lockable,
): Promise<"free" | "taken" | "unsupported"> {
  try {
    const isOurs = await tryLockOnce(file);
    if (!isOurs) file.close();
    return isOurs ? "free" : "taken";
  } catch (error) {
    if (error instanceof Error && UNSUPPORTED.test(error.message)) {
      return "unsupported";
    }
    throw error;
  }
}

async function tryLockOnce(file: Lockable): Promise<boolean> {
  if (file.tryLock !== undefined) return await file.tryLock(true);
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
