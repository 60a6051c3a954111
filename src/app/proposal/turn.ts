import {
  adviceOn,
  passingIn,
  type PassingTrouble,
} from "../../agents/report.ts";
import type { Watcher } from "../../core/experiment/event.ts";
import { retract } from "../candidate/begin.ts";
import { withdraw } from "../candidate/settle.ts";
import { type Outcome, runExperiment } from "../experiment/experiment.ts";
import type { Others } from "../guard/newcomers.ts";
import type { TurnWatch } from "../guard/turn_watch.ts";
import type { RunPorts, Session } from "../session/session.ts";
import { ask } from "./ask.ts";
import type { Deadline } from "./deadline.ts";
import type { Proposer } from "./propose.ts";
import { makeRepair, type WhyNoMore } from "./repair.ts";

/** What one turn of a loop came to. */
export type Turn =
  | Outcome
  | {
    readonly kind: "failed";
    readonly reason: string;
    /** What to do about it, where that is known. */
    readonly hint?: string;
    /** Whether its program could not even start. */
    readonly isUnstarted: boolean;
  }
  /** Nothing is wrong: it only has to be waited out. */
  | { readonly kind: "delayed"; readonly trouble: PassingTrouble }
  | { readonly kind: "exhausted" }
  | { readonly kind: "nothing"; readonly others?: Others };

export interface TurnRequest {
  readonly session: Session;
  readonly proposer: Proposer;
  readonly watch: TurnWatch;
  readonly deadline: Deadline;
  readonly whyNoMore: WhyNoMore;
  /** What git doesn't track, as the proposer will find it. */
  readonly others: Others;
}

/** Has a change proposed, and judges it. */
export async function proposeAndJudge(
  ports: RunPorts,
  { session, others, ...means }: TurnRequest,
  watcher: Watcher,
): Promise<Turn> {
  const { proposer: { propose }, watch } = means;
  const row = session.rows.length;
  const request = { propose, watch, others };
  const asked = await ask(ports, session, request, watcher);
  switch (asked.kind) {
    case "exhausted":
      await retract(ports, session);
      return { kind: "exhausted" };
    case "interrupted": {
      const { candidate, look: { head } } = asked;
      const ref = await withdraw(ports, session, { row, candidate, head });
      return { kind: "interrupted", ref };
    }
    case "nothing": {
      const { reason, trouble, look: { head } } = asked;
      await withdraw(ports, session, { row, candidate: undefined, head });
      const passing = trouble && passingIn(trouble);
      if (passing !== undefined) return { kind: "delayed", trouble: passing };
      const hint = trouble && adviceOn(trouble.cause);
      return {
        kind: "failed",
        reason,
        ...(hint === undefined ? {} : { hint }),
        isUnstarted: trouble?.cause.kind === "cannotStart",
      };
    }
    case "candidate": {
      const { kind: _, use, ...made } = asked;
      const repair = makeRepair(ports, session, means, watcher);
      const trial = {
        ...made,
        ...(use === undefined ? {} : { agentCalls: [use] }),
        ...(repair === undefined ? {} : { repair }),
      };
      return await runExperiment(ports, session, trial, watcher);
    }
  }
}
