import { quoteForShell } from "../../src/core/text/shell_quote.ts";
import { mcpCalls, type McpUse } from "./mcp_call.ts";
import type { Answer, Call, Question, Tool } from "./protocol.ts";
import { type Edit, editCall, least, readCall, shellCall } from "./tool_use.ts";

/** What the model of one trial does, whatever it is asked. */
export type Script =
  /** Calls tools one after the other, then says something. */
  | {
    readonly kind: "works";
    readonly steps: readonly Step[];
    readonly says: string;
  }
  /** Its server refuses every request. */
  | {
    readonly kind: "refuses";
    readonly status: number;
    readonly message: string;
  }
  /** Its server takes a request and never answers. */
  | { readonly kind: "hangs" };

/** What the model does with a tool, whatever the program calls it. */
export type Step =
  | { readonly kind: "shell"; readonly command: string }
  | { readonly kind: "edit"; readonly edit: Edit }
  | { readonly kind: "mcp"; readonly use: McpUse };

/** Returns what a model answers that works through a script. */
export function answerTo(
  { tools, results, shape }: Question,
  { steps, says }: Extract<Script, { kind: "works" }>,
): Answer {
  // A question on the side: what to call the conversation, and the like.
  if (shape !== undefined) return say(JSON.stringify(least(shape)));
  if (tools.length === 0) return say(asText(steps, says));
  const call = steps.flatMap((step) => callsFor(step, tools))[results];
  return call === undefined ? say(says) : { text: "", calls: [call] };
}

function say(text: string): Answer {
  return { text, calls: [] };
}

function callsFor(step: Step, tools: readonly Tool[]): readonly Call[] {
  switch (step.kind) {
    case "shell":
      return present(shellCall(tools, step.command));
    case "mcp":
      return mcpCalls(tools, step.use);
    case "edit": {
      const call = editCall(tools, step.edit);
      return call === undefined
        ? present(shellCall(tools, sedCommand(step.edit)))
        : [...present(readCall(tools, step.edit.path)), call];
    }
  }
}

function sedCommand({ path, old, new: text }: Edit): string {
  return `sed -i 's/${old}/${text}/' ${quoteForShell(path)}`;
}

function present(call: Call | undefined): readonly Call[] {
  return call === undefined ? [] : [call];
}

/** Who has no tools takes edits out of the answer. */
function asText(steps: readonly Step[], says: string): string {
  const blocks = steps.filter((step) => step.kind === "edit")
    .map(({ edit }) => {
      const name = edit.path.replace(/.*\//, "");
      return `${name}\n\`\`\`\n<<<<<<< SEARCH\n${edit.old}\n=======\n` +
        `${edit.new}\n>>>>>>> REPLACE\n\`\`\`\n`;
    });
  return [says, ...blocks].join("\n\n");
}
