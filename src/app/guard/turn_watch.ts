import type { ExperimentEnd } from "../../core/experiment/event.ts";
import type { Look, Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import { forgetByteCodeIn } from "./byte_code.ts";
import { findNeighbours } from "./neighbours.ts";
import { newcomers, type Others } from "./newcomers.ts";
import { watchOwnRefs } from "./own_refs.ts";
import type { Seal } from "./seal.ts";
import { sealTracked } from "./seal_session.ts";
import { type StashGuard, watchStash } from "./stash.ts";

/** What is remembered while a proposer works, from one turn to the next. */
export interface TurnWatch {
  readonly stash: StashGuard;
  /** Remembers how all stands before a proposer begins. */
  begin(session: Session, others: Others): Promise<Before>;
  /** Notes a row that was written. */
  add(row: Pick<ExperimentEnd, "row" | "commit">): void;
}

/** How all stood before one turn. */
export interface Before {
  readonly seals: readonly Seal[];
  /**
   * Makes our refs again, and names them in the guard's account.
   *
   * @returns files that were not there, and are no part of the target
   */
  compare(look: Look): Promise<readonly string[]>;
}

/** @param unwatched seals of what git doesn't track */
export async function watchTurns(
  ports: Pick<Ports, "files" | "clock">,
  session: Session,
  unwatched: readonly Seal[],
): Promise<TurnWatch> {
  const known = new Map<string, Seal>();
  const [stash, refs] = await Promise.all([
    watchStash(ports, session),
    watchOwnRefs(ports, session),
  ]);
  return {
    stash,
    add: refs.add,

    async begin(session, others) {
      const { root, guard } = session;
      const tracked = await sealTracked(ports, session, known);
      for (const seal of tracked) known.set(seal.path, seal);
      const find = () => findNeighbours(ports, root, unwatched, others);
      const beside = await find();
      await refs.mark();
      return {
        seals: [...unwatched, ...tracked],
        async compare(look) {
          for (const name of await refs.mend()) guard.blame(name);
          const added = await newcomers(ports, session, look, others);
          const now = [...await find()];
          await forgetByteCodeIn(ports, root, look, added);
          return [...added, ...now.filter((path) => !beside.has(path))];
        },
      };
    },
  };
}
