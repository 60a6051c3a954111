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
const STATUS = /^\s*([45]\d\d)\b|(?:status|error|code)\W{0,3}\s?([45]\d\d)\b/i;

/** The first that matches counts: a limit is often told as an error as well. */
const WORDS: readonly (readonly [Cause["kind"], RegExp])[] = [
  [
    "limit",
    /rate.?limit|usage.?limit|hit your \w* ?limit|limit reached|too many requests|quota|RESOURCE_EXHAUSTED/i,
  ],
  [
    "notLoggedIn",
    /not (?:logged|signed) in|\blog ?in\b|unauthori[sz]ed|authenticat|api[ _-]?key/i,
  ],
  ["refused", /permission|requires approval|not allowed|read-only sandbox/i],
  [
    "serverError",
    /overloaded|high demand|internal (?:server )?error|server (?:had an )?error|unavailable|bad gateway/i,
  ],
  [
    "cut",
    /terminated|connection|connect error|socket|ECONN|ENOTFOUND|disconnected|network|fetch failed|timed? ?out|aborted/i,
  ],
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
  const kind = kindOfStatus(status) ?? kindOfWords(message);
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

function kindOfStatus(status: number | undefined): Cause["kind"] | undefined {
  if (status === undefined) return undefined;
  // 402: nothing is left on the account, which may be filled up meanwhile.
  if (status === 429 || status === 402) return "limit";
  if (status === 401 || status === 403) return "notLoggedIn";
  return status >= 500 ? "serverError" : undefined;
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
