import type { Tokens } from "../core/experiment/agent_use.ts";
import { readClaudeEvent } from "./claude_stream.ts";
import { numberAt } from "./json.ts";
import type { Preset } from "./preset.ts";
import { complain } from "./reading.ts";

/** It tells an error as its answer, or at the end of one, and calls it none. */
const ERROR = "[API Error: ";

/** It tries for hours, and tells of it once it waits for more than 30 s. */
const WAITS = /^\[qwen-code\] Waiting for API capacity\.\.\. .*/;

export const qwen: Preset = {
  name: "qwen",
  isTried: true,
  program: ["qwen"],
  flags: [
    { words: ["--output-format", "stream-json"], unless: ["-o"] },
    { words: ["--approval-mode", "yolo"], unless: ["-y", "--yolo"] },
  ],
  // Without it nothing at all is said of a limit.
  variables: { QWEN_CODE_UNATTENDED_RETRY: "1" },
  prompt: { kind: "stdin", words: [] },
  readEvent(reading, event, now) {
    const next = readClaudeEvent(reading, event, now, readTokens);
    const start = next.text.indexOf(ERROR);
    if (start < 0 || !next.text.trimEnd().endsWith("]")) return next;
    const text = next.text.slice(0, start);
    return complain(
      { ...next, text },
      { message: next.text.slice(start) },
      now,
    );
  },
  readText(reading, line, now) {
    const message = WAITS.exec(line)?.[0];
    return message === undefined
      ? reading
      : complain(reading, { message, status: 429, isRetrying: true }, now);
  },
};

function readTokens(usage: unknown): Tokens | undefined {
  const input = numberAt(usage, "input_tokens");
  if (input === undefined) return undefined;
  return {
    input,
    cached: numberAt(usage, "cache_read_input_tokens") ?? 0,
    output: numberAt(usage, "output_tokens") ?? 0,
  };
}
