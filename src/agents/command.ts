import { quoteForShell } from "../core/text/shell_quote.ts";
import type { AgentCall, Flag, Preset, PromptWay } from "./preset.ts";

/** Linux allows one argument 128 KiB, with a NUL at its end. */
export const MAX_ARGUMENT_BYTES = 128 * 1024 - 1;

/** A word as a shell reads it, and what one is made of. */
const WORD = /(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"\\])+/g;
const PART = /\\(.)|'([^']*)'|"((?:\\.|[^"\\])*)"/g;

/** A call of an agent as a shell command, or why there can be none. */
export type AgentCommand =
  | {
    readonly kind: "command";
    readonly command: string;
    /** Whether its stdin is the prompt; else it is empty. */
    readonly readsPrompt: boolean;
  }
  | { readonly kind: "tooLong"; readonly limitBytes: number };

/**
 * Returns the shell command that calls an agent.
 *
 * @param userArguments flags of the user's own, as he wrote them for a shell;
 * what they say the preset doesn't say again
 */
export function commandFor(
  { program, flags, prompt }: Preset,
  call: AgentCall,
  userArguments = "",
): AgentCommand {
  // The blank before it keeps a prompt that begins with "-" from being a flag.
  if (
    prompt.kind === "argument" && call.promptBytes + 1 > MAX_ARGUMENT_BYTES
  ) return { kind: "tooLong", limitBytes: MAX_ARGUMENT_BYTES - 1 };
  const given = flagsIn(userArguments);
  const own = flags.filter(({ words: [name], unless = [] }) =>
    ![name, ...unless].some((flag) => given.includes(flag))
  );
  const words = [...program, ...own.flatMap(({ words }: Flag) => words)];
  const command = [
    ...words.map(quoteForShell),
    ...(userArguments === "" ? [] : [userArguments]),
    ...promptWords(prompt, call),
  ].join(" ");
  return { kind: "command", command, readsPrompt: prompt.kind === "stdin" };
}

/** Returns the words that may be flags: one in the midst of a text is none. */
function flagsIn(userArguments: string): readonly string[] {
  const words = userArguments.match(WORD) ?? [];
  return words.map((word) => word.replace(PART, "$1$2$3").replace(/=.*/s, ""));
}

function promptWords(prompt: PromptWay, call: AgentCall): readonly string[] {
  switch (prompt.kind) {
    case "stdin":
      return prompt.words.map(quoteForShell);
    case "argument":
      return [`" $(cat ${quoteForShell(call.promptFile)})"`];
    case "file":
      return prompt.words(call).map(quoteForShell);
  }
}
