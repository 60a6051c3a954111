import { join } from "@std/path";
import type { ExperimentEnd, Watcher } from "../../core/experiment/event.ts";
import { Failure } from "../../core/failure.ts";
import {
  candidateRef,
  experimentFolder,
  judgedFile,
} from "../../core/layout.ts";
import { formatRow } from "../../core/ledger/ledger.ts";
import { writeState } from "../candidate/begin.ts";
import { type Candidate, keepReachable } from "../candidate/candidate.ts";
import { carryOut } from "../candidate/carry_out.ts";
import { withdraw } from "../candidate/settle.ts";
import { holdUnfinished } from "../candidate/unfinished.ts";
import { mendSealed } from "../guard/seal_session.ts";
import { assess, type Assessment } from "../measuring/assess.ts";
import type { EvaluatePorts } from "../measuring/evaluate.ts";
import { toRunFacts } from "../measuring/run_facts.ts";
import { type Session, withRow } from "../session/session.ts";
import { toEnd, toRow } from "./experiment_row.ts";
import { type Concluded, judgeAssessment, whyBlamed } from "./judgement.ts";
import { recordExperiment } from "./record_experiment.ts";
import type { Trial } from "./trial.ts";

export type Outcome =
  | Judged
  /** Its target was judged before, in the row that is named. */
  | { readonly kind: "repeated"; readonly row: number; readonly ref: string }
  | { readonly kind: "interrupted"; readonly ref: string };

export interface Judged {
  readonly kind: "judged";
  readonly session: Session;
  readonly end: ExperimentEnd;
  readonly isRejected: boolean;
  readonly assessment: Assessment;
}

/**
 * Judges one candidate: measure, decide, write the row, move the branch, in
 * this order.
 */
export async function runExperiment(
  ports: EvaluatePorts,
  session: Session,
  trial: Trial,
  watcher: Watcher,
): Promise<Outcome> {
  const { root, repository } = session;
  const { candidate, seals } = trial;
  const row = session.rows.length;

  const judged = !trial.isAgain && isToldByTree(candidate)
    ? await ports.files.read(join(root, judgedFile(candidate.tree)))
    : undefined;
  if (judged !== undefined) {
    const keepIn = join(root, experimentFolder(row), "rejected");
    await mendSealed(ports, session, { seals, keepIn }, watcher);
    const head = await repository.head();
    const ref = await withdraw(ports, session, { row, candidate, head });
    return { kind: "repeated", row: Number(judged), ref };
  }
  return await judgeTrial(ports, session, trial, watcher);
}

async function judgeTrial(
  ports: EvaluatePorts,
  session: Session,
  trial: Trial,
  watcher: Watcher,
): Promise<Outcome> {
  const { root, repository, tag } = session;
  const { candidate } = trial;
  const row = session.rows.length;
  const ref = candidateRef(tag, row);
  await keepReachable(ports, repository, tag, ref, candidate.commit);
  const place = { row, folder: join(root, experimentFolder(row)) };
  const assessment = await assess(ports, session, trial, place, watcher);
  const { result, look: { head }, changed: alsoChanged } = assessment;
  if (result?.kind === "interrupted" || result?.kind === "stuck") {
    const withdrawal = { row, candidate, head, alsoChanged };
    const unfinished = await withdraw(ports, session, withdrawal);
    await repository.deleteRef(ref);
    if (result.kind === "stuck") throw stuck(result.reason, unfinished);
    return { kind: "interrupted", ref: unfinished };
  }
  const known = { ...assessment, result };
  const reason = whyBlamed(session, candidate, known);
  if (trial.repair === undefined || reason === undefined) {
    return await conclude(ports, session, trial, known);
  }
  const repaired = await trial.repair({ trial, reason, assessment });
  switch (repaired.kind) {
    case "changed":
      return await judgeTrial(ports, session, repaired.trial, watcher);
    case "unchanged": {
      const { trial, look } = repaired;
      return await conclude(ports, session, trial, { ...known, look });
    }
    case "interrupted": {
      const { candidate: beyond, look: { head } } = repaired;
      if (beyond !== undefined) {
        await holdUnfinished(ports, repository, tag, candidate.commit);
      }
      const withdrawal = { row, candidate: beyond ?? candidate, head };
      const unfinished = await withdraw(ports, session, withdrawal);
      await repository.deleteRef(ref);
      return { kind: "interrupted", ref: unfinished };
    }
  }
}

function stuck(reason: string, ref: string): Failure {
  return new Failure(
    "user",
    `Cannot compare: the incumbent itself can't be measured: ${reason}`,
    `See run.log, and run autoresearch doctor; the idea is in ${ref}`,
  );
}

async function conclude(
  ports: EvaluatePorts,
  session: Session,
  trial: Trial,
  assessment: Concluded,
): Promise<Judged> {
  const { root, branch, incumbent } = session;
  const { candidate } = trial;
  const { commit, tree, paths, findings } = candidate;
  const { changed, look: { head } } = assessment;
  const verdict = judgeAssessment(session, candidate, assessment);
  const row = toRow(ports, session, trial, verdict, assessment);
  const isKept = verdict.status === "keep";
  const standing = isKept ? commit : incumbent.commit;
  const runs = toRunFacts(assessment, { commit: standing, isKept });
  const decided = {
    stage: "decided",
    row: row.row,
    branch,
    incumbent: incumbent.commit,
    candidate: commit,
    tree,
    isToldByTree: isToldByTree(candidate) &&
      !isDisturbed(session, candidate, assessment),
    isKept,
    line: formatRow(row, session.columns),
    record: await recordExperiment(ports, session, { row, trial, runs }),
  } as const;

  await writeState(ports, root, decided);
  // From here on the experiment has happened, whatever becomes of us.
  await session.ledger.append(decided.line);
  await carryOut(ports, session, decided, {
    commit: standing,
    paths: isKept ? changed : [...paths, ...changed],
    findings,
    head,
  });

  const next = isKept
    ? { commit, tree, metric: verdict.metric, row: row.row }
    : incumbent;
  return {
    kind: "judged",
    session: withRow(session, row, next),
    end: toEnd(row),
    isRejected: verdict.isRejected,
    assessment,
  };
}

/**
 * Says whether a tree shows all that its verdict rests on. A submodule's change
 * stands in none: the same tree without it is another candidate.
 */
function isToldByTree({ findings }: Candidate): boolean {
  return findings.outside.every(({ kind }) => kind !== "submodule");
}

/** Somebody's hand in the midst of it says nothing about the same tree again. */
function isDisturbed(
  { scope, incumbent }: Session,
  { head }: Candidate,
  { broken, changed, look }: Assessment,
): boolean {
  return broken.length > 0 || changed.some(scope.isTarget) ||
    (look.head.commit ?? incumbent.commit) !== head;
}
