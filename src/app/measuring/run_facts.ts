import type { Meaning } from "../../core/config/meaning.ts";
import { referenceAfter } from "../../core/decision/reference_after.ts";
import type {
  ComparisonRecord,
  KnownReference,
} from "../../core/experiment/record.ts";
import { medians } from "../../core/metric/guard.ts";
import type { Assessment } from "./assess.ts";
import type { Compared } from "./compare.ts";

/** What a record tells of an experiment's runs, taken together. */
export interface RunFacts {
  /** Whether run.log is the candidate's: it is the last run's. */
  readonly hasOwnLog: boolean;
  readonly secondary: Readonly<Record<string, number>>;
  readonly leftBehind: readonly string[];
  readonly changed: readonly string[];
  readonly broken: readonly string[];
  readonly comparison?: ComparisonRecord;
  readonly reference: KnownReference;
  /** Of a segment's first row alone. */
  readonly meaning?: Meaning;
}

/** @param incumbent from now on; the candidate's own commit if it was kept */
export function toRunFacts(
  assessment: Assessment,
  incumbent: { readonly commit: string; readonly isKept: boolean },
): RunFacts {
  const { leftBehind, changed, broken, compared } = assessment;
  return {
    hasOwnLog: assessment.lastSide === "candidate",
    secondary: medians(assessment.secondary),
    leftBehind,
    changed,
    broken,
    ...(compared === undefined ? {} : { comparison: toRecord(compared) }),
    reference: toReference(assessment, incumbent),
  };
}

function toReference(
  { broken, compared, reference }: Assessment,
  { commit, isKept }: { readonly commit: string; readonly isKept: boolean },
): KnownReference {
  // Numbers of an evaluator that was tampered with say nothing of anybody.
  const isSound = broken.length === 0 && compared !== undefined;
  return {
    commit,
    reference: isSound
      ? referenceAfter(compared.comparison, isKept)
      : reference,
  };
}

function toRecord({ comparison, result }: Compared): ComparisonRecord {
  if (result?.kind !== "keep" && result?.kind !== "discard") return comparison;
  const { figures, estimate } = result;
  return estimate === undefined
    ? { ...comparison, figures }
    : { ...comparison, figures, estimate };
}
