/** One program with its arguments, of a shell command that may have several. */
export interface SimpleCommand {
  /** Without their quotes. */
  readonly words: readonly string[];
  /** The files that its output goes to. */
  readonly outputs: readonly string[];
}

/**
 * A comment, a redirection of output, a word with its quotes, or what ends one
 * command of several.
 */
const TOKEN =
  /#[^\n]*|(&>>?|\d*>(?:&[\d-]|[>|&])?)|((?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^\s'"\\;&|<>()`])+)|([;&|()`\n])/g;

const QUOTED = /'([^']*)'|"((?:\\[^]|[^"\\])*)"|\\([^])/g;

interface Building {
  readonly words: string[];
  readonly outputs: string[];
}

/** A redirection to what is open already, and no file. */
const TO_STREAM = /&[\d-]$/;

/**
 * Splits a shell command into its simple ones.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(splitCommand("sh 'my eval.sh' > log 2>&1 | tee copy"), [
 *   { words: ["sh", "my eval.sh"], outputs: ["log"] },
 *   { words: ["tee"], outputs: ["copy"] },
 * ]);
 * ```
 */
export function splitCommand(command: string): readonly SimpleCommand[] {
  let current: Building = { words: [], outputs: [] };
  const commands = [current];
  let isOutput = false;
  for (const [, redirection, word, end] of command.matchAll(TOKEN)) {
    if (end !== undefined) {
      current = { words: [], outputs: [] };
      commands.push(current);
    }
    if (word !== undefined) {
      const isWritten = isOutput || current.words[0] === "tee";
      (isWritten ? current.outputs : current.words).push(unquote(word));
    }
    isOutput = redirection !== undefined && !TO_STREAM.test(redirection);
  }
  return commands;
}

function unquote(word: string): string {
  return word.replace(QUOTED, (_, single, double, escaped) => {
    const inner = double?.replace(/\\(["\\$`])/g, "$1");
    return single ?? inner ?? (escaped === "\n" ? "" : escaped);
  });
}
