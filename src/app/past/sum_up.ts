import type { Direction } from "../../core/config/config.ts";
import type { Row } from "../../core/ledger/ledger.ts";
import { bestRow, summarize, type Summary } from "../../core/ledger/summary.ts";
import type { Ports } from "../../core/ports.ts";
import { readReference } from "../measuring/reference.ts";
import { readSpending } from "../session/read_spending.ts";

/** Sums a ledger up, with what the records say of the noise. */
export async function sumUp(
  ports: Pick<Ports, "files">,
  root: string,
  { rows, metric, direction }: {
    readonly rows: readonly Row[];
    readonly metric: string;
    readonly direction: Direction;
  },
): Promise<Summary> {
  const best = bestRow(rows, direction);
  const spending = await readSpending(ports, root, rows);
  const reference = best === undefined
    ? { runs: [], runsSince: 0 }
    : await readReference(ports, { root, rows, incumbent: best });
  return summarize(rows, { metric, direction, reference, spending });
}
