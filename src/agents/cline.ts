import { at, type JsonObject, numberAt, textAt } from "./json.ts";
import { flags, type Preset } from "./preset.ts";
import { complain, goOn, type Reading, say } from "./reading.ts";

export const cline: Preset = {
  name: "cline",
  isTried: true,
  program: ["cline"],
  flags: flags("--json", "--auto-approve true"),
  variables: { CLINE_NO_AUTO_UPDATE: "1" },
  // It speaks of piped input, but doesn't take it.
  prompt: { kind: "argument" },
  readEvent(reading, event, now) {
    switch (event["type"]) {
      case "agent_event":
        return readAgentEvent(reading, event, now);
      case "run_result":
        return readResult(reading, event, now);
      case "run_aborted":
        return complain(reading, { message: "aborted" }, now);
      case "error":
        return complain(reading, { message: textAt(event, "message") }, now);
      default:
        return reading;
    }
  },
};

function readAgentEvent(
  reading: Reading,
  { event }: JsonObject,
  now: Date,
): Reading {
  switch (at(event, "type")) {
    case "content_end":
      return at(event, "contentType") === "text"
        ? say(reading, textAt(event, "text"))
        : goOn(reading);
    case "error": {
      const message = textAt(event, "error", "message");
      const status = at(event, "errorClass") === "auth" ? 401 : undefined;
      return complain(reading, { message, status }, now);
    }
    default:
      return reading;
  }
}

function readResult(before: Reading, event: JsonObject, now: Date): Reading {
  const usage = at(event, "usage");
  const input = numberAt(usage, "inputTokens");
  const reading: Reading = {
    ...before,
    isDone: true,
    tokens: input === undefined ? undefined : {
      input,
      cached: numberAt(usage, "cacheReadTokens") ?? 0,
      output: numberAt(usage, "outputTokens") ?? 0,
    },
    usd: numberAt(usage, "totalCost"),
  };
  const text = textAt(event, "text");
  return event["finishReason"] === "error"
    ? complain(reading, { message: text }, now)
    : say(goOn(reading), text);
}
