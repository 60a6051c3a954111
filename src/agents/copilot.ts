import { toOneLine } from "../core/text/plain_text.ts";
import { type JsonObject, numberAt, textAt } from "./json.ts";
import { flags, type Preset } from "./preset.ts";
import { complain, goOn, type Reading, say } from "./reading.ts";

export const copilot: Preset = {
  name: "copilot",
  isTried: true,
  program: ["copilot"],
  flags: [
    {
      words: ["--allow-all-tools"],
      unless: ["--allow-all", "--yolo", "--allow-tool"],
    },
    ...flags("--no-ask-user", "--output-format json"),
  ],
  variables: { COPILOT_AUTO_UPDATE: "false" },
  prompt: { kind: "stdin", words: [] },
  readEvent(reading, event, now) {
    switch (event["type"]) {
      case "assistant.message":
        return say(reading, textAt(event, "data", "content"));
      case "model.call_failure":
        return readFailure(reading, event, now);
      case "model.call_finished":
        return textAt(event, "data", "outcome") === "success"
          ? goOn(reading)
          : reading;
      case "session.error":
        return complain(reading, {
          message: textAt(event, "data", "message"),
          status: numberAt(event, "data", "statusCode"),
        }, now);
      case "tool.execution_complete":
        return textAt(event, "data", "error", "code") === "denied"
          ? { ...reading, refusal: errorText(event) }
          : reading;
      case "abort":
        return complain(reading, { message: "aborted" }, now);
      case "result":
        return { ...reading, isDone: true };
      default:
        return reading;
    }
  },
};

/** It tries up to five times, for a minute; then there is a session.error. */
function readFailure(reading: Reading, event: JsonObject, now: Date): Reading {
  const status = numberAt(event, "data", "statusCode");
  const message = status === undefined
    ? "connection lost"
    : `the model's server answered ${status}`;
  return complain(reading, { message, status, isRetrying: true }, now);
}

function errorText(event: JsonObject): string {
  return toOneLine(textAt(event, "data", "error", "message"), 300);
}
