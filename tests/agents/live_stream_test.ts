import { assertEquals, assertNotEquals } from "@std/assert";
import { NOTHING_READ } from "../../src/agents/reading.ts";
import type { Trouble } from "../../src/agents/report.ts";
import { readLine } from "../../src/agents/stream.ts";
import { fold, NOW, presetOf, recorded } from "./fold.ts";

/** Returns every trouble that is met on the way, each once in a row. */
function troublesOf(name: string, text: string): readonly string[] {
  const preset = presetOf(name);
  let reading = NOTHING_READ;
  const met: string[] = [];
  for (const line of text.split("\n")) {
    reading = readLine(preset, reading, line, NOW);
    const now = nameOf(reading.trouble);
    if (now !== met.at(-1)) met.push(now);
  }
  return met;
}

function nameOf(trouble: Trouble | undefined): string {
  if (trouble === undefined) return "-";
  const { cause } = trouble;
  return cause.kind === "limit" && cause.isRetrying
    ? "limit, retrying"
    : cause.kind;
}

/** A limit is known with the first request that meets it. */
const MET: readonly (readonly [
  name: string,
  case_: string,
  met: readonly string[],
])[] = [
  ["claude", "429", ["-", "limit, retrying", "limit"]],
  ["claude", "flaky", ["-", "limit, retrying", "-"]],
  ["claude", "401", ["-", "notLoggedIn"]],
  ["claude", "cut", ["-", "disconnected", "-"]],
  ["codex", "429", ["-", "limit"]],
  ["codex", "500", ["-", "serverError"]],
  ["codex", "cut", ["-", "disconnected"]],
  ["pi", "429", [
    "-",
    ...Array(3).fill(["limit", "limit, retrying"]).flat(),
    "limit",
  ]],
  ["pi", "flaky", ["-"]],
  ["gemini", "429", ["-", "limit, retrying", "limit"]],
  ["gemini", "flaky", ["-", "limit, retrying", "-"]],
  ["copilot", "429", ["-", "limit, retrying", "limit"]],
  ["copilot", "flaky", ["-", "limit, retrying", "-"]],
  ["aider", "429", [
    "-",
    ...Array(8).fill(["limit", "limit, retrying"]).flat(),
    "limit",
  ]],
  // It tries for over five minutes and says nothing of it, unless it is told
  // that nobody attends to it.
  ["qwen", "429", ["-"]],
  ["qwen", "unattended", ["-", "limit, retrying"]],
];
for (const [name, case_, met] of MET) {
  Deno.test(`readLine() sees what ${name} meets in the case ${case_}`, () => {
    const { stdout, stderr } = recorded(name, case_);
    assertEquals(troublesOf(name, stderr + stdout), met);
  });
}

Deno.test("readLine() knows from the first retry of claude that it is a limit", () => {
  const lines = recorded("claude", "429").stdout.split("\n");
  const at = lines.findIndex((line) => line.includes('"api_retry"'));

  const { trouble } = fold("claude", lines.slice(0, at + 1).join("\n"));

  assertEquals(trouble, {
    cause: { kind: "limit", isRetrying: true },
    message: "rate limit",
  });
});

const USAGE_LIMIT = "Claude AI usage limit reached|1795609800";
const RESET = new Date("2026-11-25T12:30:00Z");

/** Texts and events that tell a limit's end, as users have reported them. */
const TOLD: readonly (readonly [what: string, name: string, stream: string])[] =
  [
    ["an answer", "claude", result({ is_error: false, result: USAGE_LIMIT })],
    ["an error", "claude", result({ is_error: true, result: USAGE_LIMIT })],
    ["a bare line", "claude", USAGE_LIMIT],
    ...[
      "Weekly limit reached · resets 9:30pm (Asia/Tokyo) · /upgrade",
      "5-hour limit reached ∙ resets 12:30pm (UTC)",
      "You’ve hit your Opus weekly limit · resets 12:30pm (UTC)",
    ].map((text) =>
      [text, "claude", result({ is_error: false, result: text })] as const
    ),
    [
      "an event of its own",
      "claude",
      `${
        JSON.stringify({
          type: "rate_limit_event",
          rate_limit_info: { status: "rejected", resetsAt: 1795609800 },
        })
      }\n${result({ is_error: true, api_error_status: 429, result: "limit" })}`,
    ],
    [
      "what it waits for by itself",
      "claude",
      JSON.stringify({
        type: "system",
        subtype: "api_retry",
        error_status: 429,
        error: "rate_limit",
        retry_delay_ms: 12_600_000,
      }),
    ],
    [
      "an error event",
      "codex",
      JSON.stringify({
        type: "turn.failed",
        error: {
          message:
            "You've hit your usage limit. Try again in 3 hours 30 minutes.",
        },
      }),
    ],
    [
      "an error in JSON",
      "pi",
      JSON.stringify({
        type: "message_end",
        message: {
          role: "assistant",
          stopReason: "error",
          errorMessage: 'Codex error: {"error":{"type":"usage_limit_reached",' +
            '"message":"The usage limit has been reached","resets_at":1795609800}}',
        },
      }),
    ],
  ];
for (const [what, name, stream] of TOLD) {
  Deno.test(`readLine() reads when a limit of ${name} ends in ${what}`, () => {
    const cause = fold(name, stream).trouble?.cause;
    assertEquals(cause?.kind === "limit" ? cause.resetAt : cause, RESET);
  });
}

/** Who works again says so by what it does; some of it has no words. */
const RECOVERED: readonly (readonly [
  name: string,
  trouble: Readonly<Record<string, unknown>>,
  work: Readonly<Record<string, unknown>>,
])[] = [
  [
    "claude",
    { type: "system", subtype: "api_retry", error_status: 429 },
    { type: "assistant", message: { content: [{ type: "tool_use" }] } },
  ],
  [
    "claude",
    { type: "system", subtype: "api_retry", error_status: 529 },
    { type: "result", is_error: false, result: "" },
  ],
  [
    "codex",
    { type: "error", message: "Reconnecting... 1/5 (429 slow down)" },
    { type: "item.started", item: { type: "command_execution" } },
  ],
  [
    "opencode",
    { type: "error", error: { data: { message: "busy", statusCode: 503 } } },
    { type: "tool_use", part: { state: { status: "completed" } } },
  ],
  [
    "cline",
    {
      type: "agent_event",
      event: { type: "error", error: { message: "503" } },
    },
    {
      type: "agent_event",
      event: { type: "content_end", contentType: "tool" },
    },
  ],
  [
    "goose",
    { type: "error", error: "503 busy" },
    {
      type: "message",
      message: { role: "assistant", content: [{ type: "toolRequest" }] },
    },
  ],
];
for (const [name, trouble, work] of RECOVERED) {
  Deno.test(`readLine() knows by ${JSON.stringify(work)} that ${name} works again`, () => {
    const lines = [trouble, work].map((event) => JSON.stringify(event));
    const [met, ...after] = troublesOf(name, lines.join("\n"));
    assertNotEquals(met, "-");
    assertEquals(after, ["-"]);
  });
}

/** Answers that speak of limits, as an agent does that programs them. */
const ANSWERS: readonly string[] = [
  "Session limit reached handling: retry with backoff",
  "Weekly limit reached is now an error of its own.",
];
for (const answer of ANSWERS) {
  Deno.test(`readLine() takes the answer ${answer} for none of claude's limits`, () => {
    const stream = result({ is_error: false, result: answer });
    assertEquals(troublesOf("claude", `${stream}\n${answer}`), ["-"]);
  });
}

/** The same without a time at which it ends. */
const LIMITS: readonly string[] = [
  "Session limit reached",
  "Claude usage limit reached. Your limit will reset at 3pm (UTC).",
  "5-hour limit reached - resets 3pm",
];
for (const limit of LIMITS) {
  Deno.test(`readLine() takes the answer ${limit} for one`, () => {
    const stream = result({ is_error: false, result: limit });
    assertEquals(troublesOf("claude", stream), ["limit"]);
  });
}

Deno.test("readLine() knows by its answer that aider works again", () => {
  const stream = [
    "Aider v0.86.2",
    "litellm.APIConnectionError: APIConnectionError: lost",
    "on the way",
    "The API provider's servers are down or overloaded.",
    "Retrying in 0.2 seconds...",
    "",
    "Unauthorized access now raises; rate limit is checked",
  ];
  assertEquals(troublesOf("aider", stream.join("\n")), [
    "-",
    "disconnected",
    "-",
  ]);
});

Deno.test("readLine() knows what aider meets when it tries again", () => {
  const stream = [
    "Aider v0.86.2",
    "litellm.APIConnectionError: APIConnectionError: lost",
    "Retrying in 0.2 seconds...",
    "litellm.AuthenticationError: AuthenticationError: The",
    "api_key is wrong",
  ];
  assertEquals(fold("aider", stream.join("\n")).trouble, {
    cause: { kind: "notLoggedIn" },
    message: "AuthenticationError: The api_key is wrong",
  });
});

Deno.test("readLine() takes a limit that is only near for none", () => {
  const event = {
    type: "rate_limit_event",
    rate_limit_info: { status: "allowed_warning", resetsAt: 1795609800 },
  };
  assertEquals(fold("claude", JSON.stringify(event)).trouble, undefined);
});

function result(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type: "result", subtype: "success", ...fields });
}
