import { join } from "@std/path";
import type { ExperimentEnd, Watcher } from "../core/event.ts";
import { Failure } from "../core/failure.ts";
import {
  candidateRef,
  experimentFolder,
  judgedFile,
  LEDGER_FILE,
  LOG_FILE,
  unfinishedRef,
} from "../core/layout.ts";
import { formatRow } from "../core/ledger.ts";
import { limitSeconds } from "../core/measurement.ts";
import { quote, toOneLine } from "../core/plain_text.ts";
import type { Look } from "../core/ports.ts";
import { announce, retract } from "./begin.ts";
import { type Candidate, collect } from "./candidate.ts";
import { evaluate, type Evaluation } from "./evaluate.ts";
import { type ExperimentPorts, toEnd } from "./experiment.ts";
import { narrateEvaluation } from "./narrate.ts";
import { recordExperiment } from "./record_experiment.ts";
import { type Session, withRow } from "./session.ts";
import { forgetByteCode } from "./settle.ts";

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
  const { repository, incumbent, tag, root } = session;
  const candidate = await collect(session, look);
  const aside = unfinishedRef(tag, ports.clock.now());
  if (candidate === undefined) await announce(ports, session, "outside");
  else {
    await repository.setRef(aside, candidate.commit);
    await announce(ports, session, "outside", aside);
    await repository.restore(candidate.paths, incumbent.commit);
    await forgetByteCode(ports, root, candidate.paths);
  }
  try {
    const folder = join(root, experimentFolder(session.rows.length));
    const evaluation = await measureStart(ports, session, watcher, folder);
    const { session: next, end } = await recordBaseline(
      ports,
      session,
      evaluation,
    );
    watcher.tell(end);
    return next;
  } finally {
    if (candidate !== undefined) {
      await repository.restore(candidate.paths, candidate.commit);
      await forgetByteCode(ports, root, candidate.paths);
      await repository.standAt(incumbent.commit);
      await repository.deleteRef(aside);
    }
    await retract(ports, session);
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

/** Writes the baseline's row, which makes the start the incumbent. */
export async function recordBaseline(
  ports: ExperimentPorts,
  session: Session,
  evaluation: Evaluation,
): Promise<{ readonly session: Session; readonly end: ExperimentEnd }> {
  const { root, repository, incumbent, rows, columns, tag } = session;
  const { measurement, seconds } = evaluation;
  const value = measurement?.kind === "measured"
    ? measurement.value
    : undefined;
  const row = {
    row: rows.length,
    commit: incumbent.commit.slice(0, 7),
    metric: value,
    status: "keep",
    description: NOTHING.idea,
    seconds: Number(seconds.toFixed(3)),
    runs: 1,
    reason: "the first measurement",
    at: ports.clock.now().toISOString(),
    other: {},
  } as const;
  const { commit, tree } = incumbent;
  const candidate: Candidate = { ...NOTHING, commit, tree, head: commit };
  const trial = { candidate, seals: [], leavings: [] };
  await repository.setRef(candidateRef(tag, row.row), commit);
  await recordExperiment(ports, session, { row, trial, evaluation });
  await ports.files.append(join(root, LEDGER_FILE), formatRow(row, columns));
  await ports.files.write(join(root, judgedFile(tree)), String(row.row));
  const next = { commit, tree, metric: value, row: row.row };
  return { session: withRow(session, row, next), end: toEnd(row) };
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
