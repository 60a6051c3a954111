import { contentText } from "./claude_stream.ts";
import { at, type JsonObject, numberAt, textAt } from "./json.ts";
import { flags, type Preset } from "./preset.ts";
import { complain, goOn, type Reading, say } from "./reading.ts";

export const goose: Preset = {
  name: "goose",
  isTried: false,
  program: ["goose", "run"],
  flags: flags("--no-session", "--output-format stream-json"),
  variables: { GOOSE_MODE: "auto" },
  prompt: { kind: "stdin", words: ["-i", "-"] },
  readEvent(reading, event, now) {
    switch (event["type"]) {
      case "message":
        return textAt(event, "message", "role") === "assistant"
          ? say(goOn(reading), contentText(at(event, "message", "content")))
          : reading;
      case "error":
        return complain(reading, { message: textAt(event, "error") }, now);
      case "complete":
        return complete(reading, event);
      default:
        return reading;
    }
  },
};

/** Older versions tell one sum, which says too little. */
function complete(reading: Reading, event: JsonObject): Reading {
  const input = numberAt(event, "input_tokens");
  const output = numberAt(event, "output_tokens");
  const tokens = input === undefined || output === undefined
    ? undefined
    : { input, cached: 0, output };
  return { ...reading, tokens, isDone: true };
}
