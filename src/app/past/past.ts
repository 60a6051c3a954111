import { join } from "@std/path";
import type { Direction } from "../../core/config/config.ts";
import { tagOf } from "../../core/config/tag.ts";
import {
  readRecord,
  RECORD_FILE,
  type RecordFacts,
} from "../../core/experiment/record.ts";
import { candidateRef, experimentFolder } from "../../core/layout.ts";
import type { Row } from "../../core/ledger/ledger.ts";
import { incumbentBefore, originOf } from "../../core/ledger/past.ts";
import type { CommitId, Ports, Repository } from "../../core/ports.ts";
import { candidateOf } from "../session/session.ts";
import { readLog } from "./log.ts";

/** What a project's experiments left, to be read and not to be changed. */
export interface Past {
  readonly root: string;
  readonly rows: readonly Row[];
  readonly direction: Direction;
  readonly repository: Repository;
  /** Nothing where no session's branch is known: refs of ours are out then. */
  readonly tag: string | undefined;
}

/** What is left of one experiment. */
export interface Remains {
  /** The row whose change it is: of an undone one the kept. */
  readonly origin: Row;
  /** Its folder, from the project root. */
  readonly folder: string;
  readonly record: RecordFacts;
  /** Missing where neither our ref nor git knows it. */
  readonly candidate: CommitId | undefined;
  /** What it was judged against; the baseline has none. */
  readonly incumbent: CommitId | undefined;
}

/** Reads a project's past beside whatever runs there; on any branch. */
export async function openPast(
  ports: Pick<Ports, "files" | "git">,
  root: string,
): Promise<Past> {
  const [{ rows, summary: { direction }, branch }, repository] = await Promise
    .all([readLog(ports, root), ports.git.open(root)]);
  const named = branch ?? (await repository.head()).branch;
  const tag = named === undefined ? undefined : tagOf(named);
  return { root, rows, direction, repository, tag };
}

/** Finds what git and the experiment's folder still hold of a row. */
export async function findRemains(
  { files }: Pick<Ports, "files">,
  past: Past,
  row: Row,
): Promise<Remains> {
  const { root, rows, direction, repository } = past;
  const origin = originOf(rows, row);
  const folder = experimentFolder(origin.row);
  const [text, candidate] = await Promise.all([
    files.read(join(root, folder, RECORD_FILE)),
    commitOf(past, origin),
  ]);
  const record = readRecord(text ?? "");
  const before = incumbentBefore(rows, origin, direction);
  // The baseline's own record names the baseline.
  const incumbent = before === undefined
    ? undefined
    : await recordedIncumbent(repository, record) ??
      await commitOf(past, before);
  return { origin, folder, record, candidate, incumbent };
}

/** The ref that holds a row's candidate, where there is one. */
export async function refOf(
  { repository, tag }: Past,
  { row }: Row,
): Promise<string | undefined> {
  if (tag === undefined) return undefined;
  const ref = candidateRef(tag, row);
  return await repository.resolve(ref) === undefined ? undefined : ref;
}

async function commitOf(
  { repository, tag }: Past,
  row: Row,
): Promise<CommitId | undefined> {
  return tag === undefined
    ? await repository.resolve(row.commit)
    : await candidateOf(repository, tag, row);
}

async function recordedIncumbent(
  repository: Repository,
  { incumbent }: RecordFacts,
): Promise<CommitId | undefined> {
  return incumbent === undefined
    ? undefined
    : await repository.resolve(incumbent);
}
