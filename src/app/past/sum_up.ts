import { join } from "@std/path";
import type { Direction } from "../../core/config/config.ts";
import { SPENT_FILE } from "../../core/layout.ts";
import type { Row } from "../../core/ledger/ledger.ts";
import { parseSpending } from "../../core/ledger/spending.ts";
import { bestRow, summarize, type Summary } from "../../core/ledger/summary.ts";
import type { Ports } from "../../core/ports.ts";
import { readReference } from "../measuring/reference.ts";

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
  const spent = await ports.files.read(join(root, SPENT_FILE));
  const counted = parseSpending(spent ?? "");
  const reference = best === undefined
    ? { runs: [], runsSince: 0 }
    : await readReference(ports, { root, rows, incumbent: best });
  return summarize(rows, { metric, direction, reference, counted });
}
