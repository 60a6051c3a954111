import { unfinishedRef } from "../core/layout.ts";
import type { Ports } from "../core/ports.ts";
import type { Session } from "./session.ts";

/** The user's stash, which every work tree and so every agent can reach. */
export interface StashGuard {
  /**
   * Gives the stash back its list where somebody changed it.
   *
   * @returns a ref that holds what was put on it meanwhile, if anything was
   */
  mend(): Promise<string | undefined>;
}

/** Remembers the stash; looking whether it changed costs no git call. */
export async function watchStash(
  { files, clock }: Pick<Ports, "files" | "clock">,
  { repository, tag }: Session,
): Promise<StashGuard> {
  const before = await repository.stash();
  const stampOf = async () => (await files.facts(repository.stashFile))?.stamp;
  let stamp = await stampOf();

  return {
    async mend() {
      if (await stampOf() === stamp) return undefined;
      const known = new Set(before.map(({ commit }) => commit));
      const now = await repository.stash();
      const added = now.filter(({ commit }) => !known.has(commit));
      let ref: string | undefined;
      for (const { commit } of added) {
        ref = unfinishedRef(tag, clock.now());
        await repository.setRef(ref, commit);
      }
      await repository.restoreStash(before);
      stamp = await stampOf();
      return ref;
    },
  };
}
