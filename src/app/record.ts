import { join } from "@std/path";
import { Failure } from "../core/failure.ts";
import { LEDGER_FILE } from "../core/layout.ts";
import { formatRow, type Row, type Status } from "../core/ledger.ts";
import type { Ports, Repository } from "../core/ports.ts";
import { branchOf } from "../core/tag.ts";
import { readConfig } from "./config_file.ts";
import { repairLedger } from "./ledger_file.ts";
import { refuseTracked } from "./session.ts";
import { takeLock } from "./start.ts";

export interface RecordRequest {
  readonly root: string;
  readonly commit: string;
  readonly metric: number | undefined;
  readonly status: Status;
  readonly description: string;
}

/**
 * Appends a row that somebody measured elsewhere, and does nothing else.
 *
 * @throws {Failure} when git doesn't know the commit, or a kept one is not on
 * the session's branch
 */
export async function recordRow(
  ports: Pick<Ports, "files" | "git" | "locks" | "machine" | "clock">,
  { root, commit, metric, status, description }: RecordRequest,
): Promise<Row> {
  const [config, repository] = await Promise.all([
    readConfig(ports, root),
    ports.git.open(root),
  ]);
  await using _ = await takeLock(ports, root);
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

  const { ledger: { rows, columns } } = await repairLedger(
    ports,
    root,
    () => refuseTracked(repository),
  );
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
  return row;
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
