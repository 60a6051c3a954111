import { at, listAt, textAt } from "../../src/agents/json.ts";
import {
  type Answer,
  type Call,
  countWhere,
  newId,
  type Protocol,
  type SentEvent,
  USAGE,
} from "./protocol.ts";

const CREATED = 1_767_225_600;

const TOKENS = {
  prompt_tokens: USAGE.input,
  prompt_tokens_details: { cached_tokens: USAGE.cached },
  completion_tokens: USAGE.output,
  total_tokens: USAGE.input + USAGE.output,
};

/** Chat completions, as OpenAI had them first and everybody has them now. */
export const chat: Protocol = {
  speaksOn: (path) => path.endsWith("/chat/completions"),
  read: (body) => ({
    model: textAt(body, "model"),
    isStreamed: at(body, "stream") === true,
    tools: listAt(body, "tools").map((tool) => ({
      name: textAt(tool, "function", "name"),
      schema: at(tool, "function", "parameters"),
    })),
    results: countWhere(
      listAt(body, "messages"),
      (message) => at(message, "role") === "tool",
    ),
    shape: at(body, "response_format", "json_schema", "schema"),
  }),
  whole: ({ text, calls }, model) => ({
    id: newId("chatcmpl"),
    object: "chat.completion",
    created: CREATED,
    model,
    choices: [{
      index: 0,
      message: {
        role: "assistant",
        content: text,
        ...(calls.length === 0 ? {} : { tool_calls: calls.map(toCall) }),
      },
      finish_reason: whyEnded(calls),
    }],
    usage: TOKENS,
  }),
  events: ({ text, calls }, model) => {
    const head = {
      id: newId("chatcmpl"),
      object: "chat.completion.chunk",
      created: CREATED,
      model,
    };
    const chunk = (delta: unknown, end: string | null = null): SentEvent => ({
      data: { ...head, choices: [{ index: 0, delta, finish_reason: end }] },
    });
    return [
      chunk({ role: "assistant", content: text }),
      ...calls.map((call, index) =>
        chunk({ tool_calls: [{ index, ...toCall(call) }] })
      ),
      chunk({}, whyEnded(calls)),
      { data: { ...head, choices: [], usage: TOKENS } },
      { data: "[DONE]" },
    ];
  },
  failure: openaiFailure,
};

/** How OpenAI says no, in both of its protocols. */
export function openaiFailure(status: number, message: string): unknown {
  const kind = status === 429 ? "rate_limit_exceeded" : "server_error";
  return { error: { message, type: kind, code: kind, param: null } };
}

function whyEnded(calls: Answer["calls"]): string {
  return calls.length === 0 ? "stop" : "tool_calls";
}

function toCall({ tool, input }: Call) {
  return {
    id: newId("call"),
    type: "function",
    function: { name: tool.name, arguments: JSON.stringify(input) },
  };
}
