import type { Watcher } from "../core/experiment/event.ts";
import { inspect } from "../core/experiment/scope.ts";
import { Failure } from "../core/failure.ts";
import { retryIdea, rowAt } from "../core/ledger/past.ts";
import type { Look } from "../core/ports.ts";
import { toNameList } from "../core/text/name_list.ts";
import { announce } from "./candidate/begin.ts";
import type { Candidate } from "./candidate/candidate.ts";
import { refuseStanding } from "./candidate/refuse_standing.ts";
import { forgetByteCode } from "./candidate/settle.ts";
import { requireCandidate } from "./diff.ts";
import { ensureBaseline } from "./experiment/baseline.ts";
import { runExperiment } from "./experiment/experiment.ts";
import { narrate } from "./experiment/narrate.ts";
import { sealSession } from "./guard/seal_session.ts";
import { lockSession, startSession } from "./opening/start.ts";
import { findRemains } from "./past/past.ts";
import type { RunPorts, Session } from "./session/session.ts";
import type { SingleResult } from "./single.ts";

/**
 * Judges an old idea again, on today's incumbent.
 *
 * @throws {Failure} when its change conflicts with what was kept since
 */
export async function retryRow(
  ports: RunPorts,
  { root, row }: { readonly root: string; readonly row: number },
  watcher: Watcher,
): Promise<SingleResult> {
  await using _ = await lockSession(ports, root, watcher);
  const { session: opened, look } = await startSession(ports, root, watcher);
  await refuseStanding(opened, look, "retry");
  rowAt(opened.rows, row, "retry");
  const session = await ensureBaseline(ports, opened, look, watcher);
  const change = await carryOver(ports, session, look, row);
  if (change === undefined) return { outcome: { kind: "nothing" }, session };

  const seals = await sealSession(ports, session);
  const announced = await announce(ports, session, "proposer");
  const candidate = await place(ports, session, look, change);
  const trial = { candidate, seals, announced, leavings: [], isAgain: true };
  const outcome = await runExperiment(ports, session, trial, watcher);
  narrate(outcome, watcher);
  return {
    outcome,
    session: outcome.kind === "judged" ? outcome.session : session,
  };
}

/** An old change as it would be today. */
interface Change {
  readonly tree: string;
  readonly paths: readonly string[];
  readonly idea: string;
}

/** @returns nothing when the incumbent has that change already */
async function carryOver(
  ports: RunPorts,
  { root, repository, rows, config, tag, incumbent }: Session,
  look: Look,
  number: number,
): Promise<Change | undefined> {
  const row = rowAt(rows, number, "retry");
  const past = { root, repository, rows, tag, direction: config.direction };
  const remains = await findRemains(ports, past, row);
  if (remains.incumbent === undefined) throw noChange(number);
  const { commit } = requireCandidate(remains);

  await repository.standAt(incumbent.commit);
  const from = remains.incumbent.commit;
  const carried = await repository.transplant(from, commit);
  if (carried.kind === "conflict") throw conflicting(number, carried.paths);
  if (carried.tree === incumbent.tree) return undefined;
  const { tree } = carried;
  const paths = await repository.changedPaths(incumbent.commit, tree);
  refuseCovering(paths, look);
  return { tree, paths, idea: retryIdea(row) };
}

/** Puts the change into the target, and our index at it, to be measured. */
async function place(
  ports: RunPorts,
  session: Session,
  look: Look,
  { tree, paths, idea }: Change,
): Promise<Candidate> {
  const { root, repository, incumbent, scope } = session;
  const parent = incumbent.commit;
  const commit = await repository.commitTree(tree, { parent, message: idea });
  // Only an index that knows both ends lets a path be put in or taken out.
  await repository.standAt(parent);
  await repository.restore(paths, commit);
  await forgetByteCode(ports, root, paths);

  await repository.standAt(parent);
  const changes = changesOf(paths, await repository.look());
  const findings = inspect({ ...look, changes, untracked: [] }, scope);
  await repository.standAt(commit);
  const diff = await repository.diff(parent, commit);
  const head = look.head.commit ?? parent;
  return { commit, tree, idea, diff, paths, findings, head };
}

/** To an index at the incumbent a new file is untracked; here it is committed. */
function changesOf(
  paths: readonly string[],
  { changes }: Look,
): Look["changes"] {
  return paths.map((path) =>
    changes.find((change) => change.path === path) ??
      { path, inHead: true, inWorkingTree: true, isNew: true, kind: "content" }
  );
}

/** A file of the user's that git doesn't track would be overwritten. */
function refuseCovering(paths: readonly string[], look: Look): void {
  const others = [...look.untracked, ...look.ignored];
  const covered = others.filter((other) =>
    paths.some((path) =>
      path === other || path.startsWith(`${other}/`) ||
      (other.endsWith("/") && path.startsWith(other))
    )
  );
  if (covered.length === 0) return;
  throw new Failure(
    "user",
    `Cannot retry: it would overwrite what git does not track: ` +
      toNameList(covered),
    "Move it out of the way first",
  );
}

function conflicting(row: number, paths: readonly string[]): Failure {
  return new Failure(
    "user",
    `Cannot retry row ${row}: its change conflicts with the incumbent's in ` +
      toNameList(paths),
    `See  autoresearch diff ${row}; bring the idea in by hand, then ` +
      "autoresearch run --single",
  );
}

function noChange(row: number): Failure {
  return new Failure(
    "user",
    `Cannot retry row ${row}: it is a baseline, which changed nothing`,
    "See  autoresearch log --history  for the ideas that were tried",
  );
}
