import { toOneLine } from "../core/text/plain_text.ts";
import { parseObject, textAt } from "./json.ts";
import type { Cause, Trouble } from "./report.ts";
import { resetTimeIn } from "./reset_time.ts";

const MAX_MESSAGE = 300;

/** What an agent says of something that went wrong. */
export interface Complaint {
  readonly message: string;
  /** Of the model's server, where the agent names it apart. */
  readonly status?: number | undefined;
  /** Whether the agent goes on trying by itself. */
  readonly isRetrying?: boolean;
}

/** An HTTP status in words: `API Error: 401 …`, `"code":429`, `500 oh no`. */
const STATUS =
  /^\s*([45]\d\d)\b|(?:status(?: of)?|error|code|\bHTTP(?:\/[\d.]+)?)\W{0,3}\s?([45]\d\d)\b/i;

/** The first that matches counts: a limit is often told as an error as well. */
const WORDS: readonly (readonly [Cause["kind"], RegExp])[] = [
  [
    "limit",
    // A context that is full is not empty again by itself.
    /rate.?limit|usage.?limit|hit your (?:[\w'’-]+ ){0,4}limit|(?<!context |length |tokens? )limit reached|too many requests|(?<!disk )quota|RESOURCE_EXHAUSTED|out of (?:extra )?usage/i,
  ],
  [
    "notLoggedIn",
    /not (?:logged|signed) in|\blog ?in\b|unauthori[sz]ed|authenticat|api[ _-]?key/i,
  ],
  ["refused", /permission|requires approval|not allowed|read-only sandbox/i],
  [
    "serverError",
    // A model that is unavailable may be one that there isn't.
    /overloaded|high (?:demand|load)|at capacity|internal[ _]?(?:server[ _]?)?error|server[ _](?:had an )?error|(?:temporarily|currently) unavailable|(?<!\bmodel\b.{0,60})unavailable|bad ?gateway|gateway time-?out|try again later/i,
  ],
  [
    "disconnected",
    /terminated|connection|connect error|unable to connect|socket|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|name resolution|resolve host|dns error|disconnected|network|fetch failed|error sending request|premature close|stream (?:closed|ended)|timed? ?out|deadline.?exceeded/i,
  ],
  ["cut", /aborted/i],
];

/**
 * Returns what is behind a complaint, and what to show of it.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const message = 'Error: {"error": {"code": 401, "message": "Who are you?"}}';
 * assertEquals(troubleOf({ message }, new Date(0)), {
 *   cause: { kind: "notLoggedIn" },
 *   message: "Who are you?",
 * });
 * ```
 */
export function troubleOf(complaint: Complaint, now: Date): Trouble {
  const { message, isRetrying = false } = complaint;
  const status = complaint.status ?? statusIn(message);
  const kind = kindOf(status, kindOfWords(message));
  const shown = toOneLine(innerMessage(message), MAX_MESSAGE);
  if (kind !== "limit") return { cause: { kind }, message: shown };
  const resetAt = resetTimeIn(message, now);
  return {
    cause: {
      kind,
      ...(resetAt === undefined ? {} : { resetAt }),
      isRetrying,
    },
    message: shown,
  };
}

function statusIn(message: string): number | undefined {
  const [, atStart, named] = STATUS.exec(message) ?? [];
  const digits = atStart ?? named;
  return digits === undefined ? undefined : Number(digits);
}

/** A status comes before the words, where it says more than that it failed. */
function kindOf(
  status: number | undefined,
  told: Cause["kind"],
): Cause["kind"] {
  switch (status) {
    case undefined:
      return told;
    case 401:
      return "notLoggedIn";
    case 402: // Nothing is left on the account, which may be filled up meanwhile.
    case 429:
      return "limit";
    case 403: // Some say so of a limit as well.
      return told === "limit" ? told : "notLoggedIn";
    case 408:
      return "disconnected";
    default:
      return status >= 500 ? "serverError" : told;
  }
}

function kindOfWords(message: string): Cause["kind"] {
  return WORDS.find(([, words]) => words.test(message))?.[0] ?? "unknown";
}

/** What a person would read of an error that was sent as JSON. */
function innerMessage(message: string): string {
  const text = /^\[API Error: (.*)\]/s.exec(message)?.[1] ?? message;
  const object = parseObject(text.slice(text.indexOf("{")));
  return textAt(object, "error", "message") || textAt(object, "message") ||
    text;
}
