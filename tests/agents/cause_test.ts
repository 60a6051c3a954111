import { assertEquals } from "@std/assert";
import { type Complaint, troubleOf } from "../../src/agents/cause.ts";
import type { Cause } from "../../src/agents/report.ts";
import { NOW } from "./fold.ts";

const CAUSES: readonly (readonly [
  complaint: Complaint,
  kind: Cause["kind"],
  message: string,
])[] = [
  [{ message: "no", status: 429 }, "limit", "no"],
  [{ message: "no", status: 402 }, "limit", "no"],
  [{ message: "no", status: 401 }, "notLoggedIn", "no"],
  [{ message: "no", status: 403 }, "notLoggedIn", "no"],
  [{ message: "Quota exceeded", status: 403 }, "limit", "Quota exceeded"],
  [{ message: "no", status: 529 }, "serverError", "no"],
  [{ message: "no", status: 400 }, "unknown", "no"],
  [{ message: "429 slow down" }, "limit", "429 slow down"],
  [{ message: "API Error: 500 oh" }, "serverError", "API Error: 500 oh"],
  [{ message: "Overloaded" }, "serverError", "Overloaded"],
  [
    { message: "The server had an error" },
    "serverError",
    "The server had an error",
  ],
  [{ message: "An internal error" }, "serverError", "An internal error"],
  [
    { message: "Service Unavailable" },
    "serverError",
    "Service Unavailable",
  ],
  [
    { message: "The model m-9 is unavailable" },
    "unknown",
    "The model m-9 is unavailable",
  ],
  [
    { message: "InternalServerError: XException" },
    "serverError",
    "InternalServerError: XException",
  ],
  [
    { message: "The model is at capacity" },
    "serverError",
    "The model is at capacity",
  ],
  [{ message: "Try again later" }, "serverError", "Try again later"],
  [{ message: "HTTP 502" }, "serverError", "HTTP 502"],
  [{ message: "HTTP/1.1 500 x" }, "serverError", "HTTP/1.1 500 x"],
  [{ message: "a status of 529" }, "serverError", "a status of 529"],
  [{ message: "Connection error." }, "disconnected", "Connection error."],
  [
    { message: "connect ECONNREFUSED 127.0.0.1:11434" },
    "disconnected",
    "connect ECONNREFUSED 127.0.0.1:11434",
  ],
  [
    { message: "getaddrinfo EAI_AGAIN api.example.com" },
    "disconnected",
    "getaddrinfo EAI_AGAIN api.example.com",
  ],
  [
    { message: "Unable to connect. Is the computer able to access the url?" },
    "disconnected",
    "Unable to connect. Is the computer able to access the url?",
  ],
  [
    { message: "dns error: Temporary failure in name resolution" },
    "disconnected",
    "dns error: Temporary failure in name resolution",
  ],
  [{ message: "no", status: 408 }, "disconnected", "no"],
  [{ message: "aborted" }, "cut", "aborted"],
  [
    { message: "Invalid API key · Please run /login" },
    "notLoggedIn",
    "Invalid API key · Please run /login",
  ],
  [
    { message: "This would exceed your account's rate limit." },
    "limit",
    "This would exceed your account's rate limit.",
  ],
  [
    { message: "Weekly limit reached · resets at midnight" },
    "limit",
    "Weekly limit reached · resets at midnight",
  ],
  [
    { message: "You’ve hit your 5-hour limit" },
    "limit",
    "You’ve hit your 5-hour limit",
  ],
  // Nobody gets out of these by waiting.
  [{ message: "Context limit reached" }, "unknown", "Context limit reached"],
  [{ message: "Disk quota exceeded" }, "unknown", "Disk quota exceeded"],
  [{ message: "no", status: 404 }, "unknown", "no"],
  [
    { message: '[API Error: {"error":{"code":503,"message":"busy\\nnow"}}]' },
    "serverError",
    "busy now",
  ],
  [{ message: "Bash requires approval" }, "refused", "Bash requires approval"],
  [{ message: "\x1b[31mstrange\x1b[0m\n" }, "unknown", "strange"],
  [{ message: "" }, "unknown", ""],
  // Numbers that are no status.
  [
    { message: "retried 500 times in 429 s" },
    "unknown",
    "retried 500 times in 429 s",
  ],
];
for (const [complaint, kind, message] of CAUSES) {
  Deno.test(`troubleOf() of ${JSON.stringify(complaint)}`, () => {
    const trouble = troubleOf(complaint, NOW);
    assertEquals([trouble.cause.kind, trouble.message], [kind, message]);
  });
}

/** What waiting helps against, and what sounds like it. */
const SAID: readonly (readonly [message: string, kind: Cause["kind"]])[] = [
  // The network is away, whatever else could not be done without it.
  ["connect ENETUNREACH 160.79.104.10:443", "disconnected"],
  ["connect EHOSTUNREACH 160.79.104.10:443", "disconnected"],
  ["No route to host (os error 113)", "disconnected"],
  ["write EPIPE", "disconnected"],
  ["other side closed", "disconnected"],
  ["ERR_STREAM_PREMATURE_CLOSE", "disconnected"],
  ["tls handshake eof", "disconnected"],
  ["[API Error: terminated]", "disconnected"],
  ["peer closed connection (incomplete chunked read)", "disconnected"],
  ["dial tcp: lookup api.example.com: no such host", "disconnected"],
  ["The operation was aborted due to timeout", "disconnected"],
  ["ConnectTimeoutError: Connect Timeout Error", "disconnected"],
  ["APITimeoutError: OpenAIException - Request timed out.", "disconnected"],
  ["TimeoutError: timed out", "disconnected"],
  ["APIConnectionError: OpenAIException - lost", "disconnected"],
  ["dial tcp 160.79.104.10:443: i/o timeout", "disconnected"],
  ["HTTPSConnectionPool(host='x', port=443): Read timed out.", "disconnected"],
  ["Connection to api.example.com timed out.", "disconnected"],
  ["All connection attempts failed", "disconnected"],
  ["curl: (7) Couldn't connect to server", "disconnected"],
  ["Network unreachable", "disconnected"],
  ["queryA ETIMEOUT api.example.com", "disconnected"],
  ["IncompleteRead(0 bytes read)", "disconnected"],
  ["net::ERR_NAME_NOT_RESOLVED", "disconnected"],
  ["Failed to authenticate: fetch failed", "disconnected"],
  [
    "Authentication request failed: getaddrinfo EAI_AGAIN api.example.com",
    "disconnected",
  ],
  ["API key validation: request timed out", "disconnected"],
  ["The server is busy", "serverError"],
  ["Service is temporarily unavailable", "serverError"],
  // A word of it in a name, or for something else.
  ["error: unknown option '--timeout'", "unknown"],
  ["Unknown argument: timeout", "unknown"],
  ["Cannot parse /home/me/neural-network/.mcp.json: bad JSON", "unknown"],
  ["Unterminated string in JSON at position 52", "unknown"],
  ["Cannot find module 'undici/lib/websocket'", "unknown"],
  ["Cannot parse /src/network error/rate limit.json", "unknown"],
  ["MCP client 'docs' connection refused", "unknown"],
  ["Cannot connect to the Docker daemon", "unknown"],
  ["fork: Resource temporarily unavailable", "unknown"],
  ["The model m-9 is currently unavailable to you", "unknown"],
  // The server has understood: it says the same each time.
  [
    "API Error: 400 tools.3.custom.input_schema: unterminated string",
    "unknown",
  ],
  ["API Error: 404 model: socket-7", "unknown"],
  [
    'unexpected status 400 Bad Request: {"detail":"Unsupported parameter: network_access"}',
    "unknown",
  ],
  [
    "404 model_not_found: the model foo is currently unavailable to your org",
    "unknown",
  ],
  ["HTTP 400: connection error", "unknown"],
  ["HTTP 400: usage limit reached", "limit"],
  ["HTTP 400: API key not valid", "notLoggedIn"],
  // Nor is a context ever empty again.
  [
    "Error: 500,000 tokens exceed the context window of 200,000",
    "unknown",
  ],
  ["Error: 500,000 tokens are too many", "unknown"],
  [
    "Codex ran out of room in the model's context window. Start a new conversation or try again later",
    "unknown",
  ],
  ["API Error: 500 context_length_exceeded", "unknown"],
  // Limits that no time lifts.
  ["Context window limit reached", "unknown"],
  ["Maximum turns limit reached", "unknown"],
  ["step limit reached", "unknown"],
  ["Tool call limit reached: 50", "unknown"],
  ["You've hit your max turns limit", "unknown"],
  ["--max-budget-usd limit reached", "unknown"],
  ["Tool call limit reached: try again with fewer", "unknown"],
  ["Approaching usage limit", "unknown"],
  ["You are close to your weekly usage limit", "unknown"],
  // And those that one does.
  ["Opus weekly limit reached", "limit"],
  ["5-hour limit reached ∙ resets 3pm", "limit"],
  ["Limit reached · resets 3pm (UTC)", "limit"],
  ["The usage limit has been reached", "limit"],
  ["usage_limit_reached", "limit"],
  ["Monthly limit exceeded", "limit"],
  ["You have reached your weekly limit", "limit"],
];
for (const [message, kind] of SAID) {
  Deno.test(`troubleOf() of ${message}`, () => {
    assertEquals(troubleOf({ message }, NOW).cause.kind, kind);
  });
}

Deno.test("troubleOf() gives no 4xx an end by waiting, but to a limit", () => {
  const messages = ["unterminated string", "model: socket-7", "fetch failed"];
  for (const status of [400, 404, 413, 422]) {
    for (const message of messages) {
      const { cause } = troubleOf({ message, status }, NOW);
      assertEquals(cause, { kind: "unknown" });
    }
  }
});
