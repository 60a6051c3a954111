import type { Call, Tool } from "./protocol.ts";

/** What the model asks of our own server. */
export interface McpUse {
  readonly tool: string;
  readonly values: Readonly<Record<string, unknown>>;
}

const SEARCH = /^tool_?search$/i;

/**
 * Calls a tool of our server by whatever name the program gives it; where tools
 * are loaded on demand it is asked for first.
 */
export function mcpCalls(
  tools: readonly Tool[],
  { tool, values }: McpUse,
): readonly Call[] {
  const name = `mcp__autoresearch__${tool}`;
  const search = tools.find((offered) => SEARCH.test(offered.name));
  const offered = tools.find((offered) => offered.name.endsWith(tool));
  const asked = search === undefined
    ? []
    : [{ tool: search, input: { query: `select:${name}` } }];
  if (offered !== undefined) {
    return [...asked, { tool: offered, input: values }];
  }
  if (search !== undefined) {
    return [...asked, { tool: { name, schema: {} }, input: values }];
  }
  // A tool of codex takes a script, in which all others can be called.
  const script = tools.find(({ name, schema }) =>
    name === "exec" && schema === undefined
  );
  const input = `text(JSON.stringify(await tools.${name}(${
    JSON.stringify(values)
  })));`;
  return script === undefined ? [] : [{ tool: script, input }];
}
