import type { Watcher } from "../core/experiment/event.ts";
import type { Decided } from "../core/experiment/in_flight.ts";
import { formatRecord } from "../core/experiment/record.ts";
import { candidateRef } from "../core/layout.ts";
import { formatRow, type Row } from "../core/ledger/ledger.ts";
import { lastKept, undoing } from "../core/ledger/past.ts";
import type { CommitId } from "../core/ports.ts";
import { writeState } from "./candidate/begin.ts";
import { keepReachable } from "./candidate/candidate.ts";
import { carryOut } from "./candidate/carry_out.ts";
import { refuseStanding } from "./candidate/refuse_standing.ts";
import { lockSession, startSession } from "./opening/start.ts";
import {
  candidateOf,
  type Incumbent,
  incumbentOf,
  lostCommit,
  type RunPorts,
  type Session,
} from "./session/session.ts";

export interface UndoResult {
  /** The new row. */
  readonly row: Row;
  /** The row that it takes back. */
  readonly undone: number;
  /** What is the best now. */
  readonly incumbent: Incumbent;
}

/**
 * Takes the last keep back by one more row; branch and files go back to the
 * best of those that are left.
 *
 * @throws {Failure} where only the baseline is left, or something is unjudged
 */
export async function undoLast(
  ports: RunPorts,
  { root }: { readonly root: string },
  watcher: Watcher,
): Promise<UndoResult> {
  await using _ = await lockSession(ports, root, watcher);
  const { session, look } = await startSession(ports, root, watcher);
  const { repository, rows, config, tag } = session;
  const kept = lastKept(rows);
  await refuseStanding(session, look, "undo");
  const candidate = await candidateOf(repository, tag, kept);
  if (candidate === undefined) throw lostCommit(kept);

  const at = ports.clock.now().toISOString();
  const row = undoing(kept, { row: rows.length, at });
  const request = { tag, rows: [...rows, row], direction: config.direction };
  const incumbent = await incumbentOf(repository, request, candidate.commit);
  const decided = toDecided(session, { row, candidate, incumbent });
  const ref = candidateRef(tag, row.row);
  await keepReachable(ports, repository, tag, ref, candidate.commit);
  // Announced, so that after a crash the next start goes on from here.
  await writeState(ports, root, decided);
  await session.ledger.append(decided.line);

  const { commit } = incumbent;
  const before = session.incumbent.commit;
  await repository.standAt(before);
  await carryOut(ports, session, decided, {
    commit,
    paths: await repository.changedPaths(commit, before),
    findings: { outside: [] },
    head: look.head,
  });
  return { row, undone: kept.row, incumbent };
}

function toDecided(
  { branch, columns }: Session,
  { row, candidate, incumbent }: {
    readonly row: Row;
    readonly candidate: CommitId;
    readonly incumbent: Incumbent;
  },
): Decided {
  const { commit, tree } = candidate;
  const { other: _, ...cells } = row;
  const record = formatRecord({
    ...cells,
    commit,
    incumbent: incumbent.commit,
    secondary: {},
    violations: [],
    leavings: [],
    leftBehind: [],
    changed: [],
  });
  return {
    stage: "decided",
    row: row.row,
    branch,
    incumbent: incumbent.commit,
    candidate: commit,
    tree,
    // What it is worth says the row that kept it.
    isToldByTree: false,
    isKept: false,
    line: formatRow(row, columns),
    record,
  };
}
