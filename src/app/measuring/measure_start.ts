import { join } from "@std/path";
import { wantsAnotherRun } from "../../core/decision/calibration.ts";
import type { Watcher } from "../../core/experiment/event.ts";
import { Failure } from "../../core/failure.ts";
import { LOG_FILE } from "../../core/layout.ts";
import { limitSeconds } from "../../core/metric/measurement.ts";
import { unite } from "../../core/text/name_list.ts";
import { quote, toOneLine } from "../../core/text/plain_text.ts";
import type { Session } from "../session/session.ts";
import { type Aftermath, evaluate, type EvaluatePorts } from "./evaluate.ts";
import { narrateAftermath } from "./narrate_aftermath.ts";

/** Lines of the log that a failed baseline shows. */
const TAIL_LINES = 10;

/** What the runs of the unchanged target came to, taken together. */
export interface StartRuns
  extends Pick<Aftermath, "changed" | "broken" | "leftBehind"> {
  readonly values: readonly number[];
  readonly secondary: readonly Readonly<Record<string, number>>[];
  readonly seconds: number;
}

const NOTHING_YET: StartRuns = {
  values: [],
  secondary: [],
  seconds: 0,
  changed: [],
  broken: [],
  leftBehind: [],
};

/**
 * Measures the target as it is, again and again while that is cheap: how much a
 * number varies by itself says what a gain means.
 *
 * @param folder receives a copy of what the evaluation changes
 * @param before runs that there were already
 * @throws {Failure} when a run gives no number, with the end of the log
 */
export async function measureStart(
  ports: EvaluatePorts,
  session: Session,
  watcher: Watcher,
  folder: string,
  before: StartRuns = NOTHING_YET,
): Promise<StartRuns> {
  let runs = before;
  while (wantsAnotherRun(spentOn(runs), session.config)) {
    runs = await measureStartOnce(ports, session, runs, watcher, folder);
  }
  narrateAftermath(runs, watcher);
  return runs;
}

/** How many runs there were, and how long they took. */
export function spentOn(
  { values, seconds }: StartRuns,
): { readonly runs: number; readonly seconds: number } {
  return { runs: values.length, seconds };
}

async function measureStartOnce(
  ports: EvaluatePorts,
  session: Session,
  runs: StartRuns,
  watcher: Watcher,
  folder: string,
): Promise<StartRuns> {
  const { root, repository } = session;
  const row = session.rows.length;
  const purpose = `the target as it is, run ${runs.values.length + 1}`;
  const request = { row, paths: [], seals: [], folder, purpose };
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
