import { join } from "@std/path";
import { formatRecord } from "../../core/experiment/record.ts";
import { experimentFolder } from "../../core/layout.ts";
import type { Row } from "../../core/ledger/ledger.ts";
import type { Ports } from "../../core/ports.ts";
import { copyLogEnd } from "../measuring/log_end.ts";
import type { RunFacts } from "../measuring/run_facts.ts";
import type { Session } from "../session/session.ts";
import type { Trial } from "./trial.ts";

export const MAX_DIFF_CHARACTERS = 256 * 1024;
export const DIFF_FILE = "diff.patch";

/**
 * Fills an experiment's folder: the diff, the log's end. The record follows the
 * row, which comes back from it where somebody deletes the ledger.
 *
 * @returns the record's text
 */
export async function recordExperiment(
  { files }: Pick<Ports, "files">,
  { root, incumbent }: Session,
  { row, trial, runs }: {
    readonly row: Row;
    readonly trial: Pick<
      Trial,
      "candidate" | "leavings" | "leftBehind" | "agentCalls" | "notes"
    >;
    readonly runs: RunFacts;
  },
): Promise<string> {
  const folder = join(root, experimentFolder(row.row));
  const { candidate, leavings, agentCalls, notes } = trial;
  const { hasOwnLog, secondary, leftBehind, changed, broken } = runs;
  const { comparison, reference, meaning } = runs;
  const { other: _, ...cells } = row;
  await Promise.all([
    files.write(
      join(folder, DIFF_FILE),
      candidate.diff.slice(0, MAX_DIFF_CHARACTERS),
    ),
    ...(hasOwnLog ? [copyLogEnd(files, root, folder)] : []),
  ]);
  return formatRecord({
    ...cells,
    commit: candidate.commit,
    incumbent: incumbent.commit,
    secondary,
    violations: candidate.findings.violations,
    leavings,
    leftBehind: [...(trial.leftBehind ?? []), ...leftBehind],
    changed: [...changed, ...broken],
    ...(comparison === undefined ? {} : { comparison }),
    reference,
    ...(agentCalls === undefined ? {} : { agentCalls }),
    ...notes,
    ...(meaning === undefined ? {} : { meaning }),
  });
}
