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
  [{ message: "Connection error." }, "cut", "Connection error."],
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
