import type { Watcher } from "../core/experiment/event.ts";
import { strangers } from "../core/experiment/scope.ts";
import type { Look } from "../core/ports.ts";
import { toNameList } from "../core/text/name_list.ts";
import { announce, retract } from "./candidate/begin.ts";
import { collect } from "./candidate/candidate.ts";
import { ensureBaseline } from "./experiment/baseline.ts";
import { type Outcome, runExperiment } from "./experiment/experiment.ts";
import { narrate } from "./experiment/narrate.ts";
import { sealSession } from "./guard/seal_session.ts";
import { lockSession, startSession } from "./opening/start.ts";
import { refuseUnusable } from "./session/check_target.ts";
import type { RunPorts, Session } from "./session/session.ts";

export type SingleOutcome = Outcome | { readonly kind: "nothing" };

export interface SingleResult {
  readonly outcome: SingleOutcome;
  readonly session: Session;
}

/** Judges what stands between the incumbent and the working tree, once. */
export async function runSingle(
  ports: RunPorts,
  { root, message }: { readonly root: string; readonly message?: string },
  watcher: Watcher,
): Promise<SingleResult> {
  await using _ = await lockSession(ports, root, watcher);
  const { session: opened, look } = await startSession(ports, root, watcher);
  const session = await ensureBaseline(ports, opened, look, watcher);
  const outcome = await judgeStanding(ports, session, look, watcher, message);
  // A target that names nothing would have no candidate for ever.
  if (outcome.kind === "nothing") await refuseUnusable(ports, session);
  narrate(outcome, watcher);
  nameUntracked(session, look, watcher);
  return {
    outcome,
    session: outcome.kind === "judged" ? outcome.session : session,
  };
}

/** What somebody outside left lying about may be wanted: it only gets named. */
function nameUntracked(
  { scope }: Session,
  look: Look,
  watcher: Watcher,
): void {
  const untracked = strangers(look, scope);
  if (untracked.length === 0) return;
  const message = `Untracked, and left as they are: ${toNameList(untracked)}`;
  watcher.tell({ event: "note", message });
}

/** Judges what stands there, if anything does; the loop begins with it too. */
export async function judgeStanding(
  ports: RunPorts,
  session: Session,
  look: Look,
  watcher: Watcher,
  message?: string,
): Promise<SingleOutcome> {
  // What somebody did to it before there was a candidate breaks no rule.
  await session.ledger.mend(watcher);
  const announced = await announce(ports, session, "outside");
  const candidate = await collect(session, look, { idea: message });
  if (candidate === undefined) {
    await retract(ports, session);
    return { kind: "nothing" };
  }
  const seals = await sealSession(ports, session);
  const trial = { candidate, seals, announced, leavings: [] };
  return await runExperiment(ports, session, trial, watcher);
}
