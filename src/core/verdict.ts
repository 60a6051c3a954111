import type { Direction } from "./config.ts";
import { decide } from "./decision.ts";
import type { Status } from "./ledger.ts";
import type { Measurement } from "./measurement.ts";

/** Everything that decides on a candidate. */
export interface Evidence {
  /** What it changed without the right to, each as a short clause. */
  readonly violations: readonly string[];
  /** Protected files that are not what they were before the proposer ran. */
  readonly brokenSeals: readonly string[];
  /** Nothing where it was not measured. */
  readonly measurement: Measurement | undefined;
  /** Parts of the target that changed while they were measured. */
  readonly changedTarget: readonly string[];
  /** Whether somebody moved HEAD meanwhile. */
  readonly isHeadMoved: boolean;
  readonly incumbent: number | undefined;
  readonly direction: Direction;
}

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
 *   incumbent: 100,
 *   direction: "lower",
 * } as const;
 * const measurement = { kind: "measured", value: 90, secondary: {} } as const;
 *
 * assertEquals(judge({ ...clean, measurement }), {
 *   status: "keep",
 *   metric: 90,
 *   reason: "better by 10",
 *   isRejected: false,
 * });
 * assertEquals(
 *   judge({ ...clean, measurement, brokenSeals: ["eval.sh"] }).reason,
 *   "rejected: eval.sh changed, which is protected",
 * );
 * ```
 */
export function judge(evidence: Evidence): Verdict {
  const { measurement, incumbent, direction } = evidence;
  const violations = [
    ...evidence.violations,
    ...evidence.brokenSeals.map((path) =>
      `${path} changed, which is protected`
    ),
  ];
  if (violations.length > 0) return rejected(violations);
  if (measurement?.kind !== "measured") {
    return crashed(
      measurement?.kind === "crash" ? measurement.reason : "not measured",
    );
  }
  const [changed] = evidence.changedTarget;
  if (changed !== undefined) {
    return crashed(`${changed} changed while it was measured`);
  }
  if (evidence.isHeadMoved) {
    return crashed("somebody moved HEAD while it was measured");
  }
  const { value } = measurement;
  if (incumbent === undefined) {
    return accepted("keep", value, "the first measurement");
  }
  const { kind, reason } = decide(value, incumbent, direction);
  return accepted(kind, value, reason);
}

function accepted(
  status: "keep" | "discard",
  metric: number,
  reason: string,
): Verdict {
  return { status, metric, reason, isRejected: false };
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
