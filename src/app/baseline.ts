import { join } from "@std/path";
import type { ExperimentEnd, Watcher } from "../core/event.ts";
import { Failure } from "../core/failure.ts";
import { candidateRef, experimentFolder, LOG_FILE } from "../core/layout.ts";
import type { Aside } from "../core/in_flight.ts";
import { formatRow, type Row } from "../core/ledger.ts";
import { limitSeconds } from "../core/measurement.ts";
import { quote, toOneLine } from "../core/plain_text.ts";
import type { Look } from "../core/ports.ts";
import { giveBack, holdAside, takeAway } from "./aside.ts";
import { announce, retract, writeState } from "./begin.ts";
import type { Candidate } from "./candidate.ts";
import { carryOutBaseline, rememberJudged, writeRecord } from "./carry_out.ts";
import { evaluate, type Evaluation } from "./evaluate.ts";
import { type ExperimentPorts, toEnd } from "./experiment.ts";
import { narrateEvaluation } from "./narrate.ts";
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
  const evaluation = await measureBeside(ports, session, watcher, aside);

  const row = toBaselineRow(ports, session, evaluation);
  const record = await recordStart(ports, session, row, evaluation);
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
): Promise<Evaluation> {
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
 * Measures the target as it is.
 *
 * @param folder receives a copy of what the evaluation changes
 * @throws {Failure} when it gives no number, with the end of the log
 */
export async function measureStart(
  ports: ExperimentPorts,
  session: Session,
  watcher: Watcher,
  folder: string,
): Promise<Evaluation> {
  const { root, repository } = session;
  const row = session.rows.length;
  const request = { row, candidate: NOTHING, seals: [], folder };
  const evaluation = await evaluate(ports, session, request, watcher);
  await repository.restore(evaluation.changed, session.incumbent.commit);
  narrateEvaluation(evaluation, watcher);
  switch (evaluation.measurement?.kind) {
    case "measured":
      return evaluation;
    case "crash": {
      const log = await ports.files.readTail(join(root, LOG_FILE), 8 * 1024);
      throw baselineFailed(session, evaluation.measurement.reason, log);
    }
    default:
      throw new Failure(
        "interrupted",
        "Stopped while the baseline was measured: nothing was kept",
        "Run the same command again",
      );
  }
}

/** Writes the baseline's row at once, where setup can undo all of it. */
export async function recordBaseline(
  ports: ExperimentPorts,
  session: Session,
  evaluation: Evaluation,
): Promise<{ readonly session: Session; readonly end: ExperimentEnd }> {
  const { root, incumbent: { commit, tree }, columns } = session;
  const row = toBaselineRow(ports, session, evaluation);
  const record = await recordStart(ports, session, row, evaluation);
  await session.ledger.append(formatRow(row, columns));
  await writeRecord(ports, root, row.row, record);
  await rememberJudged(ports, root, tree, row.row);
  const next = { commit, tree, metric: row.metric, row: row.row };
  return { session: withRow(session, row, next), end: toEnd(row) };
}

function toBaselineRow(
  { clock }: Pick<ExperimentPorts, "clock">,
  { incumbent, rows }: Session,
  { measurement, seconds }: Evaluation,
): Row {
  return {
    row: rows.length,
    commit: incumbent.commit.slice(0, 7),
    metric: measurement?.kind === "measured" ? measurement.value : undefined,
    status: "keep",
    description: NOTHING.idea,
    seconds: Number(seconds.toFixed(3)),
    runs: 1,
    reason: "the first measurement",
    at: clock.now().toISOString(),
    other: {},
  };
}

/** Makes the start reachable, and fills its folder. */
async function recordStart(
  ports: ExperimentPorts,
  session: Session,
  row: Row,
  evaluation: Evaluation,
): Promise<string> {
  const { repository, incumbent: { commit, tree }, tag } = session;
  const candidate: Candidate = { ...NOTHING, commit, tree, head: commit };
  const trial = { candidate, seals: [], leavings: [] };
  await repository.setRef(candidateRef(tag, row.row), commit);
  return await recordExperiment(ports, session, { row, trial, evaluation });
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
