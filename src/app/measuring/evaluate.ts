import { join } from "@std/path";
import type { Watcher } from "../../core/experiment/event.ts";
import { LOG_FILE } from "../../core/layout.ts";
import {
  limitSeconds,
  type Measurement,
} from "../../core/metric/measurement.ts";
import type { MetricPattern } from "../../core/metric/metric.ts";
import type { Ending, Look, Ports } from "../../core/ports.ts";
import { forgetByteCode } from "../candidate/settle.ts";
import { lookAround } from "../guard/look_around.ts";
import type { Seal } from "../guard/seal.ts";
import { mendSealed } from "../guard/seal_session.ts";
import { requireProject } from "../session/require_project.ts";
import type { Session } from "../session/session.ts";
import { measure, type Ran, type RunRequest, runWatched } from "./measure.ts";
import { sandboxOfEvaluator } from "./sandbox.ts";

export type EvaluatePorts = Pick<
  Ports,
  "processes" | "files" | "machine" | "clock" | "stop"
>;

export interface EvaluationRequest {
  readonly row: number;
  /** Paths of the target that are other than at the last run. */
  readonly paths: readonly string[];
  readonly seals: readonly Seal[];
  /** Folder that receives what is taken away. */
  readonly folder: string;
  /** What the run is for, where it is one of several. */
  readonly purpose?: string;
}

/** What a run left, beside its output. */
export interface Aftermath {
  readonly ending: Ending;
  readonly seconds: number;
  readonly leftBehind: readonly string[];
  /** Tracked files that changed meanwhile: the evaluator's doing, as a rule. */
  readonly changed: readonly string[];
  /** Sealed files that changed since before the proposer ran; put back. */
  readonly broken: readonly string[];
  readonly look: Look;
}

export interface Evaluation extends Aftermath {
  readonly measurement: Measurement;
}

/** A command that prints a metric. */
export interface Gauge {
  readonly command: string;
  /** File that receives the output, an absolute path. */
  readonly log: string;
  readonly pattern: MetricPattern;
  /** Whether its values are kept from the live line as well. */
  readonly isSecret?: boolean;
}

/** Measures what stands in the working tree, and looks at what that changed. */
export async function evaluate(
  ports: EvaluatePorts,
  session: Session,
  request: EvaluationRequest,
  watcher: Watcher,
): Promise<Evaluation> {
  const { root, config, pattern } = session;
  const log = join(root, LOG_FILE);
  const gauge = { command: config.evaluateCmd, log, pattern };
  return await evaluateWith(ports, session, gauge, request, watcher);
}

/** The same by another command than the evaluate command. */
export async function evaluateWith(
  ports: EvaluatePorts,
  session: Session,
  gauge: Gauge,
  request: EvaluationRequest,
  watcher: Watcher,
): Promise<Evaluation> {
  const { measurement, ...ran } = await measure(ports, {
    ...gauge,
    ...await prepareRun(ports, session, request),
  }, watcher);
  const aftermath = await lookAfter(ports, session, ran, request, watcher);
  return { measurement, ...aftermath };
}

export interface CheckRequest extends EvaluationRequest {
  readonly command: string;
  /** File that receives the output, an absolute path. */
  readonly log: string;
}

/** Runs a command on the same files of which the ending alone says something. */
export async function check(
  ports: EvaluatePorts,
  session: Session,
  request: CheckRequest,
  watcher: Watcher,
): Promise<Aftermath> {
  const ran = await runWatched(ports, {
    command: request.command,
    log: request.log,
    ...await prepareRun(ports, session, request),
  }, watcher);
  return await lookAfter(ports, session, ran, request, watcher);
}

/** What every run of a command on the files is given. */
async function prepareRun(
  ports: EvaluatePorts,
  session: Session,
  { paths, row, purpose }: EvaluationRequest,
): Promise<Omit<RunRequest, "command" | "log">> {
  const { root, config, incumbent } = session;
  await forgetByteCode(ports, root, paths);
  return {
    root,
    limitSeconds: limitSeconds(config.budgetMinutes),
    row,
    best: incumbent.metric,
    ...(purpose === undefined ? {} : { purpose }),
    sandbox: await sandboxOfEvaluator(ports, session),
  };
}

/** Ends what goes on, and puts back what must not have changed. */
async function lookAfter(
  ports: EvaluatePorts,
  session: Session,
  { ending, seconds, leftBehind: ended }: Ran,
  { seals, folder }: EvaluationRequest,
  watcher: Watcher,
): Promise<Aftermath> {
  await requireProject(ports, session.root);
  const keepIn = join(folder, "rejected");
  const left = { leftBehind: ended, keepIn };
  const { look, leftBehind } = await lookAround(ports, session, left, watcher);
  const keepChanged = join(folder, "changed");
  const changed = await copyChanged(ports, session, look, keepChanged);
  const sealed = { seals, keepIn };
  const broken = await mendSealed(ports, session, sealed, watcher);
  return { ending, seconds, leftBehind, look, changed, broken };
}

/** Copies what changed: it looks like the evaluator's, but may be the user's. */
async function copyChanged(
  { files }: Pick<Ports, "files">,
  { repository, root }: Session,
  look: Look,
  keepIn: string,
): Promise<readonly string[]> {
  const changed = (await repository.withoutPhantoms(look.changes))
    .filter(({ inWorkingTree }) => inWorkingTree)
    .map(({ path }) => path);
  for (const path of changed) {
    if (await files.facts(join(root, path)) === undefined) continue;
    await files.copy(join(root, path), join(keepIn, path));
  }
  return changed;
}
