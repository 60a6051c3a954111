import { join } from "@std/path";
import type { Limits } from "../../core/config/limits.ts";
import { SPENT_FILE } from "../../core/layout.ts";
import {
  addUse,
  formatSpending,
  NOTHING_SPENT,
} from "../../core/ledger/spending.ts";
import type { Ports } from "../../core/ports.ts";
import { readSpending } from "../session/read_spending.ts";
import type { Session } from "../session/session.ts";
import type { Propose, Proposer } from "./propose.ts";

/** A proposer that is asked what it costs. */
export interface Metered extends Proposer {
  /** USD of the whole session: a new run goes on with the count. */
  readonly usd: () => number;
}

/**
 * Counts what a proposer's calls cost, whatever comes of them: one that failed
 * or was interrupted is paid for as well, and stands in no row.
 */
export async function meter(
  { files }: Pick<Ports, "files">,
  { root, rows }: Pick<Session, "root" | "rows">,
  { propose, repairs }: Proposer,
  { maxCost }: Pick<Limits, "maxCost">,
): Promise<Metered> {
  const place = join(root, SPENT_FILE);
  let spent = await readSpending({ files }, root, rows) ?? NOTHING_SPENT;
  let isTold = maxCost === undefined;
  const metered: Propose = async (session, watcher, crash) => {
    const proposal = await propose(session, watcher, crash);
    if (proposal.kind === "exhausted") return proposal;
    const { use } = proposal;
    if (use !== undefined) {
      spent = addUse(spent, use);
      // A limit of money must hold over a power cut; time is cheap.
      const write = use.usd === undefined ? files.write : files.writeDurably;
      await write(place, formatSpending(spent));
    }
    // One that failed may tell it the next time.
    const isSilent = proposal.kind === "done" && use?.usd === undefined &&
      proposal.report?.outcome.kind !== "failed";
    if (isSilent && !isTold) {
      isTold = true;
      const message = "The proposer does not say what it costs, so that " +
        "max_cost can't end the run";
      watcher.tell({ event: "note", message });
    }
    return proposal;
  };
  return { propose: metered, repairs, usd: () => spent.usd ?? 0 };
}
