import { dirname } from "@std/path";
import type { Locks } from "../core/ports.ts";

export const locks: Locks = {
  async acquire(path, note) {
    await Deno.mkdir(dirname(path), { recursive: true });
    const file = await Deno.open(path, {
      read: true,
      write: true,
      create: true,
    });
    // The kernel frees it when the process dies, so that none is ever stale.
    if (!(await file.tryLock(true))) {
      file.close();
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
