import { whyFailed } from "../core/metric/measurement.ts";
import type { Ending } from "../core/ports.ts";
import { toOneLine } from "../core/text/plain_text.ts";
import { troubleOf } from "./cause.ts";
import { parseObject } from "./json.ts";
import type { Preset } from "./preset.ts";
import { NOTHING_READ, type PlainLines, type Reading } from "./reading.ts";
import {
  type AgentOutcome,
  type AgentReport,
  passingIn,
  type Trouble,
} from "./report.ts";

const MAX_MESSAGE = 300;

/** No line of text tells its sense later than this. */
const MAX_TEXT_LINE = 4096;

/** What sounds like an error among lines that are no events. */
const COMPLAINT =
  /\berror\b|unknown (?:option|argument|flag|command)|unrecognized|unexpected|not found|not (?:logged|signed) in|must specify|missing|\blimit\b|api[_ ]key/i;

/** Whoever is called so can't start, whatever else the words name. */
const USAGE =
  /(?:unknown|unrecognized|unexpected|invalid|bad|illegal|no such) (?:option|argument|flag|command|subcommand|value|choice)/i;

/**
 * Help names errors, keys and limits too, a heading says nothing yet, and a
 * stack names files.
 */
const NO_COMPLAINT = /^(?:-|\[|usage:|error:?$|at )/i;

/** What a shell says where it can't start a program, and parsers of flags. */
const NOT_STARTED: ReadonlySet<number> = new Set([2, 126, 127]);

/** What a shell makes of the signals by which programs are ended or crash. */
const BY_SIGNAL: ReadonlySet<number> = new Set(
  [1, 2, 6, 9, 11, 15].map((signal) => 128 + signal),
);

/** Takes in one line of an agent's output. */
export function readLine(
  preset: Preset,
  reading: Reading,
  line: string,
  now: Date,
): Reading {
  const { readEvent } = preset;
  const event = readEvent && parseObject(line);
  if (readEvent !== undefined && event !== undefined) {
    // It went on after whatever it complained of.
    const { plain } = NOTHING_READ;
    return readEvent({ ...reading, hasBegun: true, plain }, event, now);
  }
  const beginning = line.slice(0, MAX_TEXT_LINE);
  const text = toOneLine(beginning, MAX_MESSAGE);
  if (text === "") return preset.readText?.(reading, "", now) ?? reading;
  const isAnswer = preset.isAnswering?.(reading) ?? false;
  const next = { ...reading, plain: overhear(reading, text, isAnswer) };
  return preset.readText?.(next, beginning, now) ?? next;
}

function overhear(
  { hasBegun, plain }: Reading,
  text: string,
  isAnswer: boolean,
): PlainLines {
  if (NO_COMPLAINT.test(text)) return plain;
  const { first, complaint } = plain;
  // Help comes behind a wrong flag; else the last complaint tells the end.
  const isTold = !hasBegun && USAGE.test(complaint);
  const isComplaint = !isTold && COMPLAINT.test(text);
  return {
    first: first || text,
    complaint: isComplaint ? text : complaint,
    isAnswer,
  };
}

/** Returns what came of a call that has ended. */
export function reportOf(
  reading: Reading,
  ending: Ending,
  now: Date,
): AgentReport {
  const { text, tokens, usd } = reading;
  // Where a price is unknown most of them call it 0.
  const isPriced = usd !== 0 || tokens === undefined || tokens.output === 0;
  return {
    text: text.trim(),
    tokens,
    usd: isPriced ? usd : undefined,
    outcome: outcomeOf(reading, ending, now),
  };
}

/** The exit code counts where nothing else tells: some lie in both directions. */
function outcomeOf(
  { trouble, refusal, isDone, hasBegun, plain }: Reading,
  ending: Ending,
  now: Date,
): AgentOutcome {
  if (trouble !== undefined) return failed(settled(trouble));
  if (refusal !== undefined) {
    return failed({ cause: { kind: "refused" }, message: refusal });
  }
  if (isDone) return { kind: "finished" };
  if (ending.kind === "spawnFailed") {
    return failed({ cause: { kind: "cannotStart" }, message: ending.reason });
  }
  const why = whyFailed(ending);
  const isExit = ending.kind === "exited" && !BY_SIGNAL.has(ending.code);
  if (!hasBegun && isExit) {
    if (why === undefined) return { kind: "finished" };
    const message = plain.complaint || plain.first || why;
    const isTold = !plain.isAnswer && !NOT_STARTED.has(ending.code);
    return failed(whyNotStarted(message, isTold, now));
  }
  const message = why ?? "it ended in the midst of its work";
  return isExit && plain.complaint !== ""
    ? failed(whyCut(message, plain, now))
    : failed({ cause: { kind: "cut" }, message });
}

function whyNotStarted(message: string, isTold: boolean, now: Date): Trouble {
  const trouble = troubleOf({ message }, now);
  return isTold && isKnown(trouble) && !USAGE.test(message)
    ? trouble
    : { ...trouble, cause: { kind: "cannotStart" } };
}

/** Some tell of their end beside their stream alone. */
function whyCut(
  message: string,
  { complaint, isAnswer }: PlainLines,
  now: Date,
): Trouble {
  const trouble = troubleOf({ message: complaint }, now);
  return !isAnswer && isKnown(trouble)
    ? trouble
    : { cause: { kind: "cut" }, message: `${message}: ${complaint}` };
}

/** Other words are too many to be taken for a cause. */
function isKnown(trouble: Trouble): boolean {
  return passingIn(trouble) !== undefined ||
    trouble.cause.kind === "notLoggedIn";
}

function failed(trouble: Trouble): AgentOutcome {
  return { kind: "failed", ...trouble };
}

/** Whoever has ended tries no longer. */
function settled({ cause, message }: Trouble): Trouble {
  return cause.kind === "limit"
    ? { cause: { ...cause, isRetrying: false }, message }
    : { cause, message };
}
