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
  /^\s*([45]\d\d)\b(?![,.]\d)|(?:status(?: of)?|error|code|\bHTTP(?:\/[\d.]+)?)\W{0,3}\s?([45]\d\d)\b(?![,.]\d)/i;

/** What has a name: `--timeout`, `/src/network/socket.ts` tell of no trouble. */
const NAMES = /(?<![\w-])--\w[\w-]*|(?<![\w.~@-])[\w.~@-]*(?:\/[\w.~@-]+)+/g;

/**
 * The first that matches counts: a limit is often told as an error as well.
 * Whatever passes is waited for without an end, so that words which may mean
 * something else are none of these.
 */
const WORDS: readonly (readonly [Cause["kind"], readonly RegExp[]])[] = [
  ["unknown", [
    // A context that is full is not empty again by itself.
    /context[ _]?(?:window|length|limit)/i,
    /model[ _]not[ _]found/i,
    // A server of the user's own, and not the model's.
    /\bmcp\b/i,
  ]],
  ["limit", [
    /(?:rate|usage).?limit(?<!\b(?:approaching|near(?:ing)?|close to|% of) (?:[\w'’-]+ ){0,4}\w+.?limit)/i,
    /\b(?:hour(?:ly)?|daily|weekly|monthly|session|requests?|messages?|spend(?:ing)?|plan|account) limit (?:has been |was )?(?:reached|exceeded)/i,
    /limit reached\W{0,4}(?:resets|try again (?:in|at|after)|\d{10})/i,
    /(?:hit|reached|exceeded) your (?:(?!turn|step|tool|token|output|context|budget|max)[\w'’-]+ ){0,4}limit/i,
    /too many requests|(?<!disk )quota|RESOURCE_EXHAUSTED|out of (?:extra )?usage/i,
  ]],
  // Whoever can't be reached can't tell either who is logged in.
  ["disconnected", [
    /\bE(?:CONN[A-Z]+|AI_[A-Z]+|NOTFOUND|(?:SOCKET)?TIMED?OUT|PIPE|(?:NET|HOST)(?:UNREACH|DOWN))\b/,
    /\b(?:UND_)?ERR_(?:NETWORK|INTERNET|NAME_NOT|CONNECTION|SOCKET|ADDRESS_UN|TIMED_OUT|[A-Z]+_TIMEOUT)/,
    /connection ?(?:to \S+ )?(?:(?:was|has been) )?(?:unexpectedly )?(?:error|lost|refused|reset|closed|timed|time-?out|failed|failure|attempts? failed|abort|terminated|dropped|broken|interrupted)/i,
    /(?:lost|closed) (?:the )?connection|new connection|body from connection|connect error|unable to connect|connect to (?:the )?(?:server|host|endpoint)\b/i,
    /network ?(?:error|request failed|connection|timeout|(?:is )?(?:unreachable|down))|no route to host|host (?:is )?(?:unreachable|down)|internet connection|(?:dial|read|write) tcp|broken pipe/i,
    /socket (?:hang up|(?:was )?closed|error|disconnected|connection|time-?out)|other side closed/i,
    /name ?resolution|name or service not known|resolve host|no such host|nodename nor servname|dns (?:error|lookup|resolution)/i,
    /(?:stream|server|peer) (?:has |was )?disconnected|stream (?:closed|ended|terminated)|(?:^|: )terminated\s*(?:$|[(.\]])/i,
    /fetch failed|failed to fetch|error sending request|(?:decoding|reading) (?:an? |the )?(?:response )?body|premature[ _]?close|ended prematurely|incomplete ?(?:chunked )?read|handshake (?:eof|time)/i,
    /(?:request|response|operation|connect|api|read|write|pool|headers|body|stream|server|upstream|idle)[ _]?time(?:d? ?|-)out|^\W*(?:\w*error: )?time(?:d? ?|-)out\W*$|due to timeout|deadline.?exceeded/i,
  ]],
  ["notLoggedIn", [
    /not (?:logged|signed) in|\blog ?in\b|unauthori[sz]ed|authenticat|api[ _-]?key/i,
  ]],
  ["refused", [
    /permission|requires approval|not allowed|read-only sandbox/i,
  ]],
  ["serverError", [
    /overloaded|(?:server|service|model|engine) is (?:\w+ )?busy|high (?:demand|load)|at capacity|internal[ _]?(?:server[ _]?)?error|server[ _](?:had an )?error/i,
    // What is unavailable to somebody, and a model, may be what there isn't.
    /(?:temporarily|currently) unavailable(?<!resource temporarily unavailable)(?! (?:to|for|in)\b)/i,
    /unavailable(?<!\bmodel\b.{0,60}unavailable|resource temporarily unavailable)(?! (?:to|for|in)\b)/i,
    /bad ?gateway|gateway time-?out|try again later/i,
  ]],
  ["cut", [/aborted/i]],
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
  told: Cause["kind"] | undefined,
): Cause["kind"] {
  switch (status) {
    case undefined:
      return told ?? "unknown";
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
      if (status >= 500) return told === "unknown" ? told : "serverError";
      // The server has understood, and will say the same tomorrow.
      return told === "serverError" || told === "disconnected"
        ? "unknown"
        : told ?? "unknown";
  }
}

function kindOfWords(message: string): Cause["kind"] | undefined {
  const words = message.replaceAll(NAMES, "");
  return WORDS.find(([, said]) => said.some((each) => each.test(words)))?.[0];
}

/** What a person would read of an error that was sent as JSON. */
function innerMessage(message: string): string {
  const text = /^\[API Error: (.*)\]/s.exec(message)?.[1] ?? message;
  const object = parseObject(text.slice(text.indexOf("{")));
  return textAt(object, "error", "message") || textAt(object, "message") ||
    text;
}
