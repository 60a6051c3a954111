import { assertEquals } from "@std/assert";
import { commandFor } from "../../../src/agents/command.ts";
import { NO_LINE, takeLines } from "../../../src/agents/lines.ts";
import { presetCall, PRESETS } from "../../../src/agents/presets.ts";
import { NOTHING_READ } from "../../../src/agents/reading.ts";
import { describeTrouble } from "../../../src/agents/report.ts";
import { resetTimeIn } from "../../../src/agents/reset_time.ts";
import { readLine, reportOf } from "../../../src/agents/stream.ts";
import type { Ending } from "../../../src/core/ports.ts";
import type { Draw } from "../draw.ts";
import { drawJson } from "../json_text.ts";
import { mutate, oddNumeral, oddText } from "../odd_text.ts";
import { claim, claimOneLine, makeRoom } from "../room.ts";

const NOW = new Date("2026-11-25T09:00:00Z");

/** One of each that some agent prints and another may take for its own. */
const EVENTS: readonly [object, ...object[]] = [
  { type: "system", subtype: "api_retry", error_status: 429, error: "limit" },
  {
    type: "rate_limit_event",
    rate_limit_info: { status: "rejected", resetsAt: 1795609800 },
  },
  {
    type: "assistant",
    message: { content: [{ type: "text", text: "I halve the rate" }] },
  },
  {
    type: "result",
    is_error: true,
    api_error_status: 401,
    result: "Not logged in",
    usage: { input_tokens: 9, cache_read_input_tokens: 3, output_tokens: 1 },
    total_cost_usd: 0.5,
    permission_denials: [{ tool_name: "Edit" }],
  },
  { type: "item.completed", item: { type: "agent_message", text: "done" } },
  { type: "turn.completed", usage: { input_tokens: 9, output_tokens: 1 } },
  { type: "turn.failed", error: { message: "status: 429, retry after 9 s" } },
  {
    type: "step_finish",
    part: { reason: "stop", cost: 0.1, tokens: { input: 1, output: 2 } },
  },
  {
    type: "message_end",
    message: {
      role: "assistant",
      stopReason: "error",
      errorMessage: "500 oh",
      usage: { input: 1, output: 2, cacheRead: 3, cost: { total: 0.1 } },
    },
  },
  { type: "message", role: "assistant", content: "more", delta: true },
  { type: "result", status: "error", error: { message: "[API Error: {}]" } },
  { type: "session.error", data: { message: "no", statusCode: 429 } },
  {
    type: "run_result",
    finishReason: "completed",
    text: "done",
    usage: { inputTokens: 1, outputTokens: 2, totalCost: 0.1 },
  },
];

const LINES: readonly [string, ...string[]] = [
  "Aider v0.86.2",
  "litellm.RateLimitError: RateLimitError: try again in 20 minutes",
  "Retrying in 8.0 seconds...",
  "Tokens: 1.0k sent, 2k cache hit, 50 received. Cost: $0.03 message.",
  "Attempt 1 failed with status 429. Retrying with backoff...",
  "Claude AI usage limit reached|1795609800",
  "You've hit your limit · resets 3am (Europe/Berlin)",
  "error: unknown option '--no-such-flag'",
  "try again at Jul 5th, 2027 8:19 PM.",
];

const CALLS: readonly [string, ...string[]] = [
  "claude",
  "claude --model opus -p",
  "codex -c 'a=\"b\"' --sandbox=read-only",
  'cline --x "a \\" b"',
  "aider --model x | tee log",
];

function makeInput(draw: Draw) {
  const line = () => {
    if (draw.chance(0.1)) return oddText(draw);
    return draw.chance(0.6)
      ? drawJson(draw, { ...draw.pick(...EVENTS) })
      : mutate(draw, draw.pick(...LINES));
  };
  const ending = draw.pick<Ending>(
    { kind: "exited", code: 0 },
    { kind: "exited", code: 1 },
    { kind: "exited", code: 127 },
    { kind: "signaled", signal: "SIGKILL" },
    { kind: "timedOut", limitSeconds: 1800 },
    { kind: "spawnFailed", reason: "no shell" },
  );
  const lines = draw.list(0, 12, line);
  return {
    name: draw.pick("claude", ...PRESETS.map(({ name }) => name)),
    output: lines.join("\n"),
    cuts: draw.list(0, 4, () => draw.unit()),
    ending,
    told: `${draw.pick("resets", "try again in", "retry-after:")} ${
      oddNumeral(draw)
    }${draw.pick("", "s", " minutes", "am", ":30", " days (UTC)")}`,
    agentCmd: mutate(draw, draw.pick(...CALLS)),
  };
}

/** Whatever is streamed, in pieces or whole, becomes one sound report. */
export const streamRoom = makeRoom("stream", 8, makeInput, (input) => {
  const { name, output, cuts, ending, told, agentCmd } = input;
  const report = readIn(name, [output], ending);
  assertEquals(readIn(name, pieces(output, cuts), ending), report);

  const { tokens, usd, outcome } = report;
  for (const count of [...Object.values(tokens ?? {}), usd ?? 0]) {
    claim(Number.isFinite(count) && count >= 0, () => `it counts ${count}`);
  }
  if (outcome.kind === "failed") {
    claimOneLine(describeTrouble(outcome), "the trouble");
    const { cause } = outcome;
    claim(
      cause.kind !== "limit" || !cause.isRetrying,
      () => "it tries on after its end",
    );
  }
  const reset = resetTimeIn(told, NOW);
  claim(!Number.isNaN(reset?.getTime()), () => `${told} is no time`);

  const call = presetCall(agentCmd);
  if (call === undefined) return;
  const prompt = { promptFile: "/p/prompt.md", promptBytes: 9, target: [] };
  commandFor(call.preset, prompt, call.userArguments);
  claim(!call.userArguments.includes("\n"), () => "it is two commands");
});

function readIn(name: string, parts: readonly string[], ending: Ending) {
  const preset = PRESETS.find((preset) => preset.name === name);
  if (preset === undefined) throw new Error(`There is no ${name}`);
  let [reading, open] = [NOTHING_READ, NO_LINE];
  for (const part of [...parts, "\n"]) {
    const taken = takeLines(open, part);
    open = taken.open;
    for (const line of taken.lines) {
      reading = readLine(preset, reading, line, NOW);
    }
  }
  return reportOf(reading, ending, NOW);
}

/** Cuts a text anywhere. */
function pieces(text: string, cuts: readonly number[]): readonly string[] {
  const places = cuts.map((cut) => Math.floor(cut * text.length)).toSorted(
    (a, b) => a - b,
  );
  return [0, ...places].map((from, index) => text.slice(from, places[index]));
}
