import { Failure } from "../../core/failure.ts";
import { LEDGER_FILE } from "../../core/layout.ts";
import type { Repository } from "../../core/ports.ts";

/** @throws {Failure} where git tracks the ledger */
export async function refuseTracked(
  repository: Pick<Repository, "trackedPaths">,
): Promise<void> {
  const tracked = await repository.trackedPaths([LEDGER_FILE]);
  if (tracked.length > 0) throw trackedLedger();
}

export function trackedLedger(): Failure {
  return new Failure(
    "user",
    `Cannot use ${LEDGER_FILE}: git tracks it, so that a rollback would take ` +
      "rows with it",
    `Run: git rm --cached ${LEDGER_FILE} && git commit -m "untrack the ledger"`,
  );
}
