import { join } from "@std/path";
import { describeRuns, wantsAnotherRun } from "../core/calibration.ts";
import type { ExperimentEnd, Watcher } from "../core/event.ts";
import { Failure } from "../core/failure.ts";
import { medians } from "../core/guard.ts";
import { candidateRef, experimentFolder, LOG_FILE } from "../core/layout.ts";
import type { Aside } from "../core/in_flight.ts";
import { formatRow, type Row } from "../core/ledger.ts";
import { limitSeconds } from "../core/measurement.ts";
import { median } from "../core/median.ts";
import { unite } from "../core/name_list.ts";
import { quote, toOneLine } from "../core/plain_text.ts";
import type { Look } from "../core/ports.ts";
import { mostRecent } from "../core/reference.ts";
import { giveBack, holdAside, takeAway } from "./aside.ts";
import { announce, retract, writeState } from "./begin.ts";
import type { Candidate } from "./candidate.ts";
import { carryOutBaseline, rememberJudged, writeRecord } from "./carry_out.ts";
import { type Aftermath, evaluate } from "./evaluate.ts";
import { type ExperimentPorts, toEnd } from "./experiment.ts";
import { narrateAftermath } from "./narrate.ts";
import { recordExperiment } from "./record_experiment.ts";
import { type Session, withRow } from "./session.ts";

/** Lines of the log that a failed baseline shows. */
const TAIL_LINES = 10;

/** The start has no idea of its own, and nothing of it can break a rule. */
const NOTHING = {
  idea: "baseline",
  diff: "",
  paths: [],
  findings: { target: [], outside: [], violations: [] },
} as const;

/** What the runs of the unchanged target came to, taken together. */
export interface StartRuns
  extends Pick<Aftermath, "changed" | "broken" | "leftBehind"> {
  readonly values: readonly number[];
  readonly secondary: readonly Readonly<Record<string, number>>[];
  readonly seconds: number;
}

/**
 * Measures the incumbent where no row has done so yet, with the candidate that
 * stands there put aside meanwhile.
 */
export async function ensureBaseline(
  ports: ExperimentPorts,
  session: Session,
  look: Look,
  watcher: Watcher,
): Promise<Session> {
  if (session.incumbent.metric !== undefined) return session;
  const { root, branch, rows, columns, incumbent } = session;
  const aside = await holdAside(ports, session, look);
  const known = aside === undefined ? {} : { aside };
  await announce(ports, session, "outside", known);
  if (aside !== undefined) await takeAway(ports, session, aside);
  const runs = await measureBeside(ports, session, watcher, aside);

  const row = toBaselineRow(ports, session, runs);
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
  ports: ExperimentPorts,
  session: Session,
  watcher: Watcher,
  aside: Aside | undefined,
): Promise<StartRuns> {
  const folder = join(session.root, experimentFolder(session.rows.length));
  try {
    return await measureStart(ports, session, watcher, folder);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (aside !== undefined) await giveBack(ports, session, aside);
    await retract(ports, session);
    throw error;
  }
}

/**
 * Measures the target as it is, again and again while that is cheap: how much a
 * number varies by itself says what a gain means.
 *
 * @param folder receives a copy of what the evaluation changes
 * @throws {Failure} when a run gives no number, with the end of the log
 */
export async function measureStart(
  ports: ExperimentPorts,
  session: Session,
  watcher: Watcher,
  folder: string,
): Promise<StartRuns> {
  let runs: StartRuns = {
    values: [],
    secondary: [],
    seconds: 0,
    changed: [],
    broken: [],
    leftBehind: [],
  };
  do {
    runs = await measureStartOnce(ports, session, runs, watcher, folder);
  } while (
    wantsAnotherRun(
      { runs: runs.values.length, seconds: runs.seconds },
      session.config,
    )
  );
  narrateAftermath(runs, watcher);
  return runs;
}

async function measureStartOnce(
  ports: ExperimentPorts,
  session: Session,
  runs: StartRuns,
  watcher: Watcher,
  folder: string,
): Promise<StartRuns> {
  const { root, repository } = session;
  const row = session.rows.length;
  const request = { row, paths: [], seals: [], folder };
  const { measurement, ...aftermath } = await evaluate(
    ports,
    session,
    request,
    watcher,
  );
  const { changed, broken, leftBehind } = aftermath;
  await repository.restore(changed, session.incumbent.commit);
  if (measurement.kind !== "measured") narrateAftermath(aftermath, watcher);
  if (measurement.kind === "crash") {
    const log = await ports.files.readTail(join(root, LOG_FILE), 8 * 1024);
    throw baselineFailed(session, measurement.reason, log);
  }
  if (measurement.kind === "interrupted") {
    throw new Failure(
      "interrupted",
      "Stopped while the baseline was measured: nothing was kept",
      "Run the same command again",
    );
  }
  return {
    values: [...runs.values, measurement.value],
    secondary: [...runs.secondary, measurement.secondary],
    seconds: runs.seconds + aftermath.seconds,
    changed: unite(runs.changed, changed),
    broken: unite(runs.broken, broken),
    leftBehind: unite(runs.leftBehind, leftBehind),
  };
}

/** Writes the baseline's row at once, where setup can undo all of it. */
export async function recordBaseline(
  ports: ExperimentPorts,
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
  { clock }: Pick<ExperimentPorts, "clock">,
  { incumbent, rows }: Session,
  { values, seconds }: StartRuns,
): Row {
  return {
    row: rows.length,
    commit: incumbent.commit.slice(0, 7),
    metric: median(values),
    status: "keep",
    description: NOTHING.idea,
    seconds: Number(seconds.toFixed(3)),
    runs: values.length,
    reason: describeRuns(values),
    at: clock.now().toISOString(),
    other: {},
  };
}

/** Makes the start reachable, and fills its folder. */
async function recordStart(
  ports: ExperimentPorts,
  session: Session,
  row: Row,
  runs: StartRuns,
): Promise<string> {
  const { repository, incumbent: { commit, tree }, tag } = session;
  const candidate: Candidate = { ...NOTHING, commit, tree, head: commit };
  const trial = { candidate, leavings: [] };
  await repository.setRef(candidateRef(tag, row.row), commit);
  return await recordExperiment(ports, session, {
    row,
    trial,
    runs: {
      ...runs,
      isMeasured: true,
      secondary: medians(runs.secondary),
      reference: {
        commit,
        reference: { runs: mostRecent(runs.values), runsSince: 0 },
      },
    },
  });
}

function baselineFailed(
  { config }: Session,
  reason: string,
  log: string,
): Failure {
  const lines = log.trimEnd().split("\n").slice(-TAIL_LINES)
    .map((line) => `  | ${toOneLine(line, 200)}`);
  const { evaluateCmd, budgetMinutes, metric, metricGrep } = config;
  const line = metricGrep === undefined
    ? `"${metric}: NUMBER"`
    : `that matches ${quote(metricGrep)}`;
  const tail = log.trim() === "" ? "" : `\n${lines.join("\n")}`;
  return new Failure(
    "user",
    `Cannot measure the baseline: ${toOneLine(reason, 300)}${tail}`,
    `Make  ${evaluateCmd}  end within ${limitSeconds(budgetMinutes)} s with ` +
      `exit code 0 and a line ${line}; its whole output is in ${LOG_FILE}`,
  );
}
