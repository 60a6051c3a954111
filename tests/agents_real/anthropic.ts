import { at, listAt, textAt } from "../../src/agents/json.ts";
import {
  type Answer,
  countWhere,
  newId,
  type Protocol,
  type SentEvent,
  USAGE,
} from "./protocol.ts";

const ERRORS: Readonly<Record<number, string>> = {
  401: "authentication_error",
  429: "rate_limit_error",
};

/** Messages, as Anthropic has them. */
export const anthropic: Protocol = {
  speaksOn: (path) => path.endsWith("/messages"),
  read: (body) => ({
    model: textAt(body, "model"),
    isStreamed: at(body, "stream") === true,
    tools: listAt(body, "tools").map((tool) => ({
      name: textAt(tool, "name"),
      schema: at(tool, "input_schema"),
    })),
    results: countWhere(
      listAt(body, "messages").flatMap((message) => listAt(message, "content")),
      (part) => at(part, "type") === "tool_result",
    ),
    shape: at(body, "output_config", "format", "schema"),
  }),
  whole: (answer, model) => ({
    ...head(answer, model),
    content: blocksOf(answer).map(({ whole }) => whole),
  }),
  events: (answer, model) => {
    const { stop_reason, ...begun } = head(answer, model);
    return [
      sent("message_start", {
        message: { ...begun, stop_reason: null, content: [] },
      }),
      ...blocksOf(answer).flatMap(({ begun, delta }, index) => [
        sent("content_block_start", { index, content_block: begun }),
        sent("content_block_delta", { index, delta }),
        sent("content_block_stop", { index }),
      ]),
      sent("message_delta", {
        delta: { stop_reason, stop_sequence: null },
        usage: { output_tokens: USAGE.output },
      }),
      sent("message_stop", {}),
    ];
  },
  failure: (status, message) => ({
    type: "error",
    error: { type: ERRORS[status] ?? "api_error", message },
  }),
};

function head({ calls }: Answer, model: string) {
  return {
    id: newId("msg"),
    type: "message",
    role: "assistant",
    model,
    stop_reason: calls.length === 0 ? "end_turn" : "tool_use",
    stop_sequence: null,
    usage: {
      input_tokens: USAGE.input - USAGE.cached,
      cache_read_input_tokens: USAGE.cached,
      cache_creation_input_tokens: 0,
      output_tokens: USAGE.output,
    },
  };
}

/** A part of the answer, whole, and as a stream has it: begun, then filled. */
interface Block {
  readonly whole: unknown;
  readonly begun: unknown;
  readonly delta: unknown;
}

function blocksOf({ text, calls }: Answer): readonly Block[] {
  const said = {
    whole: { type: "text", text },
    begun: { type: "text", text: "" },
    delta: { type: "text_delta", text },
  };
  const called = calls.map(({ tool, input }) => {
    const use = { type: "tool_use", id: newId("toolu"), name: tool.name };
    return {
      whole: { ...use, input },
      begun: { ...use, input: {} },
      delta: { type: "input_json_delta", partial_json: JSON.stringify(input) },
    };
  });
  return text === "" ? called : [said, ...called];
}

function sent(
  type: string,
  data: Readonly<Record<string, unknown>>,
): SentEvent {
  return { name: type, data: { type, ...data } };
}
