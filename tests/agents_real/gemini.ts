import { at, listAt, textAt } from "../../src/agents/json.ts";
import { countWhere, newId, type Protocol, USAGE } from "./protocol.ts";

const ERRORS: Readonly<Record<number, string>> = {
  401: "UNAUTHENTICATED",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
};

/** Generate content, as Google has it: the model's name is in the path. */
export const gemini: Protocol = {
  speaksOn: (path) => /:(?:generate|streamGenerate)Content$/.test(path),
  read: (body, path) => ({
    model: /models\/([^:]+)/.exec(path)?.[1] ?? "",
    isStreamed: path.endsWith(":streamGenerateContent"),
    tools: listAt(body, "tools")
      .flatMap((tool) => listAt(tool, "functionDeclarations"))
      .map((declared) => ({
        name: textAt(declared, "name"),
        schema: at(declared, "parametersJsonSchema") ??
          at(declared, "parameters"),
      })),
    results: countWhere(
      listAt(body, "contents").flatMap((content) => listAt(content, "parts")),
      (part) => at(part, "functionResponse") !== undefined,
    ),
    shape: at(body, "generationConfig", "responseJsonSchema") ??
      at(body, "generationConfig", "responseSchema"),
  }),
  whole: ({ text, calls }, model) => ({
    candidates: [{
      index: 0,
      finishReason: "STOP",
      content: {
        role: "model",
        parts: [
          ...(text === "" ? [] : [{ text }]),
          ...calls.map(({ tool, input }) => ({
            functionCall: { name: tool.name, args: input },
          })),
        ],
      },
    }],
    usageMetadata: {
      promptTokenCount: USAGE.input,
      cachedContentTokenCount: USAGE.cached,
      candidatesTokenCount: USAGE.output,
      totalTokenCount: USAGE.input + USAGE.output,
    },
    modelVersion: model,
    responseId: newId("resp"),
  }),
  events: (answer, model) => [{ data: gemini.whole(answer, model) }],
  failure: (status, message) => ({
    error: { code: status, message, status: ERRORS[status] ?? "UNAVAILABLE" },
  }),
};
