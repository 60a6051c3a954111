import { join } from "@std/path";
import { SPENT_FILE } from "../core/layout.ts";
import type { Limits } from "../core/limits.ts";
import type { Ports } from "../core/ports.ts";
import type { Proposer } from "./propose.ts";

/** A proposer that is asked what it costs. */
export interface Metered {
  readonly propose: Proposer;
  /** USD of the whole session: a new run goes on with the count. */
  readonly usd: () => number;
}

/**
 * Counts what a proposer's calls cost, whatever comes of them: one that failed
 * was paid for as well, and stands in no row.
 */
export async function meter(
  { files }: Pick<Ports, "files">,
  root: string,
  propose: Proposer,
  { maxCost }: Pick<Limits, "maxCost">,
): Promise<Metered> {
  const place = join(root, SPENT_FILE);
  let usd = toUsd(await files.read(place));
  let isTold = maxCost === undefined;
  return {
    usd: () => usd,
    async propose(session, watcher) {
      const proposal = await propose(session, watcher);
      if (proposal.kind !== "done") return proposal;
      const cost = proposal.use?.usd;
      if (cost !== undefined) {
        usd += cost;
        await files.writeDurably(place, `${usd}\n`);
      } else if (!isTold) {
        isTold = true;
        const message = "The proposer does not say what it costs, so that " +
          "max_cost can't end the run";
        watcher.tell({ event: "note", message });
      }
      return proposal;
    },
  };
}

/** A file that was damaged counts as none. */
function toUsd(text: string | undefined): number {
  const usd = Number(text?.trim() ?? 0);
  return usd > 0 && Number.isFinite(usd) ? usd : 0;
}
