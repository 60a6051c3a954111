import { at, listAt, textAt } from "../../src/agents/json.ts";
import { openaiFailure } from "./chat.ts";
import {
  type Answer,
  type Call,
  countWhere,
  newId,
  type Protocol,
  type SentEvent,
  type Tool,
  USAGE,
} from "./protocol.ts";

/** Responses, as OpenAI's own programs ask for them. */
export const responses: Protocol = {
  speaksOn: (path) => path.endsWith("/responses"),
  read: (body) => ({
    model: textAt(body, "model"),
    isStreamed: at(body, "stream") === true,
    tools: toolsIn(body),
    results: countWhere(
      listAt(body, "input"),
      (item) => textAt(item, "type").endsWith("_call_output"),
    ),
    shape: at(body, "text", "format", "schema"),
  }),
  whole: (answer, model) => completed(itemsOf(answer), model),
  events: (answer, model) => {
    const items = itemsOf(answer);
    const response = completed(items, model);
    const begun = { ...response, status: "in_progress", output: [] };
    const named: readonly (readonly [type: string, data: object])[] = [
      ["response.created", { response: begun }],
      ...items.flatMap((item, output_index) => [
        ["response.output_item.added", { output_index, item }] as const,
        ["response.output_item.done", { output_index, item }] as const,
      ]),
      ["response.completed", { response }],
    ];
    return named.map(([type, data], sequence_number): SentEvent => ({
      name: type,
      data: { type, sequence_number, ...data },
    }));
  },
  failure: openaiFailure,
};

/** Some stand in the conversation itself, and some in a group with a name. */
function toolsIn(body: unknown): readonly Tool[] {
  const offered = [
    ...listAt(body, "tools"),
    ...listAt(body, "input").flatMap((item) => listAt(item, "tools")),
  ];
  return offered.flatMap((tool) =>
    at(tool, "type") === "namespace"
      ? listAt(tool, "tools").map((inner) =>
        toTool(inner, textAt(tool, "name"))
      )
      : [toTool(tool, "")]
  );
}

function toTool(tool: unknown, namespace: string): Tool {
  return {
    name: textAt(tool, "name"),
    schema: at(tool, "type") === "custom" ? undefined : at(tool, "parameters"),
    ...(namespace === "" ? {} : { namespace }),
  };
}

function completed(output: readonly unknown[], model: string) {
  return {
    id: newId("resp"),
    object: "response",
    created_at: 1_767_225_600,
    status: "completed",
    model,
    output,
    usage: {
      input_tokens: USAGE.input,
      input_tokens_details: { cached_tokens: USAGE.cached },
      output_tokens: USAGE.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: USAGE.input + USAGE.output,
    },
  };
}

function itemsOf({ text, calls }: Answer): readonly unknown[] {
  const message = {
    type: "message",
    id: newId("msg"),
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text, annotations: [] }],
  };
  const called = calls.map(toItem);
  return text === "" ? called : [message, ...called];
}

function toItem({ tool: { name, namespace }, input }: Call): unknown {
  const call = {
    id: newId("item"),
    call_id: newId("call"),
    status: "completed",
    name,
    ...(namespace === undefined ? {} : { namespace }),
  };
  return typeof input === "string"
    ? { type: "custom_tool_call", ...call, input }
    : { type: "function_call", ...call, arguments: JSON.stringify(input) };
}
