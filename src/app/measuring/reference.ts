import { join } from "@std/path";
import type { Reference } from "../../core/decision/reference.ts";
import { RECORD_FILE, referenceIn } from "../../core/experiment/record.ts";
import { experimentFolder } from "../../core/layout.ts";
import type { Row } from "../../core/ledger/ledger.ts";
import type { Ports } from "../../core/ports.ts";
import type { Incumbent } from "../session/session.ts";

/** Rows without a word on the incumbent, written by hand, that are passed over. */
const MOST_ROWS_BACK = 20;

interface Known {
  readonly root: string;
  readonly rows: readonly Row[];
  /** Its commit may have been cut, as the ledger has it. */
  readonly incumbent: Pick<Incumbent, "commit" | "metric" | "row">;
}

/**
 * Returns what is known about the incumbent's runs: the last record says it.
 * Where none does, its row is one run.
 */
export async function readReference(
  { files }: Pick<Ports, "files">,
  { root, rows, incumbent }: Known,
): Promise<Reference> {
  const oldest = Math.max(
    incumbent.row ?? 0,
    rows.length - 1 - MOST_ROWS_BACK,
  );
  for (let row = rows.length - 1; row >= oldest; row--) {
    const record = join(root, experimentFolder(row), RECORD_FILE);
    const known = referenceIn(await files.read(record) ?? "");
    if (known?.commit.startsWith(incumbent.commit)) {
      // Others may have been the incumbent since, and been taken back.
      const since = rows.slice(row + 1).map(({ runs = 0 }) => runs);
      const { reference } = known;
      const runsSince = since.reduce((a, b) => a + b, reference.runsSince);
      return { ...reference, runsSince };
    }
  }
  const runs = incumbent.metric === undefined ? [] : [incumbent.metric];
  return { runs, runsSince: rows.length - 1 - (incumbent.row ?? 0) };
}
