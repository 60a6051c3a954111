import { readClaudeEvent } from "./claude_stream.ts";
import { flags, type Preset } from "./preset.ts";

export const cursor: Preset = {
  name: "cursor",
  isTried: false,
  program: ["cursor-agent"],
  flags: [
    ...flags("-p", "--output-format stream-json", "--trust"),
    { words: ["--force"], unless: ["-f", "--yolo"] },
  ],
  variables: {},
  prompt: { kind: "argument" },
  readEvent: (reading, event, now) =>
    readClaudeEvent(reading, event, now, () => undefined),
};
