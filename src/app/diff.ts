import { join } from "@std/path";
import { Failure } from "../core/failure.ts";
import { rowAt } from "../core/ledger/past.ts";
import type { CommitId, Ports } from "../core/ports.ts";
import {
  DIFF_FILE,
  MAX_DIFF_CHARACTERS,
} from "./experiment/record_experiment.ts";
import { findRemains, openPast, type Past, type Remains } from "./past/past.ts";

export interface DiffRequest {
  readonly root: string;
  readonly row: number;
  /** Compares with this row's candidate; else with the incumbent of then. */
  readonly other?: number;
}

export interface Patch {
  /** Both full ids; nothing where git knows it no longer. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly bytes: Uint8Array;
  /** Whether it was cut when it was kept. */
  readonly isCut: boolean;
}

/** Returns what a candidate changes, as a patch; changes nothing itself. */
export async function readPatch(
  ports: Pick<Ports, "files" | "git">,
  { root, row, other }: DiffRequest,
): Promise<Patch> {
  const past = await openPast(ports, root);
  const found = await findRemains(ports, past, rowAt(past.rows, row, "diff"));
  if (other === undefined) return await ownPatch(ports, past, found);
  const last = rowAt(past.rows, other, "diff");
  return await between(
    past,
    requireCandidate(found),
    requireCandidate(await findRemains(ports, past, last)),
  );
}

async function ownPatch(
  { files }: Pick<Ports, "files">,
  past: Past,
  { origin, folder, candidate, incumbent }: Remains,
): Promise<Patch> {
  if (candidate !== undefined && incumbent !== undefined) {
    return await between(past, incumbent, candidate);
  }
  const kept = await files.read(join(past.root, folder, DIFF_FILE));
  if (kept === undefined || kept === "") throw nothingLeft(origin.row);
  return {
    from: incumbent?.commit,
    to: candidate?.commit,
    bytes: new TextEncoder().encode(kept),
    isCut: kept.length >= MAX_DIFF_CHARACTERS,
  };
}

async function between(
  { repository }: Past,
  from: CommitId,
  to: CommitId,
): Promise<Patch> {
  const bytes = await repository.patch(from.commit, to.commit);
  return { from: from.commit, to: to.commit, bytes, isCut: false };
}

/** @throws {Failure} where git knows the candidate no longer */
export function requireCandidate({ origin, candidate }: Remains): CommitId {
  if (candidate !== undefined) return candidate;
  throw new Failure(
    "user",
    `Cannot find the candidate of row ${origin.row}: git does not know ` +
      `"${origin.commit}"`,
    `Fetch that commit; what was kept of it: autoresearch show ${origin.row}`,
  );
}

function nothingLeft(row: number): Failure {
  return new Failure(
    "user",
    `Cannot diff row ${row}: there is nothing that it was compared with`,
    `Name a second row, as in  autoresearch diff ${row} ${row + 1}`,
  );
}
