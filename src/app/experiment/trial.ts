import type { AgentUse } from "../../core/experiment/agent_use.ts";
import type { Look } from "../../core/ports.ts";
import type { Notes } from "../../core/prompt/idea.ts";
import type { Candidate } from "../candidate/candidate.ts";
import type { Assessment } from "../measuring/assess.ts";
import type { Subject } from "../measuring/bench.ts";

/** What is judged, and what is known of how it came about. */
export interface Trial extends Subject {
  /** Files that a proposer left outside the target; they were moved away. */
  readonly leavings: readonly string[];
  /** Processes that a proposer left running; they were ended. */
  readonly leftBehind?: readonly string[];
  /** What was spent on it, call by call. */
  readonly agentCalls?: readonly AgentUse[];
  /** What its proposer said of it, for those that come after. */
  readonly notes?: Notes;
  /** How it goes back to whoever made it, should it crash. */
  readonly repair?: Repair;
  /** How often it has done so. */
  readonly repairs?: number;
}

/** Takes a candidate that crashed back to whoever made it. */
export type Repair = (crashed: Crashed) => Promise<Repaired>;

export interface Crashed {
  readonly trial: Trial;
  readonly reason: string;
  readonly assessment: Assessment;
}

export type Repaired =
  /** It is another now, and to be judged in its place. */
  | { readonly kind: "changed"; readonly trial: Trial }
  | {
    readonly kind: "unchanged";
    readonly trial: Trial;
    readonly look: Look;
  }
  | {
    readonly kind: "interrupted";
    /** What stood there beyond the one that crashed. */
    readonly candidate: Candidate | undefined;
    readonly look: Look;
  };
