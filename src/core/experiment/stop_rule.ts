import type { Direction } from "../config/config.ts";
import type { Limits } from "../config/limits.ts";
import { isBetter } from "../decision/decision.ts";
import { EXIT } from "../failure.ts";
import type { Row } from "../ledger/ledger.ts";
import { crashesInARow, rowsSinceKeep } from "../ledger/streak.ts";

/** Why a loop ends, and what the process says by its exit code. */
export interface Stop {
  readonly why: string;
  readonly code: number;
  readonly hint?: string;
}

/** Where a loop stands after a turn. */
export interface Standing {
  /** What the turn came to; only `judged` wrote a row. */
  readonly turn:
    | "judged"
    | "repeated"
    | "failed"
    | "delayed"
    | "exhausted"
    | "nothing"
    | "interrupted";
  readonly rows: readonly Row[];
  readonly metric: string;
  readonly direction: Direction;
  /** The incumbent's value. */
  readonly best: number | undefined;
  /** Experiments of this run that wrote a row. */
  readonly done: number;
  /** Proposals in a row that came to nothing, and why the last one did. */
  readonly failures: number;
  readonly reason: string;
  /** What to do about that, where it is known. */
  readonly hint?: string | undefined;
  /** Whether the hours that were given are over. */
  readonly isLate: boolean;
  /** What the session's agents have cost so far. */
  readonly usd: number;
}

type Rule = (standing: Standing, limits: Limits) => Stop | undefined;

/** So many in a row without a row, or with a crash, end the loop. */
const PATIENCE = 5;

/** What went wrong comes before what went as planned. */
const RULES: readonly Rule[] = [
  wasInterrupted,
  isExhausted,
  failsTooOften,
  crashesTooOften,
  isReached,
  isOnPlateau,
  isDone,
  whyEnough,
];

/**
 * Says whether a loop ends here, and why.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const standing = {
 *   turn: "judged",
 *   rows: [],
 *   metric: "p50_ms",
 *   direction: "lower",
 *   best: 85,
 *   done: 3,
 *   failures: 0,
 *   reason: "",
 *   isLate: false,
 *   usd: 0,
 * } as const;
 * assertEquals(whyStop(standing, { maxExperiments: 4 }), undefined);
 * assertEquals(whyStop(standing, { until: 90 }), {
 *   why: "p50_ms is 85, and 90 was asked for",
 *   code: 0,
 * });
 * ```
 */
export function whyStop(
  standing: Standing,
  limits: Limits,
): Stop | undefined {
  for (const rule of RULES) {
    const stop = rule(standing, limits);
    if (stop !== undefined) return stop;
  }
  return undefined;
}

function wasInterrupted({ turn }: Standing): Stop | undefined {
  if (turn !== "interrupted") return undefined;
  return { why: "interrupted", code: EXIT.interrupted };
}

function isExhausted({ turn }: Standing): Stop | undefined {
  return turn === "exhausted" ? asAsked("nothing is left to try") : undefined;
}

function failsTooOften({ failures, reason, hint }: Standing): Stop | undefined {
  if (failures < PATIENCE) return undefined;
  return {
    why: `${failures} proposals in a row came to nothing: ${reason}`,
    code: EXIT.user,
    hint: hint ?? "Mend agent_cmd, or try another with --agent",
  };
}

/** A new run gets one more try. */
function crashesTooOften({ turn, rows }: Standing): Stop | undefined {
  if (turn !== "judged" || crashesInARow(rows) < PATIENCE) return undefined;
  return {
    why: `${PATIENCE} crashes in a row: ${rows.at(-1)?.reason ?? ""}`,
    code: EXIT.gaveUp,
    hint: "See run.log; run autoresearch doctor to check the evaluator",
  };
}

function isReached(
  { metric, direction, best }: Standing,
  { until }: Limits,
): Stop | undefined {
  if (until === undefined || best === undefined) return undefined;
  if (isBetter(until, best, direction)) return undefined;
  return asAsked(`${metric} is ${best}, and ${until} was asked for`);
}

/** The same: who starts anew on a plateau wants at least one more. */
function isOnPlateau(
  { turn, rows }: Standing,
  { plateau }: Limits,
): Stop | undefined {
  if (plateau === undefined || turn !== "judged") return undefined;
  const count = rowsSinceKeep(rows);
  if (count < plateau) return undefined;
  return asAsked(`a plateau: no keep in ${inWords(count, "experiment")}`);
}

function isDone(
  { done }: Standing,
  { maxExperiments }: Limits,
): Stop | undefined {
  if (maxExperiments === undefined || done < maxExperiments) return undefined;
  return asAsked(`${inWords(done, "experiment")}, as asked`);
}

/** Says why an agent is not called again, not even for a repair. */
export function whyEnough(
  { isLate, usd }: Pick<Standing, "isLate" | "usd">,
  { maxHours, maxCost }: Limits,
): Stop | undefined {
  if (maxHours !== undefined && isLate) {
    return asAsked(`${inWords(maxHours, "hour")}, as asked`);
  }
  if (maxCost === undefined || usd < maxCost) return undefined;
  return asAsked(
    `the session's agents have cost ${
      usd.toFixed(2)
    } USD, of ${maxCost} allowed`,
  );
}

function asAsked(why: string): Stop {
  return { why, code: EXIT.done };
}

function inWords(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
