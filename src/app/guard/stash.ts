import type { Ports, StashEntry } from "../../core/ports.ts";
import { holdUnfinished } from "../candidate/unfinished.ts";
import type { Session } from "../session/session.ts";

/** The user's stash, which every work tree and so every agent can reach. */
export interface StashGuard {
  /** The list as it was. */
  readonly entries: readonly StashEntry[];
  /**
   * Gives the stash back its list where somebody changed it.
   *
   * @returns a ref that holds what was put on it meanwhile, if anything was
   */
  mend(): Promise<string | undefined>;
}

/** Remembers the stash; looking whether it changed costs no git call. */
export async function watchStash(
  ports: Pick<Ports, "files" | "clock">,
  session: Session,
): Promise<StashGuard> {
  const { files } = ports;
  const { repository } = session;
  const entries = await repository.stash();
  const stampOf = async () => (await files.facts(repository.stashFile))?.stamp;
  let stamp = await stampOf();

  return {
    entries,
    async mend() {
      if (await stampOf() === stamp) return undefined;
      const ref = await mendStash(ports, session, entries);
      stamp = await stampOf();
      return ref;
    },
  };
}

/**
 * Gives the stash the list that it had; what was put on it meanwhile is held by
 * refs of ours.
 *
 * @returns one of these refs, if there are any
 */
export async function mendStash(
  { clock }: Pick<Ports, "clock">,
  { repository, tag }: Pick<Session, "repository" | "tag">,
  before: readonly StashEntry[],
): Promise<string | undefined> {
  const known = new Set(before.map(({ commit }) => commit));
  const now = await repository.stash();
  const isSame = now.length === before.length &&
    now.every(({ commit }, at) => commit === before[at]?.commit);
  if (isSame) return undefined;
  const added = now.filter(({ commit }) => !known.has(commit));
  let ref: string | undefined;
  for (const { commit } of added) {
    ref = await holdUnfinished({ clock }, repository, tag, commit);
  }
  await repository.restoreStash(before);
  return ref;
}
