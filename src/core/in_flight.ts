/**
 * The experiment in flight, as `state.json` announces it: once before its
 * first effect, and once more when it is decided, before its row is written.
 */
export type InFlight = Begun | Decided;

export interface Begun {
  readonly stage: "begun";
  readonly row: number;
  readonly branch: string;
  /** Full id of the commit to go back to. */
  readonly incumbent: string;
  /** Whether a proposer of ours makes the change, or it stood there before. */
  readonly by: "proposer" | "outside";
  /** Ref of a candidate that is put aside while the baseline is measured. */
  readonly aside?: string;
}

export interface Decided {
  readonly stage: "decided";
  readonly row: number;
  readonly branch: string;
  readonly incumbent: string;
  readonly candidate: string;
  readonly tree: string;
  /** Whether the same tree would get the same verdict. */
  readonly isToldByTree: boolean;
  readonly isKept: boolean;
  /** The ledger's line, so that the row can be completed to the letter. */
  readonly line: string;
}

export function formatState(state: InFlight): string {
  return `${JSON.stringify(state)}\n`;
}

/**
 * Reads `state.json`; an empty or torn one says nothing.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const begun = {
 *   stage: "begun",
 *   row: 7,
 *   branch: "autoresearch/t1",
 *   incumbent: "c0ffee",
 *   by: "outside",
 * } as const;
 *
 * assertEquals(parseState(formatState(begun)), begun);
 * assertEquals(parseState('{"stage":"beg'), undefined);
 * ```
 */
export function parseState(text: string): InFlight | undefined {
  const value = parseJson(text);
  if (!isRecord(value)) return undefined;
  const { stage, row, branch, incumbent, by, aside } = value;
  if (
    typeof row !== "number" || typeof branch !== "string" ||
    typeof incumbent !== "string"
  ) return undefined;
  if (stage === "begun" && (by === "proposer" || by === "outside")) {
    const begun = { stage, row, branch, incumbent, by } as const;
    return typeof aside === "string" ? { ...begun, aside } : begun;
  }
  const { candidate, tree, isToldByTree, isKept, line } = value;
  if (
    stage === "decided" && typeof candidate === "string" &&
    typeof tree === "string" && typeof isToldByTree === "boolean" &&
    typeof isKept === "boolean" && typeof line === "string"
  ) {
    const decided = { row, branch, incumbent, candidate, tree };
    return { stage, ...decided, isToldByTree, isKept, line };
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
