import type { Config } from "../config/config.ts";
import type { Scope } from "../experiment/scope.ts";
import { errorFinding, type Finding, warningFinding } from "../finding.ts";
import { CONFIG_FILE, LOG_FILE, OWN_FOLDER } from "../layout.ts";
import type { Ending } from "../ports.ts";
import { toNameList } from "../text/name_list.ts";
import { quote } from "../text/plain_text.ts";
import { quoteForShell } from "../text/shell_quote.ts";
import { limitSeconds, type Measurement } from "./measurement.ts";

/** One run of the evaluate command on the unchanged target. */
export interface EvaluatorRun {
  readonly measurement: Measurement | undefined;
  readonly ending: Ending | undefined;
  readonly seconds: number;
  /** How many lines of the output hold the metric. */
  readonly metricLines: number;
  /** The last line of the output that says something. */
  readonly lastLine: string;
  /** The script that the command names, where there is none. */
  readonly missingScript: string | undefined;
  /** Tracked files that it changed; put back. */
  readonly changed: readonly string[];
  /** What of it was still running when it had ended. */
  readonly leftBehind: readonly string[];
}

/**
 * Returns what a run of the evaluate command shows to be wrong with it.
 *
 * @param outputs files that it may write, as the baseline showed
 */
export function diagnose(
  run: EvaluatorRun,
  config: Config,
  scope: Scope,
  outputs: ReadonlySet<string> = new Set(),
): readonly Finding[] {
  return [
    ...diagnoseFailure(run, config),
    ...diagnoseLines(run, config),
    ...diagnoseTime(run, config),
    ...diagnoseChanges(run, scope, outputs),
    ...diagnoseLeftBehind(run),
  ];
}

/**
 * Returns what two runs of the unchanged target say about a third.
 *
 * @param incumbent the metric of the best kept row
 */
export function compareRuns(
  [first, second]: readonly [first: number, second: number],
  metric: string,
  incumbent: number | undefined,
): readonly Finding[] {
  if (first !== second) {
    const difference = Number(Math.abs(first - second).toPrecision(3));
    return [warningFinding(
      "noise",
      "Two runs of the unchanged target gave two values of " +
        `${quote(metric)}: ${first} and ${second}`,
      "Fix the evaluator's seed, or let it print the median of several runs: " +
        `an improvement of ${difference} may be none`,
    )];
  }
  if (incumbent === undefined || incumbent === first) return [];
  return [warningFinding(
    "drift",
    `The best commit measures ${first} now, its row says ${incumbent}`,
    "What it is measured on or with has changed, or the value varies from day " +
      "to day; autoresearch setup begins a session with a new baseline",
  )];
}

function diagnoseFailure(
  { measurement, ending, metricLines, lastLine, missingScript }: EvaluatorRun,
  { evaluateCmd, metric, budgetMinutes }: Config,
): readonly Finding[] {
  if (measurement?.kind !== "crash") return [];
  const reason = lastLine === ""
    ? measurement.reason
    : `${measurement.reason}; its last line is ${quote(lastLine)}`;
  if (ending?.kind === "timedOut") {
    return [errorFinding(
      "evaluator-timeout",
      `The evaluation was not done after ${limitSeconds(budgetMinutes)} s, ` +
        "2.5 times its budget",
      "Let it measure less, or raise time_budget_minutes in " + CONFIG_FILE,
    )];
  }
  if (ending?.kind === "exited" && ending.code === 0) {
    return [
      errorFinding(
        metricLines === 0 ? "metric-missing" : "metric-unreadable",
        `Cannot read the metric: ${reason}`,
        `Let the evaluator print a line "${metric}: NUMBER", or set ` +
          `metric_grep in ${CONFIG_FILE}; its output is in ${LOG_FILE}`,
      ),
    ];
  }
  if (missingScript !== undefined) {
    return [errorFinding(
      "evaluator-missing",
      `Cannot start ${quote(evaluateCmd)}: there is no ${quote(missingScript)}`,
      `Write it, or correct evaluate_cmd in ${CONFIG_FILE}`,
    )];
  }
  if (!hasStarted(ending)) {
    return [errorFinding(
      "evaluator-unstartable",
      `Cannot start ${quote(evaluateCmd)}: ${reason}`,
      `Install what it needs, or correct evaluate_cmd in ${CONFIG_FILE}`,
    )];
  }
  return [errorFinding(
    "evaluator-failed",
    `The evaluation of the unchanged target failed: ${reason}`,
    `Make  ${evaluateCmd}  end with exit code 0; its output is in ${LOG_FILE}`,
  )];
}

/** A shell says 126 where it may not start a program, 127 where it finds none. */
function hasStarted(ending: Ending | undefined): boolean {
  return ending?.kind === "signaled" ||
    (ending?.kind === "exited" && ending.code !== 126 && ending.code !== 127);
}

function diagnoseLines(
  { metricLines, measurement }: EvaluatorRun,
  { metric }: Config,
): readonly Finding[] {
  if (metricLines < 2 || measurement?.kind !== "measured") return [];
  return [warningFinding(
    "metric-lines",
    `${metricLines} lines of the output give ${quote(metric)}: the last counts`,
    "If another one is meant, set a metric_grep that matches that one alone",
  )];
}

function diagnoseTime(
  { seconds, ending }: EvaluatorRun,
  { budgetMinutes }: Config,
): readonly Finding[] {
  const isOver = seconds > budgetMinutes * 60;
  if (!isOver || ending?.kind === "timedOut") return [];
  // A little more than it took, in two digits.
  const enough = Number((seconds / 60 * 1.1).toPrecision(2));
  return [warningFinding(
    "slow-evaluator",
    `The evaluation took ${Number(seconds.toPrecision(3))} s, more than its ` +
      `budget of ${budgetMinutes * 60} s; it is ended at ` +
      `${limitSeconds(budgetMinutes)} s`,
    `Let it measure less, or write  time_budget_minutes: ${enough}`,
  )];
}

/** Whatever it writes is put back, but not all of it is harmless. */
function diagnoseChanges(
  { changed }: EvaluatorRun,
  { isTarget, isProtected }: Scope,
  outputs: ReadonlySet<string>,
): readonly Finding[] {
  const broken = changed.filter((path) =>
    isProtected(path) && !outputs.has(path)
  );
  const target = changed.filter((path) => isTarget(path) && !isProtected(path));
  const others = changed.filter((path) =>
    !isTarget(path) && !broken.includes(path)
  );
  const fix = (paths: readonly string[]) =>
    `Let it write elsewhere, or see what changes: git diff -- ${
      paths.map(quoteForShell).join(" ")
    }`;
  return [
    ...named(broken, (names) =>
      errorFinding(
        "evaluator-changes-protected",
        `The evaluation changes what is protected, so that every candidate ` +
          `would be rejected: ${names}`,
        fix(broken),
      )),
    ...named(target, (names) =>
      errorFinding(
        "evaluator-changes-target",
        "The evaluation changes the target, so that every candidate would be " +
          `a crash: ${names}`,
        fix(target),
      )),
    ...named(others, (names) =>
      warningFinding(
        "evaluator-writes",
        `The evaluation changes tracked files, which are put back: ${names}`,
        "Nothing to do where that is meant, as with a lock file; a copy of " +
          `what was there is in ${OWN_FOLDER}/unfinished`,
      )),
  ];
}

function diagnoseLeftBehind(
  { leftBehind }: EvaluatorRun,
): readonly Finding[] {
  return named(leftBehind, (names) =>
    warningFinding(
      "left-behind",
      `Still running when the evaluation had ended, and ended: ${names}`,
      "Let the evaluator wait for what it starts",
    ));
}

function named(
  names: readonly string[],
  toFinding: (list: string) => Finding,
): readonly Finding[] {
  return names.length === 0 ? [] : [toFinding(toNameList(names))];
}
