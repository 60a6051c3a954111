import { join } from "@std/path";
import type { Trouble } from "../../agents/report.ts";
import type { AgentUse } from "../../core/experiment/agent_use.ts";
import type { Watcher } from "../../core/experiment/event.ts";
import type { Begun } from "../../core/experiment/in_flight.ts";
import { experimentFolder } from "../../core/layout.ts";
import type { Look, Ports } from "../../core/ports.ts";
import type { Notes } from "../../core/prompt/idea.ts";
import { announce } from "../candidate/begin.ts";
import {
  type Candidate,
  collect,
  findDifference,
} from "../candidate/candidate.ts";
import { lookAround } from "../guard/look_around.ts";
import type { Others } from "../guard/newcomers.ts";
import type { Seal } from "../guard/seal.ts";
import { mendSealed } from "../guard/seal_session.ts";
import type { TurnWatch } from "../guard/turn_watch.ts";
import type { EvaluatePorts } from "../measuring/evaluate.ts";
import { narrateLeftBehind } from "../measuring/narrate_aftermath.ts";
import { requireProject } from "../session/require_project.ts";
import type { Session } from "../session/session.ts";
import type { Proposal } from "./proposal.ts";
import type { Proposer } from "./propose.ts";

export interface AskRequest extends Pick<Proposer, "propose"> {
  readonly watch: TurnWatch;
  /** What git doesn't track, as the proposer will find it. */
  readonly others: Others;
  /** What stands there already: it is no change, and its idea goes on. */
  readonly standing?: Candidate;
}

/** What came of asking a proposer, once all that it did has been looked at. */
export type Asked =
  | {
    readonly kind: "candidate";
    readonly candidate: Candidate;
    readonly seals: readonly Seal[];
    /** What `state.json` says of it so far. */
    readonly announced: Begun;
    readonly leavings: readonly string[];
    readonly leftBehind: readonly string[];
    readonly use?: AgentUse;
    readonly notes?: Notes;
  }
  | {
    readonly kind: "nothing";
    readonly reason: string;
    /** What its own stream says stood in its way. */
    readonly trouble?: Trouble;
    readonly use?: AgentUse;
    readonly look: Look;
  }
  | { readonly kind: "exhausted" }
  | {
    readonly kind: "interrupted";
    readonly candidate: Candidate | undefined;
    readonly look: Look;
  };

/**
 * Lets a proposer change what stands there, ends what it left running, moves
 * its leavings away, and collects what it changed.
 */
export async function ask(
  ports: EvaluatePorts & Pick<Ports, "git">,
  session: Session,
  { propose, watch, others, standing }: AskRequest,
  watcher: Watcher,
): Promise<Asked> {
  const { root, rows } = session;
  const folder = join(root, experimentFolder(rows.length));
  await session.ledger.mend(watcher);
  const { stash } = watch;
  const before = await watch.begin(session, others);
  const { seals } = before;
  const stood = { stash: stash.entries };
  const announced = await announce(ports, session, "proposer", stood);
  const proposal = await propose(session, watcher);
  await requireProject(ports, root);
  if (proposal.kind === "exhausted") return { kind: "exhausted" };
  const { look, leftBehind } = await lookAround(ports, session, {
    leftBehind: proposal.leftBehind,
    keepIn: join(folder, "rejected"),
  }, watcher);
  narrateLeftBehind(leftBehind, watcher);
  const stashed = await stash.mend();
  const words = proposal.kind === "done" ? proposal : {};
  const candidate = await collectNew(session, look, words, standing);
  const leavings = await before.compare(look);
  for (const path of leavings) {
    const place = join(root, path);
    // A nested repository that was committed is named twice.
    if (await ports.files.facts(place) === undefined) continue;
    await ports.files.move(place, join(folder, "leavings", path));
  }
  if (proposal.kind === "done" && candidate !== undefined) {
    const { use, notes, cutShort } = proposal;
    if (cutShort !== undefined) {
      const message = `The proposer was ended (${cutShort}): ` +
        "what it had changed by then is judged";
      watcher.tell({ event: "note", message });
    }
    return {
      kind: "candidate",
      candidate,
      seals,
      announced,
      leavings,
      leftBehind,
      ...(use === undefined ? {} : { use }),
      ...(notes === undefined ? {} : { notes }),
    };
  }
  const sealed = { seals, keepIn: folder };
  const mended = await mendSealed(ports, session, sealed, watcher);
  if (proposal.kind === "interrupted") {
    return { kind: "interrupted", candidate, look };
  }
  const { use, report } = proposal;
  return {
    kind: "nothing",
    reason: whyNothing(proposal, mended, stashed),
    ...(report?.outcome.kind === "failed" ? { trouble: report.outcome } : {}),
    ...(use === undefined ? {} : { use }),
    look,
  };
}

/** A commit of what stands there already would be one too many. */
async function collectNew(
  session: Session,
  look: Look,
  words: Partial<Extract<Proposal, { kind: "done" }>>,
  standing: Candidate | undefined,
): Promise<Candidate | undefined> {
  const { idea = standing?.idea, said } = words;
  // Who commits has said the idea in the commit, and git log goes on saying it.
  const called = { said: idea ?? said };
  if (standing !== undefined) {
    const difference = await findDifference(session, look);
    if (difference?.tree === standing.tree) return undefined;
  }
  return await collect(session, look, called);
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
