import { isRowNumber } from "../ledger/ledger.ts";
import type { StashEntry } from "../ports.ts";

/**
 * The experiment in flight, as `state.json` announces it: once before its
 * first effect, and once more when it is decided, before its row is written.
 */
export type InFlight = Begun | Decided | Measured;

interface Announced {
  readonly row: number;
  readonly branch: string;
  /** Full id of the commit to go back to. */
  readonly incumbent: string;
}

export interface Begun extends Announced {
  readonly stage: "begun";
  /** Whether a proposer of ours makes the change, or it stood there before. */
  readonly by: "proposer" | "outside";
  /** The user's stash, which a proposer can reach. */
  readonly stash?: readonly StashEntry[];
  readonly aside?: Aside;
}

/** What stands in the files while the baseline is measured without it. */
export interface Aside {
  /** Ref that holds the tree. */
  readonly ref: string;
  readonly tree: string;
  /** The paths to be put back. */
  readonly paths: readonly string[];
}

export interface Decided extends Announced {
  readonly stage: "decided";
  readonly candidate: string;
  readonly tree: string;
  /** Whether the same tree would get the same verdict. */
  readonly isToldByTree: boolean;
  readonly isKept: boolean;
  /** The ledger's line, so that the row can be completed to the letter. */
  readonly line: string;
  /** The text of the experiment's record. */
  readonly record?: string;
}

/** The baseline once it has a number: a row, and nothing to take back. */
export interface Measured extends Announced {
  readonly stage: "measured";
  readonly tree: string;
  readonly line: string;
  readonly record?: string;
  readonly aside?: Aside;
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
  const { stage, row, branch, incumbent } = value;
  if (
    !isRowNumber(row) || typeof branch !== "string" ||
    typeof incumbent !== "string"
  ) return undefined;
  const announced = { row, branch, incumbent };
  switch (stage) {
    case "begun":
      return toBegun(announced, value);
    case "decided":
      return toDecided(announced, value);
    case "measured":
      return toMeasured(announced, value);
    default:
      return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function toBegun(announced: Announced, fields: Fields): Begun | undefined {
  const { by } = fields;
  if (by !== "proposer" && by !== "outside") return undefined;
  const entries = stashIn(fields);
  return { stage: "begun", ...announced, by, ...entries, ...asideIn(fields) };
}

function stashIn({ stash }: Fields): Pick<Begun, "stash"> {
  return Array.isArray(stash) ? { stash: stash.filter(isStashEntry) } : {};
}

function isStashEntry(value: unknown): value is StashEntry {
  return isRecord(value) && typeof value["commit"] === "string" &&
    typeof value["message"] === "string";
}

function toDecided(announced: Announced, fields: Fields): Decided | undefined {
  const { candidate, tree, isToldByTree, isKept, line } = fields;
  if (
    typeof candidate !== "string" || typeof tree !== "string" ||
    typeof isToldByTree !== "boolean" || typeof isKept !== "boolean" ||
    typeof line !== "string"
  ) return undefined;
  const verdict = { candidate, tree, isToldByTree, isKept, line };
  return { stage: "decided", ...announced, ...verdict, ...recordIn(fields) };
}

function toMeasured(
  announced: Announced,
  fields: Fields,
): Measured | undefined {
  const { tree, line } = fields;
  if (typeof tree !== "string" || typeof line !== "string") return undefined;
  const measured = { ...announced, tree, line };
  return {
    stage: "measured",
    ...measured,
    ...recordIn(fields),
    ...asideIn(fields),
  };
}

function recordIn({ record }: Fields): { readonly record?: string } {
  return typeof record === "string" ? { record } : {};
}

function asideIn({ aside }: Fields): { readonly aside?: Aside } {
  if (!isRecord(aside)) return {};
  const { ref, tree, paths } = aside;
  if (
    typeof ref !== "string" || typeof tree !== "string" ||
    !Array.isArray(paths)
  ) return {};
  const names = paths.filter((path) => typeof path === "string");
  return { aside: { ref, tree, paths: names } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
