import { join } from "@std/path";
import { passingIn } from "../../agents/report.ts";
import type { AgentUse } from "../../core/experiment/agent_use.ts";
import type { Watcher } from "../../core/experiment/event.ts";
import type { Stop } from "../../core/experiment/stop_rule.ts";
import { LOG_FILE } from "../../core/layout.ts";
import type { Look } from "../../core/ports.ts";
import type { Repair, Trial } from "../experiment/trial.ts";
import type { TurnWatch } from "../guard/turn_watch.ts";
import { narrateAftermath } from "../measuring/narrate_aftermath.ts";
import type { RunPorts, Session } from "../session/session.ts";
import { ask } from "./ask.ts";
import type { Deadline } from "./deadline.ts";
import type { Proposer } from "./propose.ts";
import { waitOut } from "./wait_out.ts";

/** More of a log's end than a prompt has room for. */
const OUTPUT_BYTES = 32 * 1024;

/** Says why nobody is asked again, where a limit or a request has it so. */
export type WhyNoMore = () => Promise<Stop | undefined>;

/** Nothing for a proposer that repairs nothing. */
export function makeRepair(
  ports: RunPorts,
  session: Session,
  { proposer: { propose, repairs }, watch, deadline, whyNoMore }: {
    readonly proposer: Proposer;
    readonly watch: TurnWatch;
    readonly deadline: Deadline;
    readonly whyNoMore: WhyNoMore;
  },
  watcher: Watcher,
): Repair | undefined {
  if (repairs === 0) return undefined;
  const { root, rows } = session;
  return async ({ trial, reason, assessment }) => {
    const { repairs: before = 0, candidate } = trial;
    const { idea, diff, commit } = candidate;
    const repair = before + 1;
    narrateAftermath(assessment, watcher);
    const enough = await whyNoMore();
    if (enough !== undefined) {
      const message = `#${rows.length} crashed, and goes back to nobody: ` +
        enough.why;
      watcher.tell({ event: "note", message });
      return { kind: "unchanged", trial, look: assessment.look };
    }
    const message = `#${rows.length} crashed, and goes back to its proposer ` +
      `(repair ${repair} of ${repairs}): ${reason}`;
    watcher.tell({ event: "note", message });
    // Whoever works now can reach the ref that holds it.
    watch.add({ row: rows.length, commit });
    const output = await ports.files.readTail(
      join(root, LOG_FILE),
      OUTPUT_BYTES,
    );
    const crash = { repair, idea, reason, diff, output };
    const askAgain = (others: Look) =>
      ask(ports, session, {
        propose: (session, watcher) => propose(session, watcher, crash),
        watch,
        others,
        standing: candidate,
      }, watcher);
    let asked = await askAgain(assessment.look);
    let calls = trial.agentCalls ?? [];
    for (let count = 1; asked.kind === "nothing"; count++) {
      const trouble = asked.trouble && passingIn(asked.trouble);
      if (trouble === undefined || await whyNoMore() !== undefined) break;
      const request = { trouble, count, deadline };
      const isOver = await waitOut(ports, session, request, watcher);
      if (ports.stop.aborted) {
        return { kind: "interrupted", candidate: undefined, look: asked.look };
      }
      if (!isOver) break;
      calls = withCall(calls, asked.use);
      // Whoever came by meanwhile may have put files there.
      asked = await askAgain(await session.repository.look());
    }
    switch (asked.kind) {
      case "interrupted":
        return asked;
      case "exhausted":
        return { kind: "unchanged", trial, look: assessment.look };
      case "nothing": {
        const message = `No repair: ${asked.reason}`;
        watcher.tell({ event: "note", message });
        return {
          kind: "unchanged",
          trial: {
            ...trial,
            agentCalls: withCall(calls, asked.use),
            repairs: repair,
          },
          look: asked.look,
        };
      }
      case "candidate": {
        const { kind: _, use, leavings, leftBehind, ...made } = asked;
        const { repair: again, ...rest } = trial;
        const next: Trial = {
          ...rest,
          ...made,
          leavings: [...trial.leavings, ...leavings],
          leftBehind: [...(trial.leftBehind ?? []), ...leftBehind],
          agentCalls: withCall(calls, use),
          repairs: repair,
        };
        const isLast = repair >= repairs || again === undefined;
        return {
          kind: "changed",
          trial: isLast ? next : { ...next, repair: again },
        };
      }
    }
  };
}

function withCall(
  calls: readonly AgentUse[],
  use: AgentUse | undefined,
): readonly AgentUse[] {
  return use === undefined ? calls : [...calls, use];
}
