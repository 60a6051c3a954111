/**
 * Variables by which git would look at another repository than the one it is
 * in, or at this one with other eyes. Who somebody is, and how he reaches a
 * server, is his own to say.
 */
const GIT_LOCATION =
  /^GIT_(?:DIR|WORK_TREE|IMPLICIT_WORK_TREE|COMMON_DIR|INDEX_FILE|PREFIX|SUPER_PREFIX|INTERNAL_\w+|NAMESPACE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|QUARANTINE_PATH|SHALLOW_FILE|GRAFT_FILE|REPLACE_REF_BASE|NO_REPLACE_OBJECTS|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|\w+_PATHSPECS|ATTR_SOURCE|EXTERNAL_DIFF)$/;

/** What an agent sets for its children, to know that it was started by itself. */
const NESTING =
  /^(CLAUDECODE|CLAUDE_CODE_(ENTRYPOINT|SSE_PORT|SESSION_ID)|CODEX_SANDBOX.*|CODEX_THREAD_ID|GEMINI_CLI|QWEN_CODE|OPENCODE|OPENCODE_(PID|RUN_ID)|CURSOR_AGENT|CLINE_ACTIVE|COPILOT_CLI|PI_CODING_AGENT)$/;

/** Loader variables: under a scoped `--allow-run` no child may be given one. */
const LOADER = /^(LD|DYLD)_/;

const LOADER_PREFIX = "AUTORESEARCH_";

/** The variable that every child inherits, and by which a stray one is found. */
export const RUN_MARK = "AUTORESEARCH_RUN";

export interface ChildEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Shell lines that give the loader variables back to the command. */
  readonly preamble: string;
}

/**
 * Returns the environment of an evaluator or an agent: the user's own, without
 * what would mislead git or an agent inside it, and with numbers printed with
 * a decimal point whatever the locale.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { variables, preamble } = childEnvironment(
 *   { HOME: "/h", GIT_DIR: "/x", LC_ALL: "de_DE.UTF-8", LD_LIBRARY_PATH: "/cuda" },
 *   { AUTORESEARCH_RUN: "7" },
 * );
 *
 * assertEquals(variables, {
 *   HOME: "/h",
 *   LANG: "de_DE.UTF-8",
 *   LC_CTYPE: "de_DE.UTF-8",
 *   LC_NUMERIC: "C",
 *   AUTORESEARCH_LD_LIBRARY_PATH: "/cuda",
 *   AUTORESEARCH_RUN: "7",
 * });
 * assertEquals(
 *   preamble,
 *   'export LD_LIBRARY_PATH="$AUTORESEARCH_LD_LIBRARY_PATH"; ' +
 *     "unset AUTORESEARCH_LD_LIBRARY_PATH",
 * );
 * ```
 */
export function childEnvironment(
  inherited: Readonly<Record<string, string>>,
  extra: Readonly<Record<string, string>> = {},
): ChildEnvironment {
  const variables: Record<string, string> = {};
  const loaders: string[] = [];
  for (const [name, value] of Object.entries(inherited)) {
    if (GIT_LOCATION.test(name) || NESTING.test(name)) continue;
    if (LOADER.test(name)) {
      // Anything but a plain name could not be exported by the shell either.
      if (!/^\w+$/.test(name)) continue;
      variables[LOADER_PREFIX + name] = value;
      loaders.push(name);
    } else variables[name] = value;
  }
  return {
    variables: { ...withPointDecimals(variables), ...extra },
    preamble: loaders.map(giveBack).join("; "),
  };
}

/**
 * Returns the environment of our own git calls: they ask nothing, open no
 * editor or pager, look at the repository they are in, and speak English.
 */
export function gitEnvironment(
  inherited: Readonly<Record<string, string>>,
): Record<string, string> {
  const { variables } = childEnvironment(inherited);
  const kept = Object.entries(variables).filter(([name]) =>
    !name.startsWith(LOADER_PREFIX) && !name.startsWith("GIT_") &&
    name !== "LANGUAGE"
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_EDITOR: "true",
    GIT_PAGER: "cat",
    // Where the user's git is configured by variables, it stays configured.
    ...pick(inherited, /^GIT_(CONFIG|AUTHOR|COMMITTER|SSL|SSH|EXEC_PATH)/),
  };
}

function withPointDecimals(
  { LC_ALL, ...others }: Record<string, string>,
): Record<string, string> {
  // LC_ALL would override LC_NUMERIC, so its other meanings move to the rest.
  const moved = LC_ALL === undefined ? {} : { LANG: LC_ALL, LC_CTYPE: LC_ALL };
  return { ...others, ...moved, LC_NUMERIC: "C" };
}

function giveBack(name: string): string {
  const carrier = LOADER_PREFIX + name;
  return `export ${name}="$${carrier}"; unset ${carrier}`;
}

function pick(
  variables: Readonly<Record<string, string>>,
  names: RegExp,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => names.test(name)),
  );
}
