import { readClaudeEvent } from "./claude_stream.ts";
import { flags, type Preset } from "./preset.ts";

export const amp: Preset = {
  name: "amp",
  isTried: false,
  program: ["amp"],
  flags: [
    { words: ["-x"], unless: ["--execute"] },
    ...flags("--stream-json", "--dangerously-allow-all"),
  ],
  variables: {},
  prompt: { kind: "stdin", words: [] },
  // It counts message by message, and its manual doesn't say of what.
  readEvent: (reading, event, now) =>
    readClaudeEvent(reading, event, now, () => undefined),
};
