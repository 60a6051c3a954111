import { join } from "@std/path";
import type { RecordFacts } from "../core/experiment/record.ts";
import { LOG_FILE } from "../core/layout.ts";
import type { Row } from "../core/ledger/ledger.ts";
import { incumbentBefore, rowAt, undoneBy } from "../core/ledger/past.ts";
import type { Ports } from "../core/ports.ts";
import { DIFF_FILE } from "./experiment/record_experiment.ts";
import {
  findRemains,
  openPast,
  type Past,
  refOf,
  type Remains,
} from "./past/past.ts";

/** How much of a log is looked at; no more is kept with an experiment. */
const LOG_BYTES = 64 * 1024;

/** Everything that is known of one experiment. */
export interface Showing {
  readonly row: Row;
  /** The full id where git knows it, else the ledger's seven digits. */
  readonly commit: string;
  readonly ref: string | undefined;
  readonly incumbent: ShownIncumbent | undefined;
  /** The row that this one takes back, or that takes this one back. */
  readonly undoes: number | undefined;
  readonly undoneBy: number | undefined;
  readonly record: RecordFacts;
  /** Its folder, from the project root, where there is one. */
  readonly folder: string | undefined;
  readonly diff: string | undefined;
  readonly log: string | undefined;
}

/** What a candidate was judged against. */
export interface ShownIncumbent {
  readonly commit: string;
  readonly row: number | undefined;
  readonly metric: number | undefined;
}

/** Reads one experiment; takes no lock and changes nothing. */
export async function showRow(
  ports: Pick<Ports, "files" | "git">,
  { root, row: number }: { readonly root: string; readonly row: number },
): Promise<Showing> {
  const { files } = ports;
  const past = await openPast(ports, root);
  const row = rowAt(past.rows, number, "show");
  const remains = await findRemains(ports, past, row);
  const { origin, candidate, folder, record } = remains;
  const place = join(root, folder);
  const [ref, diff, log, facts] = await Promise.all([
    refOf(past, origin),
    readDiff(ports, past, remains),
    files.readTail(join(place, LOG_FILE), LOG_BYTES),
    files.facts(place),
  ]);
  return {
    row,
    commit: candidate?.commit ?? row.commit,
    ref,
    incumbent: toIncumbent(past, remains),
    undoes: origin === row ? undefined : origin.row,
    undoneBy: undoneBy(past.rows, row)?.row,
    record,
    folder: facts === undefined ? undefined : folder,
    diff,
    log: log === "" ? undefined : log,
  };
}

/** From git as long as it has both ends, else what was kept of it. */
async function readDiff(
  { files }: Pick<Ports, "files">,
  { root, repository }: Past,
  { candidate, incumbent, folder }: Remains,
): Promise<string | undefined> {
  const diff = candidate === undefined || incumbent === undefined
    ? await files.read(join(root, folder, DIFF_FILE))
    : await repository.diff(incumbent.commit, candidate.commit);
  return diff === "" ? undefined : diff;
}

function toIncumbent(
  { rows, direction }: Past,
  { origin, incumbent, record }: Remains,
): ShownIncumbent | undefined {
  const before = incumbentBefore(rows, origin, direction);
  if (before === undefined) return undefined;
  const commit = incumbent?.commit ?? record.incumbent ?? before.commit;
  // A record may know another than the ledger, which somebody may have edited.
  return commit.startsWith(before.commit)
    ? { commit, row: before.row, metric: before.metric }
    : { commit, row: undefined, metric: undefined };
}
