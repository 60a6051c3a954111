import type { Watcher } from "../core/event.ts";
import type { Look, Ports } from "../core/ports.ts";
import { inspect } from "../core/scope.ts";
import { ensureBaseline } from "./baseline.ts";
import { announce, retract } from "./begin.ts";
import { collect } from "./candidate.ts";
import { type Outcome, runExperiment } from "./experiment.ts";
import { narrate } from "./narrate.ts";
import { sealSession } from "./seal_session.ts";
import type { Session } from "./session.ts";
import { type StartPorts, startSession, takeLock } from "./start.ts";

/** Of 100,000 untracked files nobody wants to read the names. */
const MAX_NAMES = 5;

export type RunPorts = StartPorts & Pick<Ports, "processes">;

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
  await using _ = await takeLock(ports, root);
  const { session: opened, look } = await startSession(ports, root, watcher);
  const session = await ensureBaseline(ports, opened, look, watcher);
  const outcome = await judgeStanding(ports, session, look, watcher, message);
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
  const { untracked } = inspect(look, scope);
  if (untracked.length === 0) return;
  const names = untracked.slice(0, MAX_NAMES).join(", ");
  const more = untracked.length > MAX_NAMES
    ? ` and ${untracked.length - MAX_NAMES} more`
    : "";
  const message = `Untracked, and left as they are: ${names}${more}`;
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
  await announce(ports, session, "outside");
  const candidate = await collect(session, look, message);
  if (candidate === undefined) {
    await retract(ports, session);
    return { kind: "nothing" };
  }
  const seals = await sealSession(ports, session);
  const trial = { candidate, seals, leavings: [] };
  return await runExperiment(ports, session, trial, watcher);
}
