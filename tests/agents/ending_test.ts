import { assertEquals } from "@std/assert";
import type { Cause } from "../../src/agents/report.ts";
import { reportOf } from "../../src/agents/stream.ts";
import { fold, NOW } from "./fold.ts";

const BEGUN = '{"type":"system","subtype":"init"}\n';

/** Who complains of more than one thing is ended by the last. */
const ENDED: readonly (readonly [
  name: string,
  output: string,
  kind: Exclude<Cause["kind"], "limit">,
  message: string,
])[] = [
  // Nothing has begun, and nothing ever will.
  ...[
    "error: unknown option '--timeout'",
    "Unknown argument: timeout",
    "Error: Cannot parse /home/me/neural-network/.mcp.json: bad JSON",
    "Error: Unterminated string in JSON at position 52",
    "Error: Cannot find module 'undici/lib/websocket'",
    "error: invalid value 'connection error' for '--mode'",
    "error: unknown option '--api-key'",
  ].map((line) => ["claude", line, "cannotStart", line] as const),
  [
    "claude",
    "error: unknown option '--no'\nExits with an error: fetch failed\n",
    "cannotStart",
    "error: unknown option '--no'",
  ],
  [
    "codex",
    "ERROR codex_core::http: connection refused\nError: no session: bad state\n",
    "cannotStart",
    "Error: no session: bad state",
  ],
  [
    "gemini",
    "Error: fetch failed\n    at async run (file:///x/error.js:1:2)\n",
    "disconnected",
    "Error: fetch failed",
  ],
  // It has begun.
  [
    "codex",
    `ERROR codex_core::http: connection refused\n${BEGUN}` +
    "Error: failed to write session: invalid state\n",
    "cut",
    "exited with code 1: Error: failed to write session: invalid state",
  ],
  [
    "codex",
    `${BEGUN}ERROR codex_core::http: connection refused\n` +
    "Error: failed to write session: invalid state\n",
    "cut",
    "exited with code 1: Error: failed to write session: invalid state",
  ],
  [
    "codex",
    `${BEGUN}ERROR codex_core::http: connection refused\n${BEGUN}`,
    "cut",
    "exited with code 1",
  ],
  [
    "gemini",
    `${BEGUN}Error executing tool run_shell_command: request timed out\n` +
    "Fatal: turn budget used up, error 53\n",
    "cut",
    "exited with code 1: Fatal: turn budget used up, error 53",
  ],
  [
    "gemini",
    `${BEGUN}git: error: unknown option 'x'\nError: fetch failed\n`,
    "disconnected",
    "Error: fetch failed",
  ],
  // An answer may speak of anything.
  [
    "crush",
    "I fixed the connection error in client.py\n",
    "cannotStart",
    "I fixed the connection error in client.py",
  ],
  [
    "crush",
    "I fixed it\n\nERROR\n\nPost x: dial tcp: lookup x: no such host\n",
    "disconnected",
    "Post x: dial tcp: lookup x: no such host",
  ],
  [
    "crush",
    "ERROR\n\nPost x: 401\n\nError: unauthorized\n",
    "notLoggedIn",
    "Error: unauthorized",
  ],
  [
    "crush",
    "sh: 1: crush: not found\n",
    "cannotStart",
    "sh: 1: crush: not found",
  ],
  [
    "aider",
    "Aider v0.86.2\nThe api_key error is gone\n",
    "cut",
    "exited with code 1: The api_key error is gone",
  ],
  [
    "aider",
    "Error: fetch failed\nAider v0.86.2\n",
    "cut",
    "exited with code 1",
  ],
  [
    "aider",
    "Error: fetch failed\nAider v0.86.2\nI fixed the error: connection lost\n",
    "cut",
    "exited with code 1: I fixed the error: connection lost",
  ],
];
for (const [name, output, kind, message] of ENDED) {
  Deno.test(`reportOf() tells what ended ${name} by ${JSON.stringify(output)}`, () => {
    const ending = { kind: "exited", code: 1 } as const;
    const { outcome } = reportOf(fold(name, output), ending, NOW);
    assertEquals(outcome, { kind: "failed", cause: { kind }, message });
  });
}
