import { join } from "@std/path";
import type { Watcher } from "../../core/experiment/event.ts";
import { inspect } from "../../core/experiment/scope.ts";
import { Failure } from "../../core/failure.ts";
import {
  failureFinding,
  type Finding,
  warningFinding,
} from "../../core/finding.ts";
import { LOG_FILE, STATE_FILE, unfinishedFolder } from "../../core/layout.ts";
import {
  compareRuns,
  diagnose,
  type EvaluatorRun,
} from "../../core/metric/evaluator_run.ts";
import { countMetricLines } from "../../core/metric/metric.ts";
import { scriptOf } from "../../core/text/command.ts";
import { toNameList } from "../../core/text/name_list.ts";
import { toOneLine } from "../../core/text/plain_text.ts";
import { changedSince } from "../guard/seal_session.ts";
import { evaluate } from "../measuring/evaluate.ts";
import { LINE_SECONDS, patiently } from "../measuring/patience.ts";
import { requireSandbox } from "../measuring/require_sandbox.ts";
import type { RunPorts, Session } from "../session/session.ts";
import type { Having } from "./check.ts";

const TAIL_BYTES = 8 * 1024;

/** Measures the unchanged target twice, if that is what stands there. */
export async function checkEvaluator(
  ports: RunPorts,
  { root, session, look, isBusy }: Having<"session" | "look">,
  watcher: Watcher,
): Promise<readonly Finding[]> {
  if (isBusy || await ports.files.facts(join(root, STATE_FILE)) !== undefined) {
    return [];
  }
  const refusal = await whySandboxFails(ports, session);
  if (refusal !== undefined) return [failureFinding("sandbox", refusal)];
  // What is measured is put back: nothing of the user's may be among it.
  const { target, outside } = inspect(look, session.scope);
  if (target.length + outside.length > 0) {
    const committed = outside.filter(({ inHead }) => inHead);
    const paths = [...target, ...committed.map(({ path }) => path)];
    return candidateStands(session, paths);
  }

  return [
    ...await checkSeals(ports, session),
    ...await measureTwice(ports, session, watcher),
  ];
}

/** Returns what a run would be refused with; without it nothing is measured. */
async function whySandboxFails(
  ports: RunPorts,
  session: Session,
): Promise<Failure | undefined> {
  try {
    await requireSandbox(ports, session);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error;
  }
}

function candidateStands(
  { incumbent }: Session,
  paths: readonly string[],
): readonly Finding[] {
  // What is merely dirty has its own finding.
  if (paths.length === 0) return [];
  const commit = incumbent.commit.slice(0, 7);
  return [warningFinding(
    "candidate",
    `Not measured: a candidate stands there, which differs from the best ` +
      `commit ${commit} in ${toNameList(paths)}`,
    "Judge it first: autoresearch run --single",
  )];
}

async function checkSeals(
  ports: RunPorts,
  session: Session,
): Promise<readonly Finding[]> {
  const changed = await changedSince(ports, session);
  if (changed.length === 0) return [];
  return [warningFinding(
    "evaluator-changed",
    `Changed since the last run: ${toNameList(changed)}`,
    "Nothing to do where that is meant: the next run measures the best commit " +
      "anew, and compares no new number with an old one",
  )];
}

async function measureTwice(
  ports: RunPorts,
  session: Session,
  watcher: Watcher,
): Promise<readonly Finding[]> {
  const { config, scope, outputs, incumbent } = session;
  const first = await measureOnce(ports, session, watcher);
  const findings = diagnose(first, config, scope, outputs);
  if (first.measurement?.kind !== "measured") return findings;

  const second = await measureOnce(ports, session, watcher);
  if (second.measurement?.kind !== "measured") {
    const kinds = new Set(findings.map(({ kind }) => kind));
    const more = diagnose(second, config, scope, outputs);
    return [...findings, ...more.filter(({ kind }) => !kinds.has(kind))];
  }
  const values = [first.measurement.value, second.measurement.value] as const;
  return [
    ...findings,
    ...compareRuns(values, config.metric, incumbent.metric),
  ];
}

/** @throws {Failure} when somebody stops it; the files are put back before */
async function measureOnce(
  ports: RunPorts,
  session: Session,
  watcher: Watcher,
): Promise<EvaluatorRun> {
  const { clock } = ports;
  const { root, repository, incumbent, rows } = session;
  const evaluation = await evaluate(ports, session, {
    row: rows.length,
    paths: [],
    seals: [],
    // What it changes may be the user's, who was at work: a copy stays.
    folder: join(root, unfinishedFolder(clock.now())),
  }, watcher);
  const { measurement, changed } = evaluation;
  await repository.restore(changed, incumbent.commit);
  if (measurement?.kind === "interrupted") throw interrupted();

  const value = measurement?.kind === "measured"
    ? measurement.value
    : "no value";
  const seconds = Number(evaluation.seconds.toPrecision(2));
  const message = `Measured the unchanged target in ${seconds} s: ${value}`;
  watcher.tell({ event: "note", message });
  return { ...evaluation, ...await readOutput(ports, session) };
}

function interrupted(): Failure {
  return new Failure(
    "interrupted",
    "Stopped while the unchanged target was measured: nothing was changed",
    "Run autoresearch doctor again",
  );
}

async function readOutput(
  ports: RunPorts,
  { root, pattern, config }: Session,
): Promise<
  Pick<EvaluatorRun, "metricLines" | "lastLine" | "missingScript">
> {
  const { files, clock } = ports;
  const log = join(root, LOG_FILE);
  const until = clock.seconds() + LINE_SECONDS;
  let metricLines = 0;
  if (await files.facts(log) !== undefined) {
    for await (const lines of files.readBackwards(log)) {
      const { kind, seen } = await patiently(ports, pattern, lines, {
        start: metricLines,
        see: (count, line) => count + countMetricLines(line, pattern),
        isEnough: () => false,
        until,
      });
      metricLines = kind === "done" ? seen : seen + 1;
      if (kind === "late") break;
    }
  }
  const tail = toOneLine(
    (await files.readTail(log, TAIL_BYTES)).trimEnd().split("\n").at(-1) ?? "",
    200,
  );
  const script = scriptOf(config.evaluateCmd);
  const isMissing = script !== undefined &&
    await files.realPath(join(root, script)) === undefined;
  return {
    metricLines,
    lastLine: tail,
    missingScript: isMissing ? script : undefined,
  };
}
