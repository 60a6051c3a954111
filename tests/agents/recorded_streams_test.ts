import { assertEquals } from "@std/assert";
import type { AgentOutcome, Cause } from "../../src/agents/report.ts";
import { reportOf } from "../../src/agents/stream.ts";
import { fold, NOW, recorded, recordedCases } from "./fold.ts";

/** What the scripted model said: it edited, it looked, it asked a tool. */
const EDITED = "I set LR = 0.05. Idea: halve the learning rate.";
const LOOKED = "I looked and found nothing worth changing.";
const ASKED = "I asked the probe.";
const BLOCK = "Idea: halve the learning rate.\n\ntarget.py\n```python\n" +
  "<<<<<<< SEARCH\nLR = 0.1\n=======\nLR = 0.05\n>>>>>>> REPLACE\n```";

const FINISHED = undefined;

type Row = readonly [
  text: string,
  tokens: readonly [input: number, cached: number, output: number] | undefined,
  usd: number | undefined,
  failure:
    | readonly [cause: Cause["kind"], message: string, resetAt?: string]
    | undefined,
];

/** What nine programs printed against a scripted model, and what it means. */
const REPORTS: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  claude: {
    401: ["", [0, 0, 0], 0, [
      "notLoggedIn",
      "Failed to authenticate. API Error: 401 scripted error 401",
    ]],
    429: ["", [0, 0, 0], 0, [
      "limit",
      "API Error: Request rejected (429) · scripted error 429",
    ]],
    500: ["", [0, 0, 0], 0, [
      "serverError",
      "API Error: 500 scripted error 500. This is a server-side issue, usually temporary — try again in a moment. If it persists, check your inference gateway (127.0.0.1:8000).",
    ]],
    badflag: ["", undefined, undefined, [
      "cannotStart",
      "error: unknown option '--no-such-flag'",
    ]],
    cut: [LOOKED, [3000, 600, 52], 0.010760000000000002, FINISHED],
    edit: [EDITED, [4000, 800, 200], 0.016960000000000003, FINISHED],
    flaky: [EDITED, [4000, 800, 200], 0.016960000000000003, FINISHED],
    mcp: [ASKED, [3000, 600, 150], 0.012720000000000002, FINISHED],
    nokey: ["", [0, 0, 0], 0, [
      "notLoggedIn",
      "Not logged in · Please run /login",
    ]],
    noperm: [EDITED, [4000, 800, 200], 0.016960000000000003, [
      "refused",
      "Edit, Bash",
    ]],
    term: ["", undefined, undefined, ["cut", "exited with code 143"]],
    text: [LOOKED, [1000, 200, 50], 0.004240000000000001, FINISHED],
  },
  codex: {
    401: ["", undefined, undefined, [
      "notLoggedIn",
      "unexpected status 401 Unauthorized: scripted error 401, url: http://127.0.0.1:8000/v1/responses",
    ]],
    429: ["", undefined, undefined, [
      "limit",
      "exceeded retry limit, last status: 429 Too Many Requests",
    ]],
    500: ["", undefined, undefined, [
      "serverError",
      "We’re currently experiencing high demand, which may cause temporary errors.",
    ]],
    badflag: ["", undefined, undefined, [
      "cannotStart",
      "error: unexpected argument '--no-such-flag' found",
    ]],
    cut: ["", undefined, undefined, [
      "disconnected",
      "stream disconnected before completion: Transport error: network error: error decoding response body",
    ]],
    edit: [EDITED, [3000, 600, 150], undefined, FINISHED],
    flaky: ["", undefined, undefined, [
      "limit",
      "exceeded retry limit, last status: 429 Too Many Requests",
    ]],
    mcp: [ASKED, [2000, 400, 100], undefined, FINISHED],
    nokey: ["", undefined, undefined, [
      "notLoggedIn",
      "Missing environment variable: `OPENAI_API_KEY`.",
    ]],
    noperm: [EDITED, [3000, 600, 150], undefined, [
      "refused",
      "patch rejected: writing is blocked by read-only sandbox; rejected by user approval settings",
    ]],
    term: ["", undefined, undefined, ["cut", "exited with code 143"]],
    text: [LOOKED, [1000, 200, 50], undefined, FINISHED],
  },
  opencode: {
    401: ["", undefined, undefined, ["notLoggedIn", "scripted error 401"]],
    429: ["", undefined, undefined, ["limit", "scripted error 429"]],
    500: ["", undefined, undefined, ["serverError", "scripted error 500"]],
    badflag: ["", undefined, undefined, [
      "cannotStart",
      "opencode run [message..]",
    ]],
    cut: ["", undefined, undefined, [
      "disconnected",
      "Connection reset by server",
    ]],
    edit: [EDITED, [4000, 800, 200], 0.00528, FINISHED],
    flaky: [EDITED, [4000, 800, 200], 0.00528, FINISHED],
    mcp: [ASKED, [2000, 400, 100], 0.00264, FINISHED],
    nokey: [EDITED, [4000, 800, 200], 0.00528, FINISHED],
    noperm: [EDITED, [4000, 800, 200], 0.00528, FINISHED],
    term: ["", undefined, undefined, ["cut", "exited with code 143"]],
    text: [LOOKED, [1000, 200, 50], 0.00132, FINISHED],
  },
  pi: {
    401: ["", [0, 0, 0], 0, ["notLoggedIn", "401 scripted error 401"]],
    429: ["", [0, 0, 0], 0, ["limit", "429 scripted error 429"]],
    500: ["", [0, 0, 0], 0, ["serverError", "500 scripted error 500"]],
    badflag: ["", undefined, undefined, [
      "cannotStart",
      "Error: Unknown option: --no-such-flag",
    ]],
    cut: ["", [0, 0, 0], 0, ["disconnected", "terminated"]],
    edit: [EDITED, [4000, 800, 200], 0.00528, FINISHED],
    flaky: [EDITED, [4000, 800, 200], 0.00528, FINISHED],
    nokey: ["", undefined, undefined, [
      "cannotStart",
      'Error: Unknown provider "scripted". Use --list-models to see available providers/models.',
    ]],
    term: ["", [1000, 200, 50], 0.00132, ["cut", "exited with code 143"]],
    text: [LOOKED, [1000, 200, 50], 0.00132, FINISHED],
  },
  gemini: {
    401: ["", [0, 0, 0], undefined, ["notLoggedIn", "scripted error 401"]],
    429: ["", [0, 0, 0], undefined, ["limit", "scripted error 429"]],
    500: ["", [0, 0, 0], undefined, ["serverError", "scripted error 500"]],
    badflag: ["", undefined, undefined, [
      "cannotStart",
      "Unknown arguments: such-flag, suchFlag",
    ]],
    cut: ["", [1000, 200, 50], undefined, ["disconnected", "terminated"]],
    edit: [EDITED, [5000, 1000, 250], undefined, FINISHED],
    flaky: [EDITED, [5000, 1000, 250], undefined, FINISHED],
    mcp: [ASKED, [3000, 600, 150], undefined, FINISHED],
    nokey: ["", undefined, undefined, [
      "notLoggedIn",
      "When using Gemini API, you must specify the GEMINI_API_KEY environment variable.",
    ]],
    noperm: [EDITED, [3000, 600, 150], undefined, FINISHED],
    term: ["", undefined, undefined, [
      "cut",
      "it ended in the midst of its work",
    ]],
    text: [LOOKED, [2000, 400, 100], undefined, FINISHED],
  },
  qwen: {
    401: ["", [0, 0, 0], undefined, ["notLoggedIn", "401 scripted error 401"]],
    429: ["", undefined, undefined, ["cut", "exited with code 143"]],
    500: ["", [0, 0, 0], undefined, ["serverError", "500 scripted error 500"]],
    badflag: ["", undefined, undefined, [
      "cannotStart",
      "Unknown arguments: such-flag, suchFlag",
    ]],
    cut: [LOOKED, [0, 0, 0], undefined, [
      "disconnected",
      "terminated (cause: other side closed)",
    ]],
    edit: [EDITED, [4000, 800, 200], undefined, FINISHED],
    flaky: [EDITED, [4000, 800, 200], undefined, FINISHED],
    mcp: [ASKED, [3000, 600, 150], undefined, FINISHED],
    nokey: ["", [0, 0, 0], undefined, [
      "notLoggedIn",
      "Missing API key for OpenAI-compatible auth. Set settings.security.auth.apiKey, or set the 'OPENAI_API_KEY' environment variable.",
    ]],
    noperm: [EDITED, [2000, 400, 100], undefined, FINISHED],
    term: ["", undefined, undefined, ["cut", "exited with code 143"]],
    text: [LOOKED, [2000, 400, 100], undefined, FINISHED],
    unattended: ["", undefined, undefined, [
      "limit",
      "[qwen-code] Waiting for API capacity... attempt 7, retry in 59s",
      "2026-11-25T09:00:59Z",
    ]],
  },
  copilot: {
    401: ["", undefined, undefined, [
      "notLoggedIn",
      "Authentication failed with provider at http://127.0.0.1:8000/v1 (HTTP 401).   Check your COPILOT_PROVIDER_API_KEY, COPILOT_PROVIDER_API_KEY_COMMAND, or COPILOT_PROVIDER_BEARER_TOKEN.",
    ]],
    429: ["", undefined, undefined, [
      "limit",
      "Failed to get response from the AI model; retried 5 times (total retry wait time: 62.73 seconds) Last error: 429 scripted error 429",
    ]],
    500: ["", undefined, undefined, [
      "serverError",
      "Failed to get response from the AI model; retried 5 times (total retry wait time: 16.23 seconds) Last error: 500 scripted error 500",
    ]],
    badflag: ["", undefined, undefined, [
      "cannotStart",
      "error: Invalid command format.",
    ]],
    cut: ["", undefined, undefined, [
      "disconnected",
      "Failed to get response from the AI model; retried 5 times (total retry wait time: 5.00 seconds) Last error: Failed native model HTTP request: error decoding response body: error reading a body from connection: unexpected EOF during chunk size line",
    ]],
    edit: [EDITED, undefined, undefined, FINISHED],
    flaky: [EDITED, undefined, undefined, FINISHED],
    mcp: [ASKED, undefined, undefined, FINISHED],
    nokey: [EDITED, undefined, undefined, FINISHED],
    noperm: [EDITED, undefined, undefined, [
      "refused",
      "Permission denied because no interactive user response was available. Retry in an interactive session so the user can approve it, or try an alternative that does not require this permission.",
    ]],
    term: ["", undefined, undefined, ["cut", "aborted"]],
    text: [LOOKED, undefined, undefined, FINISHED],
  },
  cline: {
    401: ["", [0, 0, 0], 0, ["notLoggedIn", "scripted error 401"]],
    429: ["", [0, 0, 0], 0, ["limit", "scripted error 429"]],
    500: ["", [0, 0, 0], 0, ["serverError", "scripted error 500"]],
    badflag: ["", undefined, undefined, [
      "cannotStart",
      "error: error: unknown option '--no-such-flag'",
    ]],
    cut: [LOOKED, [0, 0, 0], 0, [
      "disconnected",
      "The socket connection was closed unexpectedly. For more information, pass `verbose: true` in the second argument to fetch()",
    ]],
    edit: [EDITED, [4000, 800, 200], undefined, FINISHED],
    nokey: [EDITED, [4000, 800, 200], undefined, FINISHED],
    noperm: [EDITED, [4000, 800, 200], undefined, FINISHED],
    term: [EDITED, [2000, 400, 100], undefined, ["cut", "aborted"]],
    text: [LOOKED, [1000, 200, 50], undefined, FINISHED],
  },
  aider: {
    401: ["", undefined, undefined, [
      "notLoggedIn",
      "AuthenticationError: OpenAIException - scripted error 401",
    ]],
    429: ["", undefined, undefined, [
      "limit",
      "RateLimitError: OpenAIException - scripted error 429",
    ]],
    500: ["", undefined, undefined, [
      "serverError",
      "InternalServerError: OpenAIException - scripted error 500",
    ]],
    badflag: ["", undefined, undefined, [
      "cannotStart",
      "aider: error: unrecognized arguments: --no-such-flag",
    ]],
    cut: [LOOKED, [1000, 0, 50], undefined, FINISHED],
    edit: [BLOCK, [1000, 0, 50], undefined, FINISHED],
    mention: [
      "I am done\n\ntarget.txt\n```\n<<<<<<< SEARCH\n100\n=======\n90\n" +
      ">>>>>>> REPLACE\n```",
      [1000, 0, 50],
      undefined,
      FINISHED,
    ],
    nokey: ["", undefined, undefined, [
      "notLoggedIn",
      "AuthenticationError: OpenAIException - The api_key client option must be set either by passing api_key to the client or by setting the OPENAI_API_KEY environment variable",
    ]],
    noperm: [BLOCK, [1000, 0, 50], undefined, FINISHED],
    text: [LOOKED, [1000, 0, 50], undefined, FINISHED],
  },
};
for (const [name, rows] of Object.entries(REPORTS)) {
  for (const [case_, [text, tokens, usd, failure]] of Object.entries(rows)) {
    Deno.test(`reportOf() understands ${name} in the case ${case_}`, () => {
      const { stdout, stderr, code } = recorded(name, case_);
      const [input = 0, cached = 0, output = 0] = tokens ?? [];
      const expected = {
        text,
        tokens: tokens && { input, cached, output },
        usd,
        outcome: toOutcome(failure),
      };

      // Both streams go into one file, in any order.
      for (const all of [stderr + stdout, stdout + stderr]) {
        const ending = { kind: "exited", code } as const;
        assertEquals(reportOf(fold(name, all), ending, NOW), expected);
      }
    });
  }

  Deno.test(`every recording of ${name} is in the table`, () => {
    assertEquals(Object.keys(rows).toSorted(), recordedCases(name));
  });
}

function toOutcome(failure: Row[3]): AgentOutcome {
  if (failure === undefined) return { kind: "finished" };
  const [kind, message, resetAt] = failure;
  const told = resetAt === undefined ? {} : { resetAt: new Date(resetAt) };
  const cause: Cause = kind === "limit"
    ? { kind, ...told, isRetrying: false }
    : { kind };
  return { kind: "failed", cause, message };
}
