import { join } from "@std/path";
import { branchOf } from "../core/config/tag.ts";
import type { Watcher } from "../core/experiment/event.ts";
import { formatRecord } from "../core/experiment/record.ts";
import { Failure } from "../core/failure.ts";
import { LEDGER_FILE } from "../core/layout.ts";
import { formatRow, type Row, type Status } from "../core/ledger/ledger.ts";
import type { Repository } from "../core/ports.ts";
import { writeRecord } from "./candidate/carry_out.ts";
import { recover } from "./opening/recover.ts";
import { takeLock } from "./opening/start.ts";
import { readConfig } from "./session/config_file.ts";
import type { RunPorts } from "./session/session.ts";

export interface RecordRequest {
  readonly root: string;
  readonly commit: string;
  readonly metric: number | undefined;
  readonly status: Status;
  readonly description: string;
}

/**
 * Appends a row that somebody measured elsewhere, and does nothing else; but
 * what a crash left is finished or undone first, as whenever something writes.
 *
 * @throws {Failure} when git doesn't know the commit, or a kept one is not on
 * the session's branch
 */
export async function recordRow(
  ports: RunPorts,
  { root, commit, metric, status, description }: RecordRequest,
  watcher: Watcher,
): Promise<Row> {
  const [config, repository] = await Promise.all([
    readConfig(ports, root),
    ports.git.open(root),
  ]);
  await using _ = await takeLock(ports, root, watcher);
  const id = (await repository.resolve(commit))?.commit;
  if (id === undefined) {
    throw new Failure(
      "user",
      `Cannot record "${commit}": git knows no such commit`,
      "See git log for the commits there are",
    );
  }
  const branch = config.branch ?? await currentBranch(repository);
  if (status === "keep") await requireOn(repository, branch, id, commit);

  const { rows, columns } = await recover(ports, root, watcher);
  const row = {
    row: rows.length,
    commit: id.slice(0, 7),
    metric,
    status,
    description,
    reason: "recorded by hand",
    at: ports.clock.now().toISOString(),
    other: {},
  };
  await ports.files.append(join(root, LEDGER_FILE), formatRow(row, columns));
  await writeRecord(ports, root, row.row, recordOf(row, id));
  return row;
}

/** Its folder lets the row come back where the ledger is lost. */
function recordOf({ other: _, ...cells }: Row, commit: string): string {
  return formatRecord({
    ...cells,
    commit,
    incumbent: commit,
    secondary: {},
    violations: [],
    leavings: [],
    leftBehind: [],
    changed: [],
  });
}

async function currentBranch(repository: Repository): Promise<string> {
  const { branch } = await repository.head();
  return branch ?? branchOf("…");
}

async function requireOn(
  repository: Repository,
  branch: string,
  id: string,
  commit: string,
): Promise<void> {
  if (await repository.isAncestor(id, `refs/heads/${branch}`)) return;
  throw new Failure(
    "user",
    `Cannot record "${commit}" as a keep: it is not on ${branch}`,
    "Record it as a discard, or bring it onto that branch first",
  );
}
