import { join } from "@std/path";
import type { Watcher } from "../core/event.ts";
import { limitSeconds, type Measurement } from "../core/measurement.ts";
import type { Ending, Look, Ports } from "../core/ports.ts";
import type { Candidate } from "./candidate.ts";
import { lookAround } from "./look_around.ts";
import { measure } from "./measure.ts";
import { requireProject } from "./require_project.ts";
import type { Seal } from "./seal.ts";
import { mendSealed } from "./seal_session.ts";
import type { Session } from "./session.ts";
import { forgetByteCode } from "./settle.ts";

export interface EvaluationRequest {
  readonly row: number;
  readonly candidate: Pick<Candidate, "paths" | "findings">;
  readonly seals: readonly Seal[];
  /** Folder that receives what is taken away. */
  readonly folder: string;
}

/** What an evaluation left, beside its number. */
export interface Evaluation {
  /** Nothing where the candidate broke the rules: it is not worth a run. */
  readonly measurement: Measurement | undefined;
  readonly ending: Ending | undefined;
  readonly seconds: number;
  readonly leftBehind: readonly string[];
  /** Tracked files that changed meanwhile: the evaluator's doing, as a rule. */
  readonly changed: readonly string[];
  /** Sealed files that changed since before the proposer ran; put back. */
  readonly broken: readonly string[];
  readonly look: Look;
}

/** Measures what stands in the working tree, and looks at what that changed. */
export async function evaluate(
  ports: Pick<Ports, "processes" | "files" | "clock" | "stop">,
  session: Session,
  { row, candidate, seals, folder }: EvaluationRequest,
  watcher: Watcher,
): Promise<Evaluation> {
  const { root, config, incumbent, pattern } = session;
  const keepIn = join(folder, "rejected");
  const sealed = { seals, keepIn };
  const broken = await mendSealed(ports, session, sealed, watcher);
  if (broken.length > 0 || candidate.findings.violations.length > 0) {
    const look = await session.repository.look();
    const nothing = { measurement: undefined, ending: undefined, seconds: 0 };
    return { ...nothing, leftBehind: [], changed: [], broken, look };
  }

  await forgetByteCode(ports, root, candidate.paths);
  const measured = await measure(ports, {
    root,
    command: config.evaluateCmd,
    pattern,
    limitSeconds: limitSeconds(config.budgetMinutes),
    row,
    best: incumbent.metric,
  }, watcher);
  await requireProject(ports, root);
  const { look, leftBehind } = await lookAround(
    session.repository,
    measured.leftBehind,
  );
  const changed = await copyChanged(
    ports,
    session,
    look,
    join(folder, "changed"),
  );
  const brokenNow = await mendSealed(ports, session, sealed, watcher);
  return { ...measured, leftBehind, look, changed, broken: brokenNow };
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
