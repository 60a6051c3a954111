import { join } from "@std/path";
import { type TwoRuns, wantsAnotherCopy } from "../../core/doctor/leavings.ts";
import type { Watcher } from "../../core/experiment/event.ts";
import { isOwnPath, OWN_FOLDER } from "../../core/layout.ts";
import { COLUMNS } from "../../core/ledger/ledger.ts";
import type { Look, Ports } from "../../core/ports.ts";
import { evaluate, type EvaluatePorts } from "../measuring/evaluate.ts";
import { type Session, sessionFor } from "../session/session.ts";
import {
  copyProject,
  type Extent,
  interrupted,
  type ScratchPorts,
} from "./scratch.ts";

export type LeavingsPorts = EvaluatePorts & ScratchPorts;

/** What first and second runs in fresh copies came to. */
export interface Leavings {
  readonly copies: readonly TwoRuns[];
  /** Untracked files that the first run in the last copy has made or changed. */
  readonly files: readonly string[];
}

/**
 * Measures the unchanged target twice in one fresh copy after another. A copy
 * without what earlier evaluations have left shows it best; an evaluator that
 * gives no number there needs untracked files, and gets them all.
 */
export async function findLeavings(
  ports: LeavingsPorts,
  session: Session,
  watcher: Watcher,
): Promise<Leavings> {
  const bare = await measureCopies(ports, session, "tracked", watcher);
  if (bare.copies.length > 0) return bare;
  return await measureCopies(ports, session, "whole", watcher);
}

async function measureCopies(
  ports: LeavingsPorts,
  session: Session,
  extent: Extent,
  watcher: Watcher,
): Promise<Leavings> {
  let copies: readonly TwoRuns[] = [];
  let files: readonly string[] = [];
  while (wantsAnotherCopy(copies, session.config.direction)) {
    await using copy = await copyProject(ports, session, extent);
    const opened = await openCopy(ports, session, copy.root);
    const before = await stampsIn(
      ports,
      opened,
      await opened.repository.look(),
    );
    const first = await measureOnce(ports, opened, watcher);
    if (first === undefined) break;
    const after = await stampsIn(ports, opened, first.look);
    const second = await measureOnce(ports, opened, watcher);
    if (second === undefined) break;
    copies = [...copies, { first: first.value, second: second.value }];
    files = [...after].filter(([path, stamp]) => before.get(path) !== stamp)
      .map(([path]) => path);
  }
  return { copies, files };
}

/** A session that is nowhere written down, at the one commit of a copy. */
async function openCopy(
  ports: LeavingsPorts,
  { config, branch, tag }: Session,
  root: string,
): Promise<Session> {
  const repository = await ports.git.open(root);
  const { commit = "" } = await repository.head();
  const { tree } = await repository.describe(commit);
  await repository.standAt(commit);
  const incumbent = { commit, tree, metric: undefined, row: undefined };
  const history = { branch, tag, rows: [], columns: COLUMNS, incumbent };
  return await sessionFor(ports, repository, config, history);
}

/** @returns nothing where it gives no number */
async function measureOnce(
  ports: LeavingsPorts,
  session: Session,
  watcher: Watcher,
): Promise<{ readonly value: number; readonly look: Look } | undefined> {
  const { root, repository, incumbent } = session;
  const { measurement, changed, look } = await evaluate(ports, session, {
    row: 0,
    paths: [],
    seals: [],
    folder: join(root, OWN_FOLDER, "canary"),
    purpose: "leavings",
  }, watcher);
  await repository.restore(changed, incumbent.commit);
  switch (measurement.kind) {
    case "interrupted":
      throw interrupted();
    case "crash":
      return undefined;
    case "measured":
      return { value: measurement.value, look };
  }
}

/** What git does not track, and by what each of it is told from any other. */
async function stampsIn(
  { files }: Pick<Ports, "files">,
  { root }: Session,
  { untracked, ignored }: Look,
): Promise<ReadonlyMap<string, string>> {
  const paths = [...untracked, ...ignored].filter((path) => !isOwnPath(path));
  const facts = await Promise.all(
    paths.map((path) => files.facts(join(root, path))),
  );
  return new Map(
    paths.map((path, index) => [path, facts[index]?.stamp ?? ""]),
  );
}
