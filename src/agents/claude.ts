import type { Tokens } from "../core/experiment/agent_use.ts";
import { readClaudeEvent } from "./claude_stream.ts";
import { type JsonObject, numberAt, textAt } from "./json.ts";
import { flags, type Preset } from "./preset.ts";
import { complain, type Reading } from "./reading.ts";

/** Told as an answer by some versions, with no sign of an error. */
const LIMIT =
  /^(?:(?:Claude (?:AI )?usage|5-hour|session|(?:\w+ )?weekly) limit reached(?=\s*(?:$|[|·∙•]|[-–—,.]?\s*(?:resets|your limit will reset|please)))|You['’]ve hit your (?:[\w-]+ ){0,3}limit|You['’]re out of extra usage)/i;

/** It waits longer only where the server has told it how long. */
const LONGEST_OWN_MS = 60_000;

export const claude: Preset = {
  name: "claude",
  isTried: true,
  program: ["claude"],
  // As root it refuses to skip permissions; these work for everybody.
  flags: [
    ...flags("-p", "--output-format stream-json", "--verbose"),
    {
      words: ["--permission-mode", "acceptEdits"],
      unless: ["--dangerously-skip-permissions"],
    },
    {
      words: ["--allowedTools", "Bash"],
      unless: ["--allowed-tools", "--dangerously-skip-permissions"],
    },
  ],
  variables: {
    DISABLE_AUTOUPDATER: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  },
  prompt: { kind: "stdin", words: [] },
  readEvent(reading, event, now) {
    const { type, subtype } = event;
    if (type === "system" && subtype === "api_retry") {
      return readRetry(reading, event, now);
    }
    if (type === "rate_limit_event") return readLimit(reading, event, now);
    const next = readClaudeEvent(reading, event, now, readTokens);
    return type === "result" && LIMIT.test(next.text)
      ? complain({ ...next, text: "" }, { message: next.text }, now)
      : next;
  },
  readText: (reading, line, now) =>
    LIMIT.test(line) ? complain(reading, { message: line }, now) : reading,
};

/** It tries up to ten times, for three minutes, and says so each time. */
function readRetry(reading: Reading, event: JsonObject, now: Date): Reading {
  const status = numberAt(event, "error_status");
  // Without a status the connection was lost.
  const error = textAt(event, "error").replaceAll("_", " ");
  const delay = numberAt(event, "retry_delay_ms") ?? 0;
  const told = delay > LONGEST_OWN_MS ? `, retry in ${delay} ms` : "";
  const message = status === undefined ? "connection lost" : error + told;
  return complain(reading, { status, message, isRetrying: true }, now);
}

function readLimit(reading: Reading, event: JsonObject, now: Date): Reading {
  if (textAt(event, "rate_limit_info", "status") !== "rejected") return reading;
  const epoch = numberAt(event, "rate_limit_info", "resetsAt");
  const message = "usage limit reached" +
    (epoch === undefined ? "" : `|${Math.trunc(epoch)}`);
  return complain(reading, { message, isRetrying: true }, now);
}

/** Its input leaves out what came from the cache, and what went into it. */
function readTokens(usage: unknown): Tokens | undefined {
  const input = numberAt(usage, "input_tokens");
  if (input === undefined) return undefined;
  const cached = numberAt(usage, "cache_read_input_tokens") ?? 0;
  const stored = numberAt(usage, "cache_creation_input_tokens") ?? 0;
  return {
    input: input + cached + stored,
    cached,
    output: numberAt(usage, "output_tokens") ?? 0,
  };
}
