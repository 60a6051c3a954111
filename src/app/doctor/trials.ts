import { join } from "@std/path";
import { candidateRuns } from "../../core/decision/comparison.ts";
import {
  BROKEN,
  type BrokenTrial,
  implausibleGain,
  type Tried,
  UNCHANGED_TRIES,
} from "../../core/doctor/canary.ts";
import type { Watcher } from "../../core/experiment/event.ts";
import { compileMetric } from "../../core/metric/metric.ts";
import type { Plausible } from "../../core/metric/plausible.ts";
import { quoteForShell } from "../../core/text/shell_quote.ts";
import { announce, retract } from "../candidate/begin.ts";
import { type Candidate, collect } from "../candidate/candidate.ts";
import { type Judged, runExperiment } from "../experiment/experiment.ts";
import { sealSession } from "../guard/seal_session.ts";
import { targetPaths } from "../session/check_target.ts";
import type { RunPorts, Session } from "../session/session.ts";
import { interrupted } from "./scratch.ts";

/** What was tried, and the session that goes on from there. */
interface Series<Each> {
  readonly session: Session;
  readonly trials: readonly Each[];
}

/** The same target again and again: what is kept of it is luck. */
export async function tryUnchanged(
  ports: RunPorts,
  begun: Session,
  watcher: Watcher,
): Promise<Series<Judged>> {
  const trials: Judged[] = [];
  let session = begun;
  for (let count = 1; count <= UNCHANGED_TRIES; count++) {
    const idea = `unchanged target, ${count} of ${UNCHANGED_TRIES}`;
    const trial = { propose: unchanged, idea, isAgain: true };
    const judged = await tryOut(ports, session, trial, watcher);
    if (judged === undefined) continue;
    trials.push(judged);
    session = judged.session;
  }
  return { session, trials };
}

/** All runs of candidates by themselves, as they were printed. */
export function runsOf(trials: readonly Judged[]): readonly number[] {
  return trials.flatMap(({ assessment: { compared } }) =>
    compared === undefined ? [] : candidateRuns(compared.comparison)
  );
}

/** Ends with the first that is kept: the next would be compared with that. */
export async function tryBroken(
  ports: RunPorts,
  begun: Session,
  watcher: Watcher,
): Promise<Series<BrokenTrial>> {
  const trials: BrokenTrial[] = [];
  let session = begun;
  for (const { how, text } of BROKEN) {
    const trial = { propose: editing(() => text), idea: `${how} target` };
    const judged = await tryOut(ports, session, trial, watcher);
    if (judged === undefined) continue;
    const { status, metric, reason } = judged.end;
    trials.push({ how, status, metric, reason });
    session = judged.session;
    if (status === "keep") break;
  }
  return { session, trials };
}

/**
 * Tries a number that is too good to be true, where the settings say what that
 * is. No evaluator prints one to order: it comes from another command.
 */
export async function tryImplausible(
  ports: RunPorts,
  session: Session,
  watcher: Watcher,
): Promise<Tried | undefined> {
  const { plausible } = session.config;
  if (plausible === undefined) return undefined;
  // An honest change, of one byte: the same tree was judged before.
  const propose = editing((text) => `${text}\n`);
  const idea = "implausible gain";
  const staged = printing(session, plausible);
  return (await tryOut(ports, staged, { propose, idea }, watcher))?.end;
}

/** The session, but for the evaluator: one run decides on what it prints. */
function printing(session: Session, plausible: Plausible): Session {
  const {
    precheckCmd: _precheck,
    metricGrep: _grep,
    minEffect: _effect,
    ...config
  } = session.config;
  const { metric, direction } = config;
  const usual = session.incumbent.metric ?? NaN;
  const gain = implausibleGain(plausible, usual, direction);
  const evaluateCmd = `echo ${quoteForShell(`${metric}: ${gain}`)}`;
  return {
    ...session,
    pattern: compileMetric({ metric }),
    config: { ...config, evaluateCmd, decision: "strict" },
  };
}

interface Proposal {
  /** Puts a change into the target; nothing where it makes no difference. */
  readonly propose: (
    ports: RunPorts,
    session: Session,
    idea: string,
  ) => Promise<Candidate | undefined>;
  readonly idea: string;
  readonly isAgain?: boolean;
}

/** Judges one change as a run would, from the proposal to the row. */
async function tryOut(
  ports: RunPorts,
  session: Session,
  { propose, idea, isAgain = false }: Proposal,
  watcher: Watcher,
): Promise<Judged | undefined> {
  if (ports.stop.aborted) throw interrupted();
  const announced = await announce(ports, session, "proposer");
  const seals = await sealSession(ports, session);
  const candidate = await propose(ports, session, idea);
  if (candidate === undefined) {
    await retract(ports, session);
    return undefined;
  }
  const trial = { candidate, seals, announced, leavings: [], isAgain };
  const outcome = await runExperiment(
    ports,
    session,
    trial,
    naming(watcher, idea),
  );
  switch (outcome.kind) {
    case "judged":
      return outcome;
    case "repeated":
      return undefined;
    case "interrupted":
      throw interrupted();
  }
}

function naming({ isLive, tell }: Watcher, idea: string): Watcher {
  return {
    isLive,
    tell: (event) => {
      if (event.event !== "progress") return tell(event);
      const purpose = event.purpose === undefined ? "" : `, ${event.purpose}`;
      tell({ ...event, purpose: `${idea}${purpose}` });
    },
  };
}

/** Another commit of the very same files. */
async function unchanged(
  _: RunPorts,
  { repository, incumbent: { commit: head, tree } }: Session,
  idea: string,
): Promise<Candidate> {
  const options = { parent: head, message: idea };
  const commit = await repository.commitTree(tree, options);
  const findings = { target: [], outside: [], violations: [] };
  return { commit, tree, idea, diff: "", paths: [], findings, head };
}

/** Changes every file of the target in the same way. */
function editing(edit: (text: string) => string): Proposal["propose"] {
  return async ({ files }, session, idea) => {
    const { root, repository, incumbent } = session;
    for (const path of await targetPaths(session)) {
      const place = join(root, path);
      const facts = await files.facts(place);
      // A link could lead out of the copy, to a file of the user's.
      if (facts?.kind !== "file") continue;
      await files.write(place, edit(await files.read(place) ?? ""));
      await files.setMode(place, facts.mode);
    }
    await repository.standAt(incumbent.commit);
    return await collect(session, await repository.look(), { idea });
  };
}
