import { join } from "@std/path";
import { describeRuns } from "../../core/decision/calibration.ts";
import { mostRecent } from "../../core/decision/reference.ts";
import type { ExperimentEnd, Watcher } from "../../core/experiment/event.ts";
import type { Aside } from "../../core/experiment/in_flight.ts";
import { Failure } from "../../core/failure.ts";
import {
  candidateRef,
  experimentFolder,
  JUDGED_FOLDER,
} from "../../core/layout.ts";
import { formatRow, type Row } from "../../core/ledger/ledger.ts";
import { segmentReason } from "../../core/ledger/segment.ts";
import { medians } from "../../core/metric/guard.ts";
import type { Look } from "../../core/ports.ts";
import { median } from "../../core/statistics/median.ts";
import { giveBack, holdAside, takeAway } from "../candidate/aside.ts";
import { announce, retract, writeState } from "../candidate/begin.ts";
import type { Candidate } from "../candidate/candidate.ts";
import {
  carryOutBaseline,
  rememberJudged,
  writeRecord,
} from "../candidate/carry_out.ts";
import type { EvaluatePorts } from "../measuring/evaluate.ts";
import { takeFingerprint, whatChangedSince } from "../measuring/fingerprint.ts";
import {
  refuseBaselessGuards,
  refuseEmptyGuards,
} from "../measuring/guard_bounds.ts";
import { holdoutPlace } from "../measuring/holdout.ts";
import { measureStart, type StartRuns } from "../measuring/measure_start.ts";
import { requireSandbox } from "../measuring/require_sandbox.ts";
import { refuseUnusable } from "../session/check_target.ts";
import { type Session, withRow } from "../session/session.ts";
import { toEnd } from "./experiment_row.ts";
import { recordExperiment } from "./record_experiment.ts";

/** The start has no idea of its own, and nothing of it can break a rule. */
const NOTHING = {
  idea: "baseline",
  diff: "",
  paths: [],
  findings: { target: [], outside: [], violations: [] },
} as const;

/**
 * Measures the incumbent where no row has done so yet in this way of measuring,
 * with the candidate that stands there put aside meanwhile.
 */
export async function ensureBaseline(
  ports: EvaluatePorts,
  opened: Session,
  look: Look,
  watcher: Watcher,
): Promise<Session> {
  await requireSandbox(ports, opened);
  // Now, and not in the night at the first gain.
  if (opened.config.holdoutCmd !== undefined) await holdoutPlace(ports, opened);
  const fingerprint = await takeFingerprint(ports, opened);
  const session = { ...opened, fingerprint };
  const { root, branch, rows, columns, incumbent } = session;
  const isFirst = incumbent.metric === undefined;
  const change = isFirst
    ? undefined
    : await whatChangedSince(ports, session, fingerprint);
  if (!isFirst && change === undefined) {
    await refuseBaselessGuards(ports, session);
    return session;
  }
  if (change !== undefined) {
    // What the settings say now may make no sense at all.
    await refuseUnusable(ports, session);
    const message = `${change}: the best commit is measured anew`;
    watcher.tell({ event: "note", message });
    await ports.files.remove(join(root, JUDGED_FOLDER));
  }
  const aside = await holdAside(session, look);
  const known = aside === undefined ? {} : { aside };
  await announce(ports, session, "outside", known);
  if (aside !== undefined) await takeAway(ports, session, aside);
  const runs = await measureBeside(ports, session, watcher, aside);

  const row = toBaselineRow(ports, session, runs, change);
  const record = await recordStart(ports, session, row, runs);
  const { commit, tree } = incumbent;
  const measured = {
    stage: "measured",
    row: row.row,
    branch,
    incumbent: commit,
    tree,
    line: formatRow(row, columns),
    record,
    ...known,
  } as const;
  await writeState(ports, root, measured);
  await session.ledger.append(measured.line);
  await carryOutBaseline(ports, session, measured);
  watcher.tell(toEnd(row));
  const next = { commit, tree, metric: row.metric, row: rows.length };
  return withRow(session, row, next);
}

/** Measures the start; what was put aside comes back where that fails. */
async function measureBeside(
  ports: EvaluatePorts,
  session: Session,
  watcher: Watcher,
  aside: Aside | undefined,
): Promise<StartRuns> {
  const folder = join(session.root, experimentFolder(session.rows.length));
  try {
    const runs = await measureStart(ports, session, watcher, folder);
    refuseEmptyGuards(session.config, runs);
    return runs;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (aside !== undefined) await giveBack(ports, session, aside);
    await retract(ports, session);
    throw error;
  }
}

/** Writes the baseline's row at once, where setup can undo all of it. */
export async function recordBaseline(
  ports: EvaluatePorts,
  session: Session,
  runs: StartRuns,
): Promise<{ readonly session: Session; readonly end: ExperimentEnd }> {
  const { root, incumbent: { commit, tree }, columns } = session;
  const row = toBaselineRow(ports, session, runs);
  const record = await recordStart(ports, session, row, runs);
  await session.ledger.append(formatRow(row, columns));
  await writeRecord(ports, root, row.row, record);
  await rememberJudged(ports, root, tree, row.row);
  const next = { commit, tree, metric: row.metric, row: row.row };
  return { session: withRow(session, row, next), end: toEnd(row) };
}

function toBaselineRow(
  { clock }: Pick<EvaluatePorts, "clock">,
  { incumbent, rows, fingerprint }: Session,
  { values, seconds }: StartRuns,
  change?: string,
): Row {
  return {
    row: rows.length,
    commit: incumbent.commit.slice(0, 7),
    metric: median(values),
    status: "keep",
    description: NOTHING.idea,
    seconds: Number(seconds.toFixed(3)),
    runs: values.length,
    reason: change === undefined ? describeRuns(values) : segmentReason(change),
    at: clock.now().toISOString(),
    ...(fingerprint === undefined ? {} : { fingerprint: fingerprint.hash }),
    other: {},
  };
}

/** Makes the start reachable, and fills its folder. */
async function recordStart(
  ports: EvaluatePorts,
  session: Session,
  row: Row,
  runs: StartRuns,
): Promise<string> {
  const { repository, incumbent: { commit, tree }, tag } = session;
  const { fingerprint } = session;
  const candidate: Candidate = { ...NOTHING, commit, tree, head: commit };
  const trial = { candidate, leavings: [] };
  await repository.setRef(candidateRef(tag, row.row), commit);
  return await recordExperiment(ports, session, {
    row,
    trial,
    runs: {
      ...runs,
      hasOwnLog: true,
      secondary: medians(runs.secondary),
      ...(fingerprint === undefined ? {} : { meaning: fingerprint.meaning }),
      reference: {
        commit,
        reference: { runs: mostRecent(runs.values), runsSince: 0 },
      },
    },
  });
}
