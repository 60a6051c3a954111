import type { Direction } from "../config/config.ts";
import { isBetter } from "../decision/decision.ts";
import type { Reference } from "../decision/reference.ts";
import { type SeenNoise, seenNoise } from "../decision/seen_noise.ts";
import type { Row } from "./ledger.ts";
import { lastStart, segmentsOf } from "./segment.ts";
import {
  type SessionSpending,
  type Spending,
  spendingOf,
  withShare,
} from "./spending.ts";

/** What a ledger comes to, in the shape of `log --summary --json`. */
export interface Summary {
  readonly metric: string;
  readonly direction: Direction;
  readonly rows: number;
  readonly keep: number;
  readonly discard: number;
  readonly crash: number;
  readonly baseline:
    | { readonly commit: string; readonly metric: number }
    | null;
  readonly best: BestResult | null;
  readonly change: Change | null;
  /** How the best one varies by itself; null where nobody knows. */
  readonly noise: SeenNoise | null;
  /** What the session's agents took; null where nobody knows. */
  readonly spent: SessionSpending | null;
  /** Numbers of two segments are never compared; the above is the last one's. */
  readonly segments: readonly SegmentSummary[];
}

/** What rows came to that were measured in the same way. */
export interface SegmentSummary
  extends Pick<Summary, "baseline" | "best" | "change"> {
  /** Its first row. */
  readonly row: number;
  readonly rows: number;
  /** What changed before it; null for the first. */
  readonly reason: string | null;
}

/** The best kept row, in the shape of `log --best --json`. */
export interface BestResult {
  readonly commit: string;
  readonly metric: number;
  readonly description: string;
  readonly row: number;
}

/** The way from the baseline to the best. */
export interface Change {
  readonly absolute: number;
  /** Null where the baseline is 0. */
  readonly percent: number | null;
}

/** A row that was measured. */
export type Measured = Row & { readonly metric: number };

const UNKNOWN: Reference = { runs: [], runsSince: 0 };

/** By which word a later row takes a kept one back. */
const UNDONE = /^undone: row (\d+)/;

/**
 * Sums a ledger up.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseLedger } from "./ledger.ts";
 *
 * const { rows } = parseLedger(
 *   "commit\tmetric\tstatus\tdescription\n" +
 *     "bea057b\t4\tkeep\tbaseline\n" +
 *     "7f2a65c\t3\tkeep\tdeeper\n",
 * );
 * const summary = summarize(rows, { metric: "loss", direction: "lower" });
 * assertEquals(summary.change, { absolute: -1, percent: -25 });
 * ```
 */
export function summarize(
  rows: readonly Row[],
  { metric, direction, reference = UNKNOWN, spending = spendingOf(rows) }: {
    readonly metric: string;
    readonly direction: Direction;
    /** Runs of the best one. */
    readonly reference?: Reference;
    /** What failed calls took as well; the rows know of theirs alone. */
    readonly spending?: Spending | undefined;
  },
): Summary {
  const segments = segmentsOf(rows).map(({ rows: own, reason }) => {
    const row = own[0]?.row ?? 0;
    const known = rows.slice(0, row + own.length);
    return {
      row,
      rows: own.length,
      reason: reason ?? null,
      ...wayOf(known, direction),
    };
  });
  const starts = new Set(segments.map(({ row }) => row));
  const keeps = keptRows(rows).filter(({ row }) => !starts.has(row)).length;
  return {
    metric,
    direction,
    rows: rows.length,
    keep: count(rows, "keep"),
    discard: count(rows, "discard"),
    crash: count(rows, "crash"),
    ...wayOf(rows, direction),
    noise: seenNoise(reference),
    spent: spending === undefined ? null : withShare(spending, keeps),
    segments,
  };
}

/** The way from baseline to best in the last segment of these rows. */
function wayOf(
  rows: readonly Row[],
  direction: Direction,
): Pick<Summary, "baseline" | "best" | "change"> {
  const first = baselineRow(rows);
  const baseline = first?.metric === undefined
    ? null
    : { commit: first.commit, metric: first.metric };
  const top = bestRow(rows, direction);
  const best = top === undefined ? null : toResult(top);
  const change = baseline === null || best === null
    ? null
    : changeBetween(baseline.metric, best.metric);
  return { baseline, best, change };
}

/**
 * Returns the first of the best kept rows in the last segment; one that was
 * taken back is none.
 */
export function bestRow(
  rows: readonly Row[],
  direction: Direction,
): Measured | undefined {
  const start = lastStart(rows);
  let best: Measured | undefined;
  for (const row of measuredRows(rows)) {
    if (row.row < start) continue;
    if (best === undefined || isBetter(row.metric, best.metric, direction)) {
      best = row;
    }
  }
  return best;
}

/**
 * Returns the row that every other is compared with: the first kept one of the
 * last segment.
 */
export function baselineRow(rows: readonly Row[]): Row | undefined {
  const start = lastStart(rows);
  return keptRows(rows).find(({ row }) => row >= start);
}

/**
 * Returns the best metric up to each row of the last segment, from its first
 * kept one on.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseLedger } from "./ledger.ts";
 *
 * const { rows } = parseLedger(
 *   "commit\tmetric\tstatus\tdescription\n" +
 *     "bea057b\t4\tkeep\tbaseline\n" +
 *     "187e419\t5\tdiscard\twider\n" +
 *     "7f2a65c\t3\tkeep\tdeeper\n",
 * );
 * assertEquals(bestSoFar(rows, "lower"), [4, 4, 3]);
 * ```
 */
export function bestSoFar(
  rows: readonly Row[],
  direction: Direction,
): readonly number[] {
  const metrics = new Map(
    measuredRows(rows).map(({ row, metric }) => [row, metric]),
  );
  let best: number | undefined;
  return rows.slice(lastStart(rows)).flatMap(({ row }) => {
    const metric = metrics.get(row) ?? best;
    if (metric === undefined) return [];
    if (best === undefined || isBetter(metric, best, direction)) best = metric;
    return [best];
  });
}

function toResult(
  { commit, metric, description, row }: Measured,
): BestResult {
  return { commit, metric, description, row };
}

function changeBetween(baseline: number, best: number): Change {
  const absolute = best - baseline;
  const percent = 100 * absolute / Math.abs(baseline);
  // JSON has no infinity, which a baseline next to 0 comes to as well.
  return { absolute, percent: Number.isFinite(percent) ? percent : null };
}

function count(rows: readonly Row[], status: Row["status"]): number {
  return rows.filter((row) => row.status === status).length;
}

/** Returns the kept rows, but for those that were taken back. */
export function keptRows(rows: readonly Row[]): readonly Row[] {
  const gone = new Set(rows.map((row) => takenBack(rows, row)));
  return rows.filter((row) => row.status === "keep" && !gone.has(row));
}

/** Returns the row that a later one takes back, if it does so. */
export function takenBack(
  rows: readonly Row[],
  { row, commit, status, reason }: Row,
): Row | undefined {
  const number = UNDONE.exec(reason)?.[1];
  if (number === undefined || status !== "discard") return undefined;
  const kept = rows[Number(number)];
  const isMeant = kept !== undefined && kept.row < row &&
    kept.commit === commit;
  return isMeant ? kept : undefined;
}

function measuredRows(rows: readonly Row[]): readonly Measured[] {
  return keptRows(rows).flatMap((row) =>
    row.metric === undefined ? [] : [{ ...row, metric: row.metric }]
  );
}
