import { join } from "@std/path";
import type { Config } from "../../core/config/config.ts";
import { holdoutOf } from "../../core/decision/holdout.ts";
import {
  judgeBroken,
  judgeImplausible,
  judgeUnchanged,
  type Tried,
} from "../../core/doctor/canary.ts";
import {
  canaryRuns,
  describeCost,
  secondsPerRun,
} from "../../core/doctor/canary_cost.ts";
import { judgeLeavings } from "../../core/doctor/leavings.ts";
import type { Event, Watcher } from "../../core/experiment/event.ts";
import { inspect } from "../../core/experiment/scope.ts";
import { Failure } from "../../core/failure.ts";
import { errorFinding, type Finding } from "../../core/finding.ts";
import { STATE_FILE } from "../../core/layout.ts";
import { toOneLine } from "../../core/text/plain_text.ts";
import { ensureBaseline } from "../experiment/baseline.ts";
import { holdoutPlace } from "../measuring/holdout.ts";
import { lockSession, startSession } from "../opening/start.ts";
import type { RunPorts, Session } from "../session/session.ts";
import { setUp } from "../setup.ts";
import { type Check, type Having, needing } from "./check.ts";
import { findLeavings } from "./leavings.ts";
import { copyProject } from "./scratch.ts";
import { runsOf, tryBroken, tryImplausible, tryUnchanged } from "./trials.ts";

const MAX_REASON = 200;

/** Proves on copies of the project that its setup can tell a gain from none. */
export const CANARIES: readonly Check[] = needing(["session", "look"], [
  checkCanaries,
]);

async function checkCanaries(
  ports: RunPorts,
  { root, session, look, isBusy }: Having<"session" | "look">,
  watcher: Watcher,
): Promise<readonly Finding[]> {
  const state = await ports.files.facts(join(root, STATE_FILE));
  const { target, outside } = inspect(look, session.scope);
  const isStill = !isBusy && state === undefined;
  // Only the best commit's files have a number that is known.
  if (!isStill || target.length + outside.length > 0) return [skipped()];
  tellCost(session, watcher);
  try {
    const findings = await checkTrials(ports, session, watcher);
    return [...findings, ...await checkLeavings(ports, session, watcher)];
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === "interrupted") {
      throw error;
    }
    return [unmeasured(error)];
  }
}

function skipped(): Finding {
  return errorFinding(
    "canary-skipped",
    "No canary was tried: something is at work here, unfinished or not judged",
    "Mend what else is named here, then run autoresearch doctor --canary again",
  );
}

function unmeasured({ message }: Failure): Finding {
  return errorFinding(
    "canary-unmeasured",
    `The canaries came to no end, in a copy of the project: ${message}`,
    "Let the evaluate command use paths that are relative to the project, and " +
      "nothing that lies above git's top level",
  );
}

function tellCost({ config, rows }: Session, watcher: Watcher): void {
  const seconds = secondsPerRun(rows) ?? config.budgetMinutes * 60;
  const cost = describeCost(canaryRuns(config, seconds), seconds);
  watcher.tell({ event: "note", message: `Canaries, on copies: ${cost}` });
}

/** What becomes of candidates whose verdict is known beforehand. */
async function checkTrials(
  ports: RunPorts,
  original: Session,
  watcher: Watcher,
): Promise<readonly Finding[]> {
  const { config, tag } = original;
  await using copy = await copyProject(ports, original, "whole");
  await using _holdout = forgetHoldout(ports, config, copy.root);
  const { root } = copy;
  const quiet = quieted(watcher);
  const mayWrite = () => Promise.resolve(false);
  const request = { root, config, tag, skipBaseline: true, mayWrite };
  await setUp(ports, request, quiet);
  await using _lock = await lockSession(ports, root, quiet);
  const { session: opened, look } = await startSession(ports, root, quiet);
  const begun = await ensureBaseline(ports, opened, look, quiet);
  return await judgeTrials(ports, begun, watcher);
}

async function judgeTrials(
  ports: RunPorts,
  session: Session,
  watcher: Watcher,
): Promise<readonly Finding[]> {
  const { config, incumbent } = session;
  const quiet = quieted(watcher);
  const unchanged = await tryUnchanged(ports, session, quiet);
  const tries = unchanged.trials.map(({ end }) => end);
  const kept = tries.filter(({ status }) => status === "keep").length;
  tell(watcher, "unchanged target", `kept in ${kept} of ${tries.length} tries`);
  const broken = await tryBroken(ports, unchanged.session, quiet);
  for (const trial of broken.trials) {
    tell(watcher, `${trial.how} target`, outcomeOf(trial));
  }
  const held = await tryImplausible(ports, broken.session, quiet);
  if (held !== undefined) tell(watcher, "implausible gain", outcomeOf(held));
  const { plausible } = config;
  return [
    ...judgeUnchanged(tries),
    ...judgeBroken(broken.trials, runsOf(unchanged.trials), config),
    ...(plausible === undefined || held === undefined
      ? []
      : judgeImplausible(held, incumbent.metric ?? NaN, plausible)),
  ];
}

async function checkLeavings(
  ports: RunPorts,
  session: Session,
  watcher: Watcher,
): Promise<readonly Finding[]> {
  const { copies, files } = await findLeavings(
    ports,
    session,
    quieted(watcher),
  );
  const runs = copies.map(({ first, second }) => `${first} then ${second}`);
  tell(watcher, "fresh copies", runs.join(", ") || "not measured");
  return judgeLeavings(copies, files, session.config);
}

function tell(watcher: Watcher, canary: string, outcome: string): void {
  const message = `Canary, ${canary}: ${outcome}`;
  watcher.tell({ event: "note", message });
}

function outcomeOf({ status, reason }: Tried): string {
  return `${status}, ${toOneLine(reason, MAX_REASON)}`;
}

/** Its values are kept outside of the project, and would outlast a copy. */
function forgetHoldout(
  ports: RunPorts,
  config: Config,
  root: string,
): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      if (holdoutOf(config) === undefined) return;
      const { folder } = await holdoutPlace(ports, { root });
      await ports.files.remove(folder);
    },
  };
}

/** Of what happens on a copy only the live line is worth showing. */
function quieted({ isLive, tell }: Watcher): Watcher {
  return {
    isLive,
    tell: (event: Event) => {
      if (event.event === "progress") tell(event);
    },
  };
}
