import type { Tokens } from "../core/experiment/agent_use.ts";
import { at, type JsonObject, listAt, numberAt, textAt } from "./json.ts";
import { complain, goOn, type Reading, say } from "./reading.ts";

/** How the relatives of this stream count in their last event. */
export type ReadTokens = (usage: unknown) => Tokens | undefined;

/** Reads an event of the stream that claude prints, and others after it. */
export function readClaudeEvent(
  reading: Reading,
  event: JsonObject,
  now: Date,
  readTokens: ReadTokens,
): Reading {
  switch (event["type"]) {
    case "assistant":
      // An error that is dressed up as an answer.
      return at(event, "error") === undefined
        ? say(goOn(reading), contentText(at(event, "message", "content")))
        : reading;
    case "result":
      return readResult(reading, event, now, readTokens);
    default:
      return reading;
  }
}

function readResult(
  before: Reading,
  event: JsonObject,
  now: Date,
  readTokens: ReadTokens,
): Reading {
  const reading: Reading = {
    ...before,
    isDone: true,
    tokens: readTokens(at(event, "usage")),
    usd: numberAt(event, "total_cost_usd"),
    refusal: deniedTools(event) ?? before.refusal,
  };
  const text = textAt(event, "result");
  if (event["is_error"] !== true) return say(goOn(reading), text);
  const reason = textAt(event, "subtype").replaceAll("_", " ");
  const message = text || textAt(event, "error", "message") || reason;
  const status = numberAt(event, "api_error_status");
  return complain(reading, { message, status }, now);
}

function deniedTools(event: JsonObject): string | undefined {
  const names = listAt(event, "permission_denials")
    .map((denial) => textAt(denial, "tool_name"))
    .filter((name) => name !== "");
  return names.length === 0 ? undefined : [...new Set(names)].join(", ");
}

/** The text of a message that consists of parts. */
export function contentText(content: unknown): string {
  if (!Array.isArray(content)) return "";
  return content.filter((part) => at(part, "type") === "text")
    .map((part) => textAt(part, "text")).join("\n").trim();
}
