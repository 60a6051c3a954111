import { type AgentReport, describeTrouble } from "../../agents/report.ts";
import type { AgentUse } from "../../core/experiment/agent_use.ts";
import { whyFailed } from "../../core/metric/measurement.ts";
import type { Notes } from "../../core/prompt/idea.ts";
import { toOneLine } from "../../core/text/plain_text.ts";
import type { EndedCall } from "./call_agent.ts";

/** What a proposer says; what it did is seen in the working tree. */
export type Proposal =
  | {
    readonly kind: "done";
    readonly idea?: string;
    readonly notes?: Notes;
    /** Its last words, which may tell the idea where nothing else does. */
    readonly said?: string;
    /** What its own stream says of the call, where it is an agent we know. */
    readonly report?: AgentReport;
    readonly use?: AgentUse;
    /** Why it was ended before it was done, where somebody had to. */
    readonly cutShort?: string;
    /** How it ended, in case that nothing has changed. */
    readonly ending: string;
    /** Processes that it left running, and that were ended. */
    readonly leftBehind: Promise<readonly string[]>;
  }
  /** Nothing is left to try. */
  | { readonly kind: "exhausted" }
  | {
    readonly kind: "interrupted";
    readonly use?: AgentUse;
    readonly leftBehind: Promise<readonly string[]>;
  };

/** What has ended; of an agent we know also what its stream says. */
export type Ended = Pick<EndedCall, "finished"> & Partial<EndedCall>;

/** What a call took, as far as its stream tells. */
export function useOf({ finished: { seconds }, report }: Ended): AgentUse {
  const { tokens, usd } = report ?? {};
  return {
    seconds: Number(seconds.toFixed(3)),
    ...(tokens === undefined ? {} : { tokens }),
    ...(usd === undefined ? {} : { usd }),
  };
}

/**
 * Puts together what is known of a call that nobody interrupted.
 *
 * @param output what it printed
 */
export function toProposal(
  ended: Ended,
  output: string,
): Extract<Proposal, { kind: "done" }> {
  const { finished: { ending, leftBehind }, report } = ended;
  const failure = whyFailed(ending);
  const isCut = ending.kind === "timedOut" || ending.kind === "flooded";
  const call = {
    kind: "done",
    use: useOf(ended),
    ...(isCut && failure !== undefined ? { cutShort: failure } : {}),
    leftBehind,
  } as const;
  if (report === undefined) {
    return { ...call, ending: describeEnding(failure, output) };
  }
  const { outcome, text } = report;
  const said = outcome.kind === "finished" ? firstLine(text) : "";
  return {
    ...call,
    ...(said === "" ? {} : { said }),
    report,
    ending: outcome.kind === "failed"
      ? describeTrouble(outcome)
      : describeEnding(failure, text || output),
  };
}

function firstLine(text: string): string {
  const first = text.split("\n").find((line) => line.trim() !== "") ?? "";
  return toOneLine(first, 500);
}

function describeEnding(failure: string | undefined, output: string): string {
  const lines = output.split("\n").map((line) => toOneLine(line, 200));
  const last = lines.findLast((line) => line !== "");
  const how = failure === undefined
    ? "it ended well"
    : `it failed (${failure})`;
  return last === undefined ? how : `${how}, and said last: ${last}`;
}
