import { assertEquals } from "@std/assert";
import type { AgentReport } from "../../src/agents/report.ts";
import { reportOf } from "../../src/agents/stream.ts";
import type { Ending } from "../../src/core/ports.ts";
import { fold, NOW } from "./fold.ts";

const EXITED = (code: number): Ending => ({ kind: "exited", code });
const NOTHING = { text: "", tokens: undefined, usd: undefined } as const;

function line(event: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(event)}\n`;
}

/** Streams as their manuals show them. */
const UNTRIED: readonly (readonly [
  name: string,
  stream: string,
  code: number,
  expected: AgentReport,
])[] = [
  [
    "cursor",
    line({ type: "system", subtype: "init" }) +
    line({
      type: "assistant",
      message: { content: [{ type: "text", text: "Lower the rate" }] },
    }) +
    line({ type: "result", is_error: false, result: "Lower the rate" }),
    0,
    { ...NOTHING, text: "Lower the rate", outcome: { kind: "finished" } },
  ],
  [
    "amp",
    line({ type: "result", subtype: "success", is_error: false, result: "4." }),
    0,
    { ...NOTHING, text: "4.", outcome: { kind: "finished" } },
  ],
  [
    "goose",
    line({
      type: "message",
      message: { role: "assistant", content: [{ type: "text", text: "4" }] },
    }) +
    line({
      type: "complete",
      total_tokens: 9,
      input_tokens: 7,
      output_tokens: 2,
    }),
    0,
    {
      ...NOTHING,
      text: "4",
      tokens: { input: 7, cached: 0, output: 2 },
      outcome: { kind: "finished" },
    },
  ],
  [
    "goose",
    line({
      type: "error",
      error: "Rate limit exceeded, retry after 9 seconds",
    }) +
    line({ type: "complete", total_tokens: null }),
    0,
    {
      ...NOTHING,
      outcome: {
        kind: "failed",
        cause: {
          kind: "limit",
          resetAt: new Date("2026-11-25T09:00:09Z"),
          isRetrying: false,
        },
        message: "Rate limit exceeded, retry after 9 seconds",
      },
    },
  ],
  [
    "crush",
    "Lower the rate\n\nIt was too high.\n",
    0,
    {
      ...NOTHING,
      text: "Lower the rate\n\nIt was too high.",
      outcome: { kind: "finished" },
    },
  ],
  [
    "crush",
    "ERROR\n\nno providers configured - please run 'crush' to set up one\n",
    1,
    {
      ...NOTHING,
      text:
        "ERROR\n\nno providers configured - please run 'crush' to set up one",
      outcome: {
        kind: "failed",
        cause: { kind: "cannotStart" },
        message: "no providers configured - please run 'crush' to set up one",
      },
    },
  ],
];
for (const [name, stream, code, expected] of UNTRIED) {
  Deno.test(`reportOf() understands ${name} with ${stream.slice(0, 40)}`, () => {
    assertEquals(reportOf(fold(name, stream), EXITED(code), NOW), expected);
  });
}

/** What says nothing by itself: here alone it counts how the program ended. */
const SILENT: readonly (readonly [
  output: string,
  ending: Ending,
  outcome: AgentReport["outcome"],
])[] = [
  [
    "sh: 1: claude: not found\n",
    EXITED(127),
    {
      kind: "failed",
      cause: { kind: "cannotStart" },
      message: "sh: 1: claude: not found",
    },
  ],
  [
    "sh: 1: claude: Permission denied\n",
    EXITED(126),
    {
      kind: "failed",
      cause: { kind: "cannotStart" },
      message: "sh: 1: claude: Permission denied",
    },
  ],
  [
    "",
    EXITED(2),
    {
      kind: "failed",
      cause: { kind: "cannotStart" },
      message: "exited with code 2",
    },
  ],
  ["hello\nworld\n", EXITED(0), { kind: "finished" }],
  [
    "Error: 503 Service Unavailable\n",
    EXITED(1),
    {
      kind: "failed",
      cause: { kind: "serverError" },
      message: "Error: 503 Service Unavailable",
    },
  ],
  [
    `${line({ type: "system", subtype: "init" })}Error: fetch failed\n`,
    EXITED(1),
    {
      kind: "failed",
      cause: { kind: "disconnected" },
      message: "Error: fetch failed",
    },
  ],
  [
    `${line({ type: "system", subtype: "init" })}Error: no idea\n`,
    EXITED(1),
    {
      kind: "failed",
      cause: { kind: "cut" },
      message: "exited with code 1: Error: no idea",
    },
  ],
  [
    "Error: getaddrinfo ENOTFOUND api.example.com\n",
    EXITED(1),
    {
      kind: "failed",
      cause: { kind: "disconnected" },
      message: "Error: getaddrinfo ENOTFOUND api.example.com",
    },
  ],
  [
    "Killed\n",
    EXITED(137),
    { kind: "failed", cause: { kind: "cut" }, message: "exited with code 137" },
  ],
  [
    "hello\n",
    { kind: "timedOut", limitSeconds: 9 },
    {
      kind: "failed",
      cause: { kind: "cut" },
      message: "time limit: not done after 9 s",
    },
  ],
  [
    line({ type: "system", subtype: "init" }),
    { kind: "signaled", signal: "SIGKILL" },
    { kind: "failed", cause: { kind: "cut" }, message: "killed by SIGKILL" },
  ],
  [
    line({ type: "system", subtype: "init" }),
    EXITED(0),
    {
      kind: "failed",
      cause: { kind: "cut" },
      message: "it ended in the midst of its work",
    },
  ],
];
for (const [output, ending, outcome] of SILENT) {
  Deno.test(`reportOf() after ${JSON.stringify(output)} and ${JSON.stringify(ending)}`, () => {
    const report = reportOf(fold("claude", output), ending, NOW);
    assertEquals(report, { ...NOTHING, outcome });
  });
}

Deno.test("readLine() takes a line of JSON for the answer of who prints no events", () => {
  const answer = 'I set this:\n{"rate": 0.1}';
  assertEquals(reportOf(fold("crush", answer), EXITED(0), NOW), {
    ...NOTHING,
    text: answer,
    outcome: { kind: "finished" },
  });
  assertEquals(fold("aider", `Aider v0.86.2\n${answer}`).text, `${answer}\n`);
});

Deno.test("reportOf() blames the server for an agent that tried on till its time was over", () => {
  const stream = line({
    type: "system",
    subtype: "api_retry",
    error_status: 529,
    error: "overloaded",
  });
  const ending: Ending = { kind: "timedOut", limitSeconds: 9 };

  assertEquals(reportOf(fold("claude", stream), ending, NOW).outcome, {
    kind: "failed",
    cause: { kind: "serverError" },
    message: "overloaded",
  });
});

Deno.test("readLine() keeps an agent's work after a line of its limits", () => {
  const stream = line({
    type: "result",
    subtype: "error_max_turns",
    is_error: true,
  });
  assertEquals(reportOf(fold("claude", stream), EXITED(1), NOW).outcome, {
    kind: "failed",
    cause: { kind: "unknown" },
    message: "error max turns",
  });
});

Deno.test("readLine() reads a line of a megabyte among others", () => {
  const output = "x".repeat(1024 * 1024);
  const item = { type: "command_execution", aggregated_output: output };
  const stream = line({ type: "item.completed", item }) +
    line({
      type: "item.completed",
      item: { type: "agent_message", text: "Done" },
    }) +
    line({
      type: "turn.completed",
      usage: { input_tokens: 9, output_tokens: 1 },
    });

  assertEquals(reportOf(fold("codex", stream), EXITED(0), NOW), {
    ...NOTHING,
    text: "Done",
    tokens: { input: 9, cached: 0, output: 1 },
    outcome: { kind: "finished" },
  });
});

Deno.test("readLine() reads the figures of a priced model of aider", () => {
  const stream = "Aider v0.86.2\nDone.\n" +
    "Tokens: 12k sent, 3.4k cache write, 2.5k cache hit, 1,234 received. " +
    "Cost: $0.03 message, $0.05 session.\n";

  assertEquals(reportOf(fold("aider", stream), EXITED(0), NOW), {
    text: "Done.",
    tokens: { input: 12_000, cached: 2500, output: 1234 },
    usd: 0.03,
    outcome: { kind: "finished" },
  });
});
