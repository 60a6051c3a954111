import { at, type JsonObject, numberAt, textAt } from "./json.ts";
import type { Preset } from "./preset.ts";
import { complain, goOn, type Reading, sayMore } from "./reading.ts";

/** It tells of its retries on stderr alone, for up to five minutes. */
const RETRY = /^Attempt \d+ failed with status (\d+)/;

export const gemini: Preset = {
  name: "gemini",
  isTried: true,
  program: ["gemini"],
  flags: [
    { words: ["--output-format", "stream-json"], unless: ["-o"] },
    { words: ["--approval-mode", "yolo"], unless: ["-y", "--yolo"] },
  ],
  // In a folder that is not trusted it asks in spite of everything.
  variables: { GEMINI_CLI_TRUST_WORKSPACE: "true" },
  prompt: { kind: "stdin", words: [] },
  readEvent(reading, event, now) {
    switch (event["type"]) {
      case "message":
        return event["role"] === "assistant"
          ? sayMore(reading, textAt(event, "content"))
          : reading;
      case "tool_use":
        // What it says after this is another message.
        return goOn({ ...reading, text: "" });
      case "result":
        return readResult(reading, event, now);
      default:
        return reading;
    }
  },
  readText(reading, line, now) {
    const [found, status] = RETRY.exec(line) ?? [];
    // The two streams come together in any order.
    if (found === undefined || reading.isDone) return reading;
    const complaint = { message: found, status: Number(status) };
    return complain(reading, { ...complaint, isRetrying: true }, now);
  },
};

function readResult(before: Reading, event: JsonObject, now: Date): Reading {
  const stats = at(event, "stats");
  const input = numberAt(stats, "input_tokens");
  const reading: Reading = {
    ...before,
    isDone: true,
    tokens: input === undefined ? undefined : {
      input,
      cached: numberAt(stats, "cached") ?? 0,
      output: numberAt(stats, "output_tokens") ?? 0,
    },
  };
  if (event["status"] !== "error") return goOn(reading);
  const message = textAt(event, "error", "message");
  return complain(reading, { message }, now);
}
