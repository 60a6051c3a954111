import { describeTrouble } from "../agents/report.ts";
import { type Limits, limitsIn } from "../core/config/limits.ts";
import type { Watcher } from "../core/experiment/event.ts";
import { type Stop, whyEnough, whyStop } from "../core/experiment/stop_rule.ts";
import { ensureBaseline } from "./experiment/baseline.ts";
import { narrate } from "./experiment/narrate.ts";
import type { Others } from "./guard/newcomers.ts";
import { requireSeals, sealSession } from "./guard/seal_session.ts";
import { watchTurns } from "./guard/turn_watch.ts";
import { lockSession, startSession } from "./opening/start.ts";
import { type Deadline, deadlineIn } from "./proposal/deadline.ts";
import { readTemplate } from "./proposal/next_prompt.ts";
import type { Proposer } from "./proposal/propose.ts";
import { meter } from "./proposal/spending.ts";
import {
  forgetStaleRequest,
  stopAsRequested,
} from "./proposal/stop_request.ts";
import { proposeAndJudge, type Turn } from "./proposal/turn.ts";
import { waitForCommit } from "./proposal/wait_for_commit.ts";
import { waitForProgram, waitOut } from "./proposal/wait_out.ts";
import { refuseUnusable } from "./session/check_target.ts";
import type { RunPorts, Session } from "./session/session.ts";
import { judgeStanding } from "./single.ts";

/** Its limits come before those of the config. */
export interface LoopRequest extends Limits {
  readonly root: string;
  /** Makes the proposer once the session is known; none waits for commits. */
  readonly proposerFor: (session: Session) => Proposer | undefined;
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
  /** Whether a call of the proposer did more than not to start. */
  readonly hasWorked: boolean;
  /** Proposals in a row that came to nothing, and why the last one did. */
  readonly failures: number;
  readonly reason: string;
  /** What to do about that, where it is known. */
  readonly hint: string | undefined;
  /** Calls in a row that an agent's limit or its server ended. */
  readonly delays: number;
  /** What git doesn't track, as the next proposer will find it. */
  readonly others: Others;
}

/** Proposes, judges, keeps or takes back, until something ends it. */
export async function runLoop(
  ports: RunPorts,
  request: LoopRequest,
  watcher: Watcher,
): Promise<LoopResult> {
  const { root } = request;
  await using _ = await lockSession(ports, root, watcher);
  await forgetStaleRequest(ports, root);
  const { session: opened, look } = await startSession(
    ports,
    root,
    watcher,
  );
  await refuseUnusable(ports, opened);
  await readTemplate(ports, root, opened.config);
  const session = await ensureBaseline(ports, opened, look, watcher);
  const limits = { ...limitsIn(session.config), ...limitsIn(request) };
  const deadline = deadlineIn(ports, limits.maxHours);
  const proposer = request.proposerFor(session);
  const metered = proposer &&
    await meter(ports, session, proposer, limits);
  const seals = await sealSession(ports, session);
  const watch = await watchTurns(ports, session, seals);
  const spent = () => ({
    isLate: deadline.isOver(),
    usd: metered?.usd() ?? 0,
  });
  const hasWaited = async (
    { session, hasWorked, failures, delays: count }: Progress,
    last: Turn,
  ): Promise<boolean> => {
    if (last.kind === "delayed") {
      const request = { trouble: last.trouble, count, deadline };
      await waitOut(ports, session, request, watcher);
      return true;
    }
    const isGone = last.kind === "failed" && last.isUnstarted && hasWorked;
    if (isGone) await waitForProgram(ports, failures, watcher);
    return isGone;
  };
  const turn = async (progress: Progress, last: Turn): Promise<Turn> => {
    const { session, others } = progress;
    if (metered === undefined) {
      return await waitAndJudge(ports, session, deadline, watcher);
    }
    if (await hasWaited(progress, last)) {
      // Whoever came by meanwhile may have put files there.
      return { kind: "nothing", others: await session.repository.look() };
    }
    return await proposeAndJudge(ports, {
      session,
      proposer: metered,
      watch,
      others,
      deadline,
      whyNoMore: async () =>
        whyEnough(spent(), limits) ?? await stopAsRequested(ports, root),
    }, watcher);
  };

  const first = await judgeStanding(ports, session, look, watcher);
  let progress = advance({
    session,
    done: 0,
    hasWorked: false,
    failures: 0,
    reason: "",
    hint: undefined,
    delays: 0,
    others: look,
  }, first);
  let last: Turn = first;
  while (true) {
    narrate(last, watcher);
    if (last.kind === "judged") watch.add(last.end);
    await requireSeals(ports, session, seals);
    const standing = {
      ...progress,
      ...factsOf(progress.session),
      ...spent(),
      turn: ports.stop.aborted ? "interrupted" : last.kind,
    } as const;
    const stop = whyStop(standing, limits) ??
      await stopAsRequested(ports, root);
    if (stop !== undefined) {
      tellUnwaited(last, watcher);
      return { stop, session: progress.session };
    }
    last = await turn(progress, last);
    const hasWorked = progress.hasWorked || isWork(last);
    progress = { ...advance(progress, last), hasWorked };
  }
}

function isWork(turn: Turn): boolean {
  switch (turn.kind) {
    case "judged":
    case "repeated":
    case "delayed":
      return true;
    case "failed":
      return !turn.isUnstarted;
    case "nothing":
    case "exhausted":
    case "interrupted":
      return false;
  }
}

/** What ended the last call, where nobody waits for it and says so. */
function tellUnwaited(last: Turn, watcher: Watcher): void {
  if (last.kind !== "delayed") return;
  const message = `No candidate: ${describeTrouble(last.trouble)}`;
  watcher.tell({ event: "note", message });
}

function advance(progress: Progress, turn: Turn): Progress {
  switch (turn.kind) {
    case "judged":
      return {
        ...progress,
        session: turn.session,
        done: progress.done + 1,
        failures: 0,
        reason: "",
        hint: undefined,
        delays: 0,
        others: turn.assessment.look,
      };
    case "failed":
      return withFailure(progress, turn.reason, turn.hint);
    case "delayed":
      return { ...progress, delays: progress.delays + 1 };
    case "repeated":
      return withFailure(progress, `it repeats row ${turn.row}`);
    case "nothing":
      return { ...progress, others: turn.others ?? progress.others };
    case "exhausted":
    case "interrupted":
      return progress;
  }
}

function factsOf({ rows, config, incumbent }: Session) {
  const { metric, direction } = config;
  return { rows, metric, direction, best: incumbent.metric };
}

function withFailure(
  progress: Progress,
  reason: string,
  hint?: string,
): Progress {
  const failures = progress.failures + 1;
  return { ...progress, failures, reason, hint, delays: 0 };
}

async function waitAndJudge(
  ports: RunPorts,
  session: Session,
  deadline: Deadline,
  watcher: Watcher,
): Promise<Turn> {
  const look = await waitForCommit(ports, session, deadline, watcher);
  if (look === undefined) return { kind: "nothing" };
  return await judgeStanding(ports, session, look, watcher);
}
