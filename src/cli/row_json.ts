import type { Row } from "../core/ledger/ledger.ts";

/** Returns a row as `--json` prints it: columns of others stand beside ours. */
export function toRowJson({ other, metric, ...row }: Row): unknown {
  return { ...row, metric: metric ?? null, ...other };
}
