import type { ExperimentEnd } from "../../core/experiment/event.ts";
import type { Verdict } from "../../core/experiment/verdict.ts";
import type { Row } from "../../core/ledger/ledger.ts";
import { addUse, NOTHING_SPENT } from "../../core/ledger/spending.ts";
import type { Ports } from "../../core/ports.ts";
import type { Assessment } from "../measuring/assess.ts";
import type { Session } from "../session/session.ts";
import type { Trial } from "./trial.ts";

/** Puts down what an experiment came to. */
export function toRow(
  { clock }: Pick<Ports, "clock">,
  { rows, fingerprint }: Session,
  { candidate: { commit, idea }, ...trial }: Trial,
  { status, metric, reason }: Verdict,
  { seconds, runs }: Assessment,
): Row {
  return {
    row: rows.length,
    commit: commit.slice(0, 7),
    metric,
    status,
    description: idea,
    seconds: Number(seconds.toFixed(3)),
    runs,
    reason,
    at: clock.now().toISOString(),
    ...(fingerprint === undefined ? {} : { fingerprint: fingerprint.hash }),
    ...whatItTook(trial),
    other: {},
  };
}

function whatItTook(
  { agentCalls = [], repairs }: Pick<Trial, "agentCalls" | "repairs">,
): Partial<Row> {
  if (agentCalls.length === 0) return {};
  const { tokens, usd, seconds } = agentCalls.reduce(addUse, NOTHING_SPENT);
  return {
    ...(tokens === null ? {} : { tokens }),
    ...(usd === null ? {} : { usd }),
    agentSeconds: seconds,
    ...(repairs === undefined ? {} : { repairs }),
  };
}

/** Tells a row to whoever watches. */
export function toEnd(row: Row): ExperimentEnd {
  const { commit, metric = null, status, description, reason } = row;
  return {
    event: "experiment",
    row: row.row,
    commit,
    metric,
    status,
    description,
    reason,
    seconds: row.seconds ?? 0,
    ...(row.repairs === undefined ? {} : { repairs: row.repairs }),
  };
}
