import type { Row } from "../core/ledger/ledger.ts";

/** Returns a row as `--json` prints it, with the columns of others. */
export function toRowJson({ other, metric, ...row }: Row): unknown {
  return withColumns({ ...row, metric: metric ?? null }, other);
}

/** Columns of others come behind our keys, and never in the place of one. */
export function withColumns(
  ours: Readonly<Record<string, unknown>>,
  other: Row["other"],
): unknown {
  return { ...ours, ...other, ...ours };
}
