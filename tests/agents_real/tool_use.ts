import { at, listAt } from "../../src/agents/json.ts";
import type { Call, Tool } from "./protocol.ts";

/** What a tool is given, by what it may call it. */
type Given = readonly (readonly [name: RegExp, value: string])[];

const SHELL =
  /^(?:bash|shell|exec_command|shell_command|run_shell_command|execute_command|run_commands?)$/i;
const READ = /^(?:read|read_files?|view)$/i;
const EDIT = /^(?:edit|replace|str_replace|replace_in_file|editor)$/i;

/** A tool of codex that takes a script, which calls all others. */
const SCRIPT = "exec";

/** Runs a shell command with the tool that there is for it. */
export function shellCall(
  tools: readonly Tool[],
  command: string,
): Call | undefined {
  const tool = tools.find(({ name }) => SHELL.test(name));
  if (tool !== undefined) {
    return fill(tool, [
      [/^(?:commands?|cmd)$/, command],
      [/^description$/, "The next step"],
    ]);
  }
  const script = tools.find(({ name, schema }) =>
    name === SCRIPT && schema === undefined
  );
  return script && {
    tool: script,
    input: `text(JSON.stringify(await tools.exec_command(${
      JSON.stringify({ cmd: command })
    })));`,
  };
}

/** Reads a file, which some programs want to have seen before it is changed. */
export function readCall(
  tools: readonly Tool[],
  path: string,
): Call | undefined {
  const tool = tools.find(({ name }) => READ.test(name));
  return tool && fill(tool, [[PATH, path]]);
}

export interface Edit {
  readonly path: string;
  readonly old: string;
  readonly new: string;
}

/** Replaces a text in a file. */
export function editCall(
  tools: readonly Tool[],
  edit: Edit,
): Call | undefined {
  const tool = tools.find(({ name }) => EDIT.test(name));
  return tool && fill(tool, [
    [PATH, edit.path],
    [/^old_?(?:string|text|str)$/i, edit.old],
    [/^new_?(?:string|text|str)$/i, edit.new],
    [/^command$/, "str_replace"],
    [/^(?:instruction|explanation|description)$/, "The next step"],
  ]);
}

const PATH = /^(?:file_?|absolute_)?path$/i;

function fill(tool: Tool, given: Given): Call {
  return { tool, input: fillObject(tool.schema, given) };
}

/** Gives what there is, and the least that is allowed where it is demanded. */
function fillObject(
  schema: unknown,
  given: Given,
): Readonly<Record<string, unknown>> {
  const properties = at(schema, "properties");
  const required = listAt(schema, "required");
  const filled = Object.entries(properties ?? {}).flatMap(([name, inner]) => {
    const value = given.find(([wanted]) => wanted.test(name))?.[1];
    if (value !== undefined) return [[name, fit(value, inner)] as const];
    return required.includes(name)
      ? [[name, least(inner, given)] as const]
      : [];
  });
  return Object.fromEntries(filled);
}

/** Some take a list of what others take one of. */
function fit(value: string, schema: unknown): unknown {
  return at(schema, "type") === "array" ? [value] : value;
}

/** Returns the smallest value that a schema allows. */
export function least(schema: unknown, given: Given = []): unknown {
  const [choice] = listAt(schema, "enum");
  if (choice !== undefined) return choice;
  const [first = at(schema, "type")] = listAt(schema, "type");
  switch (String(first).toLowerCase()) {
    case "object":
      return fillObject(schema, given);
    case "array": {
      const items = at(schema, "items");
      // Without anything to put into it a list may stay empty.
      return given.length === 0 ? [] : [least(items, given)];
    }
    case "number":
    case "integer":
      return 1;
    case "boolean":
      return false;
    default:
      return "scripted";
  }
}
