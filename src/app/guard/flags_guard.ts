import type { Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import { settledStamp, stampOf } from "./stamp.ts";

/** What git's index is told to overlook. */
export interface FlagsGuard {
  /**
   * Gives every path of the index the flag back that it had.
   *
   * @returns the paths whose flag somebody had changed
   */
  mend(): Promise<readonly string[]>;
}

/** Remembers the flags; an index that stands as it was costs no git call. */
export async function watchFlags(
  ports: Pick<Ports, "files" | "clock">,
  { repository }: Pick<Session, "repository">,
): Promise<FlagsGuard> {
  const { indexFile } = repository;
  const remember = () => settledStamp(ports, indexFile);
  const before = await repository.flags();
  let stamp = await remember();

  return {
    async mend() {
      if (await stampOf(ports.files, indexFile) === stamp) return [];
      const now = await repository.flags();
      const changed = [...new Set([...before.keys(), ...now.keys()])]
        .filter((path) => before.get(path) !== now.get(path));
      const tracked = new Set(
        changed.length === 0 ? [] : await repository.trackedPaths(changed),
      );
      // What is no longer in the index at all has its flag with its file.
      const flagged = changed.filter((path) => tracked.has(path));
      for (const path of flagged) {
        await repository.setFlag(path, before.get(path));
      }
      stamp = await remember();
      return flagged;
    },
  };
}
