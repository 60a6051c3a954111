import {
  judge,
  type Result,
  type Verdict,
} from "../../core/experiment/verdict.ts";
import type { Candidate } from "../candidate/candidate.ts";
import type { Assessment } from "../measuring/assess.ts";
import type { Session } from "../session/session.ts";

/** An assessment that nobody interrupted. */
export type Concluded = Assessment & { readonly result: Result | undefined };

/** Judges a candidate by all that was seen of it. */
export function judgeAssessment(
  { scope, incumbent, outputs }: Session,
  candidate: Candidate,
  { result, changed, broken, look }: Concluded,
): Verdict {
  const protectedPaths = changed.filter((path) =>
    scope.isProtected(path) && !outputs.has(path)
  );
  return judge({
    violations: candidate.findings.violations,
    brokenSeals: [...broken, ...protectedPaths],
    result,
    changedTarget: changed.filter((path) =>
      scope.isTarget(path) && !scope.isProtected(path)
    ),
    isHeadMoved: (look.head.commit ?? incumbent.commit) !== candidate.head,
  });
}

/** Why a candidate crashed, where that is the idea's own fault. */
export function whyBlamed(
  session: Session,
  candidate: Candidate,
  assessment: Concluded,
): string | undefined {
  const { result, mishap } = assessment;
  if (result?.kind !== "crash" || mishap !== undefined) return undefined;
  const { status, reason } = judgeAssessment(session, candidate, assessment);
  return status === "crash" ? reason : undefined;
}
