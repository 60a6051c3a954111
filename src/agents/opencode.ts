import { toOneLine } from "../core/text/plain_text.ts";
import { at, type JsonObject, numberAt, textAt } from "./json.ts";
import { flags, type Preset } from "./preset.ts";
import { complain, goOn, type Reading, say, spend } from "./reading.ts";

export const opencode: Preset = {
  name: "opencode",
  isTried: true,
  program: ["opencode", "run"],
  flags: flags("--format json", "--auto"),
  variables: {
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
  },
  prompt: { kind: "stdin", words: [] },
  readEvent(reading, event, now) {
    switch (event["type"]) {
      case "text":
        return say(reading, textAt(event, "part", "text"));
      case "tool_use":
        return readTool(goOn(reading), event);
      case "step_finish":
        return readStep(reading, event);
      case "error":
        return complain(reading, {
          message: textAt(event, "error", "data", "message") ||
            textAt(event, "error", "name"),
          status: numberAt(event, "error", "data", "statusCode"),
        }, now);
      default:
        return reading;
    }
  },
};

function readTool(reading: Reading, event: JsonObject): Reading {
  const error = textAt(event, "part", "state", "error");
  return /reject\w* permission|permission\b.*\b(?:reject|denied)/i.test(error)
    ? { ...reading, refusal: toOneLine(error, 300) }
    : reading;
}

/** Every step tells its own, and its input leaves out the cache's part. */
function readStep(reading: Reading, event: JsonObject): Reading {
  const part = at(event, "part");
  const cached = numberAt(part, "tokens", "cache", "read") ?? 0;
  const stored = numberAt(part, "tokens", "cache", "write") ?? 0;
  const tokens = {
    input: (numberAt(part, "tokens", "input") ?? 0) + cached + stored,
    cached,
    output: numberAt(part, "tokens", "output") ?? 0,
  };
  const isDone = textAt(part, "reason") === "stop";
  const next = goOn({ ...reading, isDone });
  return spend(next, tokens, numberAt(part, "cost"));
}
