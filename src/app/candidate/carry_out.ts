import { join } from "@std/path";
import type { Decided, Measured } from "../../core/experiment/in_flight.ts";
import { RECORD_FILE } from "../../core/experiment/record.ts";
import type { Findings } from "../../core/experiment/scope.ts";
import { experimentFolder, judgedFile } from "../../core/layout.ts";
import type { Head, Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import { giveBack } from "./aside.ts";
import { retract } from "./begin.ts";
import { settle } from "./settle.ts";
import { restoreSubmodules } from "./submodule.ts";

/** What stands there when a verdict is carried out. */
export interface Standing {
  /** The commit that shall stand there: the best kept row's. */
  readonly commit: string;
  /** Tracked paths that may differ from it. */
  readonly paths: readonly string[];
  readonly findings: Pick<Findings, "outside">;
  readonly head: Head;
}

/**
 * Does everything that follows from a row that stands in the ledger: the one
 * list of steps of a run and of a recovery. Each can be repeated.
 */
export async function carryOut(
  ports: Pick<Ports, "files" | "clock">,
  session: Session,
  decided: Decided,
  { commit, paths, findings, head }: Standing,
): Promise<void> {
  const { row, tree, isToldByTree, candidate, record } = decided;
  const { root } = session;
  await writeRecord(ports, root, row, record);
  if (isToldByTree) await rememberJudged(ports, root, tree, row);
  const keepIn = join(root, experimentFolder(row), "rejected");
  await restoreSubmodules(ports, session, findings, keepIn);
  await settle(ports, session, { commit, paths, head, held: candidate });
  await retract(ports, session);
}

/** The same for a baseline, beside which a candidate may have been put aside. */
export async function carryOutBaseline(
  ports: Pick<Ports, "files">,
  session: Session,
  { row, tree, record, aside }: Measured,
): Promise<void> {
  await writeRecord(ports, session.root, row, record);
  await rememberJudged(ports, session.root, tree, row);
  if (aside !== undefined) await giveBack(ports, session, aside);
  await retract(ports, session);
}

export async function writeRecord(
  { files }: Pick<Ports, "files">,
  root: string,
  row: number,
  record: string | undefined,
): Promise<void> {
  if (record === undefined) return;
  await files.write(join(root, experimentFolder(row), RECORD_FILE), record);
}

/** Notes which row judged a tree, so that none is measured twice. */
export async function rememberJudged(
  { files }: Pick<Ports, "files">,
  root: string,
  tree: string,
  row: number,
): Promise<void> {
  await files.write(join(root, judgedFile(tree)), String(row));
}
