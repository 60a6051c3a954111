import { contentText } from "./claude_stream.ts";
import { at, type JsonObject, numberAt, textAt } from "./json.ts";
import { flags, type Preset } from "./preset.ts";
import { complain, goOn, type Reading, say, spend } from "./reading.ts";

export const pi: Preset = {
  name: "pi",
  isTried: true,
  program: ["pi"],
  flags: flags("--mode json", "--no-session"),
  variables: { PI_SKIP_VERSION_CHECK: "1" },
  prompt: { kind: "stdin", words: [] },
  readEvent(reading, event, now) {
    switch (event["type"]) {
      case "agent_start":
        return { ...reading, isDone: false };
      case "agent_end":
        return { ...reading, isDone: true };
      case "message_end":
        return textAt(event, "message", "role") === "assistant"
          ? readMessage(reading, event, now)
          : reading;
      case "auto_retry_start":
        return complain(reading, {
          message: textAt(event, "errorMessage"),
          isRetrying: true,
        }, now);
      default:
        return reading;
    }
  },
};

/** A failed request is a message too, and the exit code is 0 all the same. */
function readMessage(before: Reading, event: JsonObject, now: Date): Reading {
  const message = at(event, "message");
  const reading = spendMessage(before, at(message, "usage"));
  const reason = textAt(message, "stopReason");
  if (reason === "error" || reason === "aborted") {
    const error = textAt(message, "errorMessage") || reason;
    return complain(reading, { message: error }, now);
  }
  return say(goOn(reading), contentText(at(message, "content")));
}

/** Every message tells its own, and its input leaves out the cache's part. */
function spendMessage(reading: Reading, usage: unknown): Reading {
  const input = numberAt(usage, "input");
  if (input === undefined) return reading;
  const cached = numberAt(usage, "cacheRead") ?? 0;
  const stored = numberAt(usage, "cacheWrite") ?? 0;
  const tokens = {
    input: input + cached + stored,
    cached,
    output: numberAt(usage, "output") ?? 0,
  };
  return spend(reading, tokens, numberAt(usage, "cost", "total"));
}
