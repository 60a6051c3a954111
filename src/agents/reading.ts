import type { Tokens } from "../core/experiment/agent_use.ts";
import { type Complaint, troubleOf } from "./cause.ts";
import type { Limit, Trouble } from "./report.ts";

/** More of its last words nobody needs. */
const MAX_TEXT = 64 * 1024;

/** What is known of a call while its stream is read. */
export interface Reading {
  /** What the agent said last. */
  readonly text: string;
  readonly tokens: Tokens | undefined;
  readonly usd: number | undefined;
  /** What stands in its way as things are. */
  readonly trouble: Trouble | undefined;
  /** Whether it has said of its trouble that it tries again. */
  readonly triesAgain: boolean;
  /** What it was not allowed to do: no later step takes that back. */
  readonly refusal: string | undefined;
  /** Whether it has come to its own end. */
  readonly isDone: boolean;
  /** Whether anything of it was understood. */
  readonly hasBegun: boolean;
  readonly plain: PlainLines;
}

/** Lines since the last event; few of them, since there may be any number. */
export interface PlainLines {
  readonly first: string;
  /** The last that sounds like an error; of its flags, the first. */
  readonly complaint: string;
  /** Whether they are its answer, which may speak of any error. */
  readonly isAnswer: boolean;
}

export const NOTHING_READ: Reading = {
  text: "",
  tokens: undefined,
  usd: undefined,
  trouble: undefined,
  triesAgain: false,
  refusal: undefined,
  isDone: false,
  hasBegun: false,
  plain: { first: "", complaint: "", isAnswer: false },
};

/** The agent goes on, so whatever stood in its way is out of it. */
export function goOn(reading: Reading): Reading {
  return { ...reading, trouble: undefined };
}

/** The agent goes on by saying something. */
export function say(reading: Reading, text: string): Reading {
  if (text === "") return reading;
  // To cut a text that grows means to copy it, for every line again.
  const kept = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
  return goOn({ ...reading, text: kept });
}

/** The agent goes on with what it was saying. */
export function sayMore(reading: Reading, text: string): Reading {
  const { text: before } = reading;
  return say(reading, before.length < MAX_TEXT ? before + text : before);
}

/** Something stands in its way. */
export function complain(
  reading: Reading,
  complaint: Complaint,
  now: Date,
): Reading {
  const trouble = troubleOf(complaint, now);
  const { cause } = trouble;
  if (cause.kind !== "limit") return { ...reading, trouble };
  const before = reading.trouble?.cause;
  // The last of several errors is the one that doesn't tell the time again.
  const resetAt = cause.resetAt ??
    (before?.kind === "limit" ? before.resetAt : undefined);
  const limit: Limit = {
    ...cause,
    ...(resetAt === undefined ? {} : { resetAt }),
  };
  return { ...reading, trouble: { ...trouble, cause: limit } };
}

/** Adds what one of several steps took. */
export function spend(
  reading: Reading,
  tokens: Tokens,
  usd: number | undefined,
): Reading {
  const before = reading.tokens ?? { input: 0, cached: 0, output: 0 };
  return {
    ...reading,
    tokens: {
      input: before.input + tokens.input,
      cached: before.cached + tokens.cached,
      output: before.output + tokens.output,
    },
    usd: usd === undefined ? reading.usd : (reading.usd ?? 0) + usd,
  };
}
