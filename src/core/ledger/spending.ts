import type { AgentUse } from "../experiment/agent_use.ts";
import type { Row } from "./ledger.ts";

/** What agents took, in the shape of `log --summary --json`. */
export interface Spending {
  /** All that models read, out of a cache too, and wrote; null if unknown. */
  readonly tokens: number | null;
  /** As far as the agents say what they cost; null where none does. */
  readonly usd: number | null;
  /** In which they were at work. */
  readonly seconds: number;
}

export interface SessionSpending extends Spending {
  /** The same for each keep; null where nothing was kept. */
  readonly perKeep: Spending | null;
}

export const NOTHING_SPENT: Spending = { tokens: null, usd: null, seconds: 0 };

/**
 * Adds what one call took; what it doesn't say adds nothing.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const tokens = { input: 100, cached: 20, output: 5 };
 * const calls = [{ seconds: 2, tokens, usd: 0.1 }, { seconds: 3, usd: 0.2 }];
 * assertEquals(calls.reduce(addUse, NOTHING_SPENT), {
 *   tokens: 105,
 *   usd: 0.3,
 *   seconds: 5,
 * });
 * ```
 */
export function addUse(
  spending: Spending,
  { seconds, tokens, usd }: AgentUse,
): Spending {
  return add(spending, {
    tokens: tokens === undefined ? null : tokens.input + tokens.output,
    usd: usd ?? null,
    seconds,
  });
}

/**
 * Returns what a session's agents took; nothing where nobody tells of it. Each
 * of its two sources may be lost or cut: what the other has seen was paid for.
 *
 * @param counted what was counted call by call, failed ones among them
 */
export function spendingOf(
  rows: readonly Row[],
  counted?: Spending,
): Spending | undefined {
  const told = toldBy(rows);
  if (counted === undefined || told === undefined) return counted ?? told;
  return {
    tokens: larger(counted.tokens, told.tokens),
    usd: larger(counted.usd, told.usd),
    seconds: Math.max(counted.seconds, told.seconds),
  };
}

function larger(some: number | null, other: number | null): number | null {
  if (some === null || other === null) return some ?? other;
  return Math.max(some, other);
}

function toldBy(rows: readonly Row[]): Spending | undefined {
  const told = rows.filter(({ agentSeconds }) => agentSeconds !== undefined);
  if (told.length === 0) return undefined;
  return told
    .map(({ tokens = null, usd = null, agentSeconds: seconds = 0 }) => ({
      tokens,
      usd,
      seconds,
    }))
    .reduce(add, NOTHING_SPENT);
}

/** Returns a spending with what each of so many keeps comes to. */
export function withShare(spending: Spending, keeps: number): SessionSpending {
  if (keeps === 0) return { ...spending, perKeep: null };
  const { tokens, usd, seconds } = spending;
  const perKeep = {
    tokens: tokens === null ? null : Math.round(tokens / keeps),
    usd: usd === null ? null : roundTo(usd / keeps, 6),
    seconds: roundTo(seconds / keeps, 3),
  };
  return { ...spending, perKeep };
}

export function formatSpending(spending: Spending): string {
  return `${JSON.stringify(spending)}\n`;
}

/**
 * Reads what {@linkcode formatSpending} wrote; what was damaged says nothing.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const spending = { tokens: 105, usd: null, seconds: 5 };
 * assertEquals(parseSpending(formatSpending(spending)), spending);
 * assertEquals(parseSpending('{"tok'), undefined);
 * ```
 */
export function parseSpending(text: string): Spending | undefined {
  const { tokens, usd, seconds } = parseFields(text);
  if (!isAmount(seconds)) return undefined;
  return {
    tokens: isAmount(tokens) ? tokens : null,
    usd: isAmount(usd) ? usd : null,
    seconds,
  };
}

function parseFields(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** JSON has no infinity, but 1e999 reads as one. */
function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** Sums of decimals grow digits that nobody has paid. */
function add(some: Spending, more: Spending): Spending {
  return {
    tokens: addKnown(some.tokens, more.tokens),
    usd: addKnown(some.usd, more.usd),
    seconds: roundTo(some.seconds + more.seconds, 3),
  };
}

function addKnown(some: number | null, more: number | null): number | null {
  return some === null ? more : roundTo(some + (more ?? 0), 6);
}

function roundTo(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
