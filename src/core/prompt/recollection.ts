import type { Direction } from "../config/config.ts";
import type { Row } from "../ledger/ledger.ts";
import { lastStart } from "../ledger/segment.ts";
import { rowsSinceKeep } from "../ledger/streak.ts";
import { type Measured, takenBack } from "../ledger/summary.ts";

/** A night of thousands of rows costs no more than one of so many. */
const WINDOW = 1000;
const MAX_KEPT = 30;
const MAX_IDEAS = 60;
const MAX_NEAR_MISSES = 6;

/** Rows without a keep after which another direction is asked for. */
const PLATEAU = 8;

/** How reasons begin of what more runs might have kept. */
const UNDECIDED = /^(?:undecided|unverified|out of time)\b/;

/** The same of what nobody should build on before a person has looked at it. */
const CLOSED = /^(?:undone|held): /;

/** What the next proposer is told of those before it; all latest first. */
export interface Recollection {
  readonly kept: readonly Row[];
  readonly failed: readonly Attempts[];
  readonly crash: Row | undefined;
  /** Missing where something was kept not long ago. */
  readonly plateau?: Plateau;
  /** Numbers of rows before this one were measured in another way. */
  readonly segmentStart: number;
}

/** Every attempt at the same idea, latest first. */
export interface Attempts {
  readonly latest: Row;
  readonly rows: readonly Row[];
}

/** Many rows without a keep. */
export interface Plateau {
  readonly rows: number;
  /** Discards worth another look, the best first. */
  readonly nearMisses: readonly NearMiss[];
}

/** The best so far; neither of both where nothing was measured yet. */
export interface Incumbent {
  readonly metric: number | undefined;
  readonly row: number | undefined;
}

export interface NearMiss {
  readonly row: Measured;
  /** How much worse than the incumbent it was measured to be. */
  readonly loss: number;
}

/**
 * Recalls what a proposer should know of a session, from the end of its ledger.
 *
 * @param incumbent its value and row: it is recalled however long ago it was
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseLedger } from "../ledger/ledger.ts";
 *
 * const { rows } = parseLedger(
 *   "commit\tmetric\tstatus\tdescription\n" +
 *     "bea057b\t4\tkeep\tbaseline\n" +
 *     "187e419\t5\tdiscard\tWider layers\n" +
 *     "5c1de0a\t6\tdiscard\twider layers.\n",
 * );
 * const { kept, failed } = recollect(rows, {
 *   incumbent: { metric: 4, row: 0 },
 *   direction: "lower",
 * });
 *
 * assertEquals(kept.map(({ row }) => row), [0]);
 * assertEquals(failed.map(({ rows }) => rows.map(({ row }) => row)), [[2, 1]]);
 * ```
 */
export function recollect(
  rows: readonly Row[],
  { incumbent: { metric: best, row: bestRow }, direction }: {
    readonly incumbent: Incumbent;
    readonly direction: Direction;
  },
): Recollection {
  const window = rows.slice(-WINDOW);
  const start = lastStart(window);
  const segmentStart = start === 0 ? 0 : window[start]?.row ?? 0;
  const latest = window.toReversed();
  const failed = attemptsAmong(latest.filter(({ status }) => !isKeep(status)));
  const sinceKeep = rowsSinceKeep(rows);
  return {
    kept: keptAmong(latest, rows, bestRow),
    failed: failed.slice(0, MAX_IDEAS),
    crash: latest.find(({ status }) => status === "crash"),
    segmentStart,
    ...(sinceKeep < PLATEAU ? {} : {
      plateau: {
        rows: sinceKeep,
        nearMisses: best === undefined
          ? []
          : nearMissesAmong(failed, { best, direction, segmentStart }),
      },
    }),
  };
}

function keptAmong(
  latest: readonly Row[],
  rows: readonly Row[],
  bestRow: number | undefined,
): readonly Row[] {
  const gone = new Set(latest.map((row) => takenBack(rows, row)));
  const kept = latest.filter((row) => isKeep(row.status) && !gone.has(row))
    .slice(0, MAX_KEPT);
  const best = bestRow === undefined ? undefined : rows[bestRow];
  return best === undefined || kept.includes(best) ? kept : [...kept, best];
}

function isKeep(status: Row["status"]): boolean {
  return status === "keep";
}

function attemptsAmong(latest: readonly Row[]): readonly Attempts[] {
  const groups = Map.groupBy(latest, ({ description }) => keyOf(description));
  return [...groups.values()].flatMap((rows) => {
    const [latest] = rows;
    return latest === undefined ? [] : [{ latest, rows }];
  });
}

/** Case, blanks, quotes and a full stop make no other idea; a sign may. */
function keyOf(idea: string): string {
  return idea.replace(/^retry \d+: /, "").toLowerCase().replace(/["'`]/g, "")
    .replace(/\s+/g, " ").replace(/[ .!,;:]+$/, "");
}

function nearMissesAmong(
  attempts: readonly Attempts[],
  { best, direction, segmentStart }: {
    readonly best: number;
    readonly direction: Direction;
    readonly segmentStart: number;
  },
): readonly NearMiss[] {
  const sign = direction === "lower" ? 1 : -1;
  return attempts.map(({ latest }) => latest)
    .filter((row): row is Measured =>
      row.metric !== undefined && row.row >= segmentStart &&
      !CLOSED.test(row.reason)
    )
    .map((row) => ({ row, loss: sign * (row.metric - best) }))
    .toSorted((one, other) =>
      Number(isOpen(other)) - Number(isOpen(one)) || one.loss - other.loss
    )
    .slice(0, MAX_NEAR_MISSES);
}

function isOpen({ row }: NearMiss): boolean {
  return UNDECIDED.test(row.reason);
}
