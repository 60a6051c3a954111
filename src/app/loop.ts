import { join } from "@std/path";
import type { Watcher } from "../core/event.ts";
import { EXIT } from "../core/failure.ts";
import { experimentFolder } from "../core/layout.ts";
import type { Ports } from "../core/ports.ts";
import { crashesInARow } from "../core/summary.ts";
import { ensureBaseline } from "./baseline.ts";
import { announce, retract } from "./begin.ts";
import { collect } from "./candidate.ts";
import { refuseUnusable } from "./check_target.ts";
import { type Outcome, runExperiment } from "./experiment.ts";
import { lookAround } from "./look_around.ts";
import { narrate } from "./narrate.ts";
import { newcomers, type Others } from "./newcomers.ts";
import type { Proposal, Proposer } from "./propose.ts";
import type { Seal } from "./seal.ts";
import { requireProject } from "./require_project.ts";
import { mendSealed, sealSession } from "./seal_session.ts";
import type { Session } from "./session.ts";
import { withdraw } from "./settle.ts";
import { judgeStanding, type RunPorts } from "./single.ts";
import { lockSession, startSession } from "./start.ts";
import { forgetStaleRequest, isStopRequested } from "./stop_request.ts";
import { watchSettings } from "./settings.ts";
import { type StashGuard, watchStash } from "./stash.ts";
import { waitForCommit } from "./wait_for_commit.ts";

/** So many in a row without a row, or with a crash, end the loop. */
const PATIENCE = 5;

export interface LoopRequest {
  readonly root: string;
  /** Experiments of this call; without it the loop goes on for ever. */
  readonly maxExperiments?: number;
  /** Makes the proposer once the session is known; none waits for commits. */
  readonly proposerFor: (session: Session) => Proposer | undefined;
}

/** Why a loop ended, and what the process says by its exit code. */
export interface Stop {
  readonly why: string;
  readonly code: number;
  readonly hint?: string;
}

export interface LoopResult {
  readonly stop: Stop;
  readonly session: Session;
}

/** What the loop remembers from one experiment to the next. */
interface Progress {
  readonly session: Session;
  /** Experiments of this call that wrote a row. */
  readonly done: number;
  /** Proposals in a row that came to nothing, and why the last one did. */
  readonly failures: number;
  readonly reason: string;
  /** What git doesn't track, as the next proposer will find it. */
  readonly others: Others;
}

type Turn =
  | Outcome
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "exhausted" }
  | { readonly kind: "nothing" };

/** Proposes, judges, keeps or takes back, until something ends it. */
export async function runLoop(
  ports: RunPorts,
  request: LoopRequest,
  watcher: Watcher,
): Promise<LoopResult> {
  await using _ = await lockSession(ports, request.root, watcher);
  await forgetStaleRequest(ports, request.root);
  const { session: opened, look } = await startSession(
    ports,
    request.root,
    watcher,
  );
  await refuseUnusable(ports, opened);
  const session = await ensureBaseline(ports, opened, look, watcher);
  const proposer = request.proposerFor(session);
  const seals = await sealSession(ports, session);
  const stash = await watchStash(ports, session);
  const turn = (progress: Progress) =>
    proposer === undefined
      ? waitAndJudge(ports, progress.session, watcher)
      : proposeAndJudge(ports, progress, proposer, { seals, stash }, watcher);

  const first = await judgeStanding(ports, session, look, watcher);
  let progress = advance({
    session,
    done: 0,
    failures: 0,
    reason: "",
    others: look,
  }, first);
  let last: Turn = first;
  while (true) {
    narrate(last, watcher);
    const stop = stopAfter(progress, last, request, ports.stop) ??
      await stopAsRequested(ports, request.root);
    if (stop !== undefined) return { stop, session: progress.session };
    last = await turn(progress);
    progress = advance(progress, last);
  }
}

function advance(progress: Progress, turn: Turn): Progress {
  switch (turn.kind) {
    case "judged":
      return {
        session: turn.session,
        done: progress.done + 1,
        failures: 0,
        reason: "",
        others: turn.assessment.look,
      };
    case "failed":
      return withFailure(progress, turn.reason);
    case "repeated":
      return withFailure(progress, `it repeats row ${turn.row}`);
    case "exhausted":
    case "interrupted":
    case "nothing":
      return progress;
  }
}

function withFailure(progress: Progress, reason: string): Progress {
  return { ...progress, failures: progress.failures + 1, reason };
}

function stopAfter(
  { session, done, failures, reason }: Progress,
  turn: Turn,
  { maxExperiments }: LoopRequest,
  stop: AbortSignal,
): Stop | undefined {
  if (turn.kind === "interrupted" || stop.aborted) {
    return { why: "interrupted", code: EXIT.interrupted };
  }
  if (turn.kind === "exhausted") {
    return { why: "nothing is left to try", code: EXIT.done };
  }
  if (failures >= PATIENCE) {
    return {
      why: `${failures} proposals in a row came to nothing: ${reason}`,
      code: EXIT.user,
      hint: "Mend agent_cmd, or try another with --agent",
    };
  }
  if (turn.kind === "judged" && crashesInARow(session.rows) >= PATIENCE) {
    return {
      why: `${PATIENCE} crashes in a row: ${turn.end.reason}`,
      code: EXIT.gaveUp,
      hint: "See run.log; run autoresearch doctor to check the evaluator",
    };
  }
  if (maxExperiments !== undefined && done >= maxExperiments) {
    return { why: `${done} experiments, as asked`, code: EXIT.done };
  }
  return undefined;
}

async function stopAsRequested(
  ports: Pick<Ports, "files">,
  root: string,
): Promise<Stop | undefined> {
  return await isStopRequested(ports, root)
    ? { why: "stopped by autoresearch stop", code: EXIT.done }
    : undefined;
}

interface Guards {
  readonly seals: readonly Seal[];
  readonly stash: StashGuard;
}

async function proposeAndJudge(
  ports: RunPorts,
  { session, others }: Progress,
  proposer: Proposer,
  { seals, stash }: Guards,
  watcher: Watcher,
): Promise<Turn> {
  const { repository, root, rows } = session;
  const row = rows.length;
  const folder = join(root, experimentFolder(row));
  await session.ledger.mend(watcher);
  const stood = { stash: stash.entries };
  const announced = await announce(ports, session, "proposer", stood);
  const settings = await watchSettings(ports, session);
  const proposal = await proposer(session, watcher);
  await requireProject(ports, root);
  if (proposal.kind === "exhausted") {
    await retract(ports, session);
    return { kind: "exhausted" };
  }
  for (const file of await settings.mend(folder)) {
    const message = `Put back ${file}, which the proposer had changed`;
    watcher.tell({ event: "note", message });
  }
  const { look } = await lookAround(repository, proposal.leftBehind);
  const stashed = await stash.mend();
  const words = proposal.kind === "done" ? proposal : {};
  const candidate = await collect(session, look, words);
  const { head } = look;
  const leavings = await newcomers(ports, session, look, others);
  for (const path of leavings) {
    const place = join(root, path);
    // A nested repository that was committed is named twice.
    if (await ports.files.facts(place) === undefined) continue;
    await ports.files.move(place, join(folder, "leavings", path));
  }
  if (proposal.kind === "interrupted") {
    await mendSealed(ports, session, { seals, keepIn: folder }, watcher);
    const ref = await withdraw(ports, session, { row, candidate, head });
    return { kind: "interrupted", ref };
  }

  if (candidate === undefined) {
    const sealed = { seals, keepIn: folder };
    const mended = await mendSealed(ports, session, sealed, watcher);
    await withdraw(ports, session, { row, candidate, head });
    return { kind: "failed", reason: whyNothing(proposal, mended, stashed) };
  }
  const { use } = proposal;
  const trial = {
    candidate,
    seals,
    announced,
    leavings,
    ...(use === undefined ? {} : { agentCalls: [use] }),
  };
  return await runExperiment(ports, session, trial, watcher);
}

function whyNothing(
  { ending }: Extract<Proposal, { kind: "done" }>,
  mended: readonly string[],
  stashed: string | undefined,
): string {
  if (mended.length > 0) {
    return `it changed only ${mended.join(", ")}, which is protected`;
  }
  if (stashed !== undefined) {
    return `it put its change on the stash, now in ${stashed}`;
  }
  return `it changed nothing in the target; ${ending}`;
}

async function waitAndJudge(
  ports: RunPorts,
  session: Session,
  watcher: Watcher,
): Promise<Turn> {
  const look = await waitForCommit(ports, session, watcher);
  if (look === undefined) return { kind: "nothing" };
  return await judgeStanding(ports, session, look, watcher);
}
