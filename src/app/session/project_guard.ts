import type { Watcher } from "../../core/experiment/event.ts";

/**
 * What lies in git's own folder and in ours: nobody else may touch it while a
 * run goes on.
 */
export interface ProjectGuard {
  /**
   * Puts it back, before anybody looks at the files: what git sees depends on
   * it. What was found is told by {@linkcode ProjectGuard.tell}.
   *
   * @param keepIn folder that receives what stood there instead
   */
  restore(keepIn: string, watcher: Watcher): Promise<void>;
  /** Returns the names of what was put back since this was called last. */
  tell(): readonly string[];
  /** Says whether an attributes file has been there from the start. */
  isKnown(path: string): boolean;
  /** Adds something to tell. */
  blame(name: string): void;
  /** Keeps a text file of ours as it is now. */
  hold(path: string): Promise<void>;
}

/** Guards nothing: for who only reads. */
export const UNGUARDED: ProjectGuard = {
  restore: () => Promise.resolve(),
  tell: () => [],
  isKnown: () => true,
  blame: () => {},
  hold: () => Promise.resolve(),
};
