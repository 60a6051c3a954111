import { join } from "@std/path";
import type { Watcher } from "../core/event.ts";
import { experimentFolder } from "../core/layout.ts";
import { type Limits, limitsIn } from "../core/limits.ts";
import type { Ports } from "../core/ports.ts";
import { type Stop, whyStop } from "../core/stop_rule.ts";
import { ensureBaseline } from "./baseline.ts";
import { announce, retract } from "./begin.ts";
import { collect } from "./candidate.ts";
import { refuseUnusable } from "./check_target.ts";
import { type Deadline, deadlineIn } from "./deadline.ts";
import { type Outcome, runExperiment } from "./experiment.ts";
import { lookAround } from "./look_around.ts";
import { narrate } from "./narrate.ts";
import type { Others } from "./newcomers.ts";
import { readTemplate } from "./next_prompt.ts";
import type { Proposal, Proposer } from "./propose.ts";
import { requireProject } from "./require_project.ts";
import { mendSealed, requireSeals, sealSession } from "./seal_session.ts";
import type { Session } from "./session.ts";
import { withdraw } from "./settle.ts";
import { judgeStanding, type RunPorts } from "./single.ts";
import { meter } from "./spending.ts";
import { lockSession, startSession } from "./start.ts";
import { forgetStaleRequest, stopAsRequested } from "./stop_request.ts";
import { type TurnWatch, watchTurns } from "./turn_watch.ts";
import { waitForCommit } from "./wait_for_commit.ts";

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
  await readTemplate(ports, request.root, opened.config);
  const session = await ensureBaseline(ports, opened, look, watcher);
  const limits = { ...limitsIn(session.config), ...limitsIn(request) };
  const deadline = deadlineIn(ports, limits.maxHours);
  const proposer = request.proposerFor(session);
  const metered = proposer &&
    await meter(ports, request.root, proposer, limits);
  const seals = await sealSession(ports, session);
  const watch = await watchTurns(ports, session, seals);
  const turn = (progress: Progress) =>
    metered === undefined
      ? waitAndJudge(ports, progress.session, deadline, watcher)
      : proposeAndJudge(ports, progress, metered.propose, watch, watcher);

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
    if (last.kind === "judged") watch.add(last.end);
    await requireSeals(ports, session, seals);
    const standing = {
      ...progress,
      ...factsOf(progress.session),
      turn: ports.stop.aborted ? "interrupted" : last.kind,
      isLate: deadline.isOver(),
      usd: metered?.usd() ?? 0,
    } as const;
    const stop = whyStop(standing, limits) ??
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

function factsOf({ rows, config, incumbent }: Session) {
  const { metric, direction } = config;
  return { rows, metric, direction, best: incumbent.metric };
}

function withFailure(progress: Progress, reason: string): Progress {
  return { ...progress, failures: progress.failures + 1, reason };
}

async function proposeAndJudge(
  ports: RunPorts,
  { session, others }: Progress,
  proposer: Proposer,
  watch: TurnWatch,
  watcher: Watcher,
): Promise<Turn> {
  const { root, rows } = session;
  const row = rows.length;
  const folder = join(root, experimentFolder(row));
  await session.ledger.mend(watcher);
  const { stash } = watch;
  const before = await watch.begin(session, others);
  const { seals } = before;
  const stood = { stash: stash.entries };
  const announced = await announce(ports, session, "proposer", stood);
  const proposal = await proposer(session, watcher);
  await requireProject(ports, root);
  if (proposal.kind === "exhausted") {
    await retract(ports, session);
    return { kind: "exhausted" };
  }
  const { look } = await lookAround(ports, session, {
    leftBehind: proposal.leftBehind,
    keepIn: join(folder, "rejected"),
  }, watcher);
  const stashed = await stash.mend();
  const words = proposal.kind === "done" ? proposal : {};
  const candidate = await collect(session, look, words);
  const { head } = look;
  const leavings = await before.compare(look);
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
  const { use, notes } = proposal;
  const trial = {
    candidate,
    seals,
    announced,
    leavings,
    ...(use === undefined ? {} : { agentCalls: [use] }),
    ...(notes === undefined ? {} : { notes }),
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
  deadline: Deadline,
  watcher: Watcher,
): Promise<Turn> {
  const look = await waitForCommit(ports, session, deadline, watcher);
  if (look === undefined) return { kind: "nothing" };
  return await judgeStanding(ports, session, look, watcher);
}
