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
