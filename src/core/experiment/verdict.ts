import type { Status } from "../ledger/ledger.ts";

/** Everything that decides on a candidate. */
export interface Evidence {
  /** What it changed without the right to, each as a short clause. */
  readonly violations: readonly string[];
  /** Protected files that are not what they were before the proposer ran. */
  readonly brokenSeals: readonly string[];
  /** What its runs came to; nothing where there was none. */
  readonly result: Result | undefined;
  /** Parts of the target that changed while they were measured. */
  readonly changedTarget: readonly string[];
  /** Whether somebody moved HEAD meanwhile. */
  readonly isHeadMoved: boolean;
}

/** What measurements and checks say of a candidate that broke no rule. */
export type Result =
  | { readonly kind: "keep"; readonly metric: number; readonly reason: string }
  | {
    readonly kind: "discard";
    readonly metric: number | undefined;
    readonly reason: string;
  }
  | { readonly kind: "crash"; readonly reason: string };

export interface Verdict {
  readonly status: Status;
  readonly metric: number | undefined;
  readonly reason: string;
  readonly isRejected: boolean;
}

/**
 * Judges a candidate. Breaking the rules comes before any number, and a number
 * that may belong to other bytes than the commit's is none.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const clean = {
 *   violations: [],
 *   brokenSeals: [],
 *   changedTarget: [],
 *   isHeadMoved: false,
 * } as const;
 * const result = { kind: "keep", metric: 90, reason: "better by 10" } as const;
 *
 * assertEquals(judge({ ...clean, result }), {
 *   status: "keep",
 *   metric: 90,
 *   reason: "better by 10",
 *   isRejected: false,
 * });
 * assertEquals(
 *   judge({ ...clean, result, brokenSeals: ["eval.sh"] }).reason,
 *   "rejected: eval.sh changed, which is protected",
 * );
 * ```
 */
export function judge(evidence: Evidence): Verdict {
  const { result } = evidence;
  const violations = [
    ...new Set([
      ...evidence.violations,
      ...evidence.brokenSeals.map((path) =>
        `${path} changed, which is protected`
      ),
    ]),
  ];
  if (violations.length > 0) return rejected(violations);
  if (result?.kind === "crash") return crashed(result.reason);
  const [changed] = evidence.changedTarget;
  if (changed !== undefined) {
    return crashed(`${changed} changed while it was measured`);
  }
  if (evidence.isHeadMoved) {
    return crashed("somebody moved HEAD while it was measured");
  }
  if (result === undefined) return crashed("not measured");
  const { kind, metric, reason } = result;
  return { status: kind, metric, reason, isRejected: false };
}

function crashed(reason: string): Verdict {
  return { status: "crash", metric: undefined, reason, isRejected: false };
}

/** A rejection has no metric: a number got by a cheat must not be quoted. */
function rejected(violations: readonly string[]): Verdict {
  const [first = "out of scope", ...others] = violations;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return {
    status: "discard",
    metric: undefined,
    reason: `rejected: ${first}${more}`,
    isRejected: true,
  };
}
