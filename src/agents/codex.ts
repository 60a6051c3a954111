import type { Tokens } from "../core/experiment/agent_use.ts";
import { toOneLine } from "../core/text/plain_text.ts";
import { at, type JsonObject, numberAt, textAt } from "./json.ts";
import { flags, type Preset } from "./preset.ts";
import { complain, goOn, type Reading, say, spend } from "./reading.ts";

const RETRY = /^Reconnecting\.\.\. \d+\/\d+ \((.*)\)$/s;
const REFUSED = /error=(.*(?:read-only sandbox|user approval settings).*)/;

export const codex: Preset = {
  name: "codex",
  isTried: true,
  program: ["codex", "exec"],
  // Its sandbox keeps commands off the network, and .git from being written.
  flags: [
    ...flags("--json", "--skip-git-repo-check"),
    {
      words: ["--sandbox", "workspace-write"],
      unless: [
        "-s",
        "--full-auto",
        "--yolo",
        "--dangerously-bypass-approvals-and-sandbox",
      ],
    },
  ],
  variables: {},
  prompt: { kind: "stdin", words: ["-"] },
  readEvent(reading, event, now) {
    switch (event["type"]) {
      case "item.started":
      case "item.completed":
        return readItem(reading, event);
      case "error": {
        const message = textAt(event, "message");
        const retried = RETRY.exec(message)?.[1];
        return complain(reading, {
          message: retried ?? message,
          isRetrying: retried !== undefined,
        }, now);
      }
      case "turn.failed":
        return complain(reading, {
          message: textAt(event, "error", "message"),
        }, now);
      case "turn.completed": {
        const tokens = readTokens(at(event, "usage"));
        const next = goOn({ ...reading, isDone: true });
        return tokens === undefined ? next : spend(next, tokens, undefined);
      }
      default:
        return reading;
    }
  },
  readText(reading, line) {
    const refusal = REFUSED.exec(line)?.[1];
    return refusal === undefined
      ? reading
      : { ...reading, refusal: toOneLine(refusal, 300) };
  },
};

function readItem(reading: Reading, event: JsonObject): Reading {
  switch (textAt(event, "item", "type")) {
    // No more than a warning.
    case "error":
      return reading;
    case "agent_message":
      return say(reading, textAt(event, "item", "text"));
    default:
      return goOn(reading);
  }
}

function readTokens(usage: unknown): Tokens | undefined {
  const input = numberAt(usage, "input_tokens");
  if (input === undefined) return undefined;
  return {
    input,
    cached: numberAt(usage, "cached_input_tokens") ?? 0,
    output: numberAt(usage, "output_tokens") ?? 0,
  };
}
