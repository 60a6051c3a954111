import { join } from "@std/path";
import { experimentFolder, LOG_FILE } from "../../core/layout.ts";
import type { Row } from "../../core/ledger/ledger.ts";
import type { Ports } from "../../core/ports.ts";
import { formatRecord } from "../../core/experiment/record.ts";
import type { Trial } from "./experiment.ts";
import type { RunFacts } from "../measuring/run_facts.ts";
import type { Session } from "../session/session.ts";

/** How much of the log's end is kept with an experiment. */
const LOG_BYTES = 64 * 1024;
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

/** Keeps the end of run.log in an experiment's folder. */
export async function copyLogEnd(
  files: Ports["files"],
  root: string,
  folder: string,
): Promise<void> {
  const text = await files.readTail(join(root, LOG_FILE), LOG_BYTES);
  await files.write(join(folder, LOG_FILE), text);
}

/** Leaves no more of a log than its end. */
export async function cutLog(
  files: Ports["files"],
  path: string,
): Promise<void> {
  const { size = 0 } = await files.facts(path) ?? {};
  if (size > LOG_BYTES) {
    await files.write(path, await files.readTail(path, LOG_BYTES));
  }
}
