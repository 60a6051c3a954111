import {
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
} from "@stricli/core";

/** Returns what is wrong with one flag or argument, in one line. */
export function describeMistake(error: unknown): string {
  // A parser that has to wait is not wrapped: it says itself what it is about.
  if (!(error instanceof ArgumentScannerError)) return reasonOf(error);
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }) =>
      `Unknown flag --${input}${didYouMean(corrections.map(toFlag))}`,
    AliasNotFoundError: ({ input }) => `Unknown flag -${input}`,
    ArgumentParseError: (
      { externalFlagNameOrPlaceholder: name, input, exception },
    ) => `Cannot read ${toFlag(name)} ${show(input)}: ${reasonOf(exception)}`,
    EnumValidationError: ({ externalFlagName: name, input, values }) =>
      `Cannot read ${toFlag(name)} ${show(input)}: it must be ` +
      values.join(" or "),
    UnsatisfiedFlagError: ({ externalFlagName: name }) =>
      `Cannot read ${toFlag(name)}: no value follows it`,
    UnexpectedFlagError: ({ externalFlagName: name, previousInput, input }) =>
      `Cannot read ${toFlag(name)}: it is given twice, as ` +
      `${show(previousInput)} and as ${show(input)}`,
    InvalidNegatedFlagSyntaxError: ({ externalFlagName: name }) =>
      `Cannot read ${toFlag(name)}: it takes no value`,
    UnexpectedPositionalError: ({ input }) => describeUnexpected(input),
    UnsatisfiedPositionalError: ({ placeholder }) =>
      `Missing argument ${placeholder}`,
  });
}

/** Stricli takes a `--flag=` with nothing or a line end behind it for a word. */
function describeUnexpected(input: string): string {
  const [, flag, value] = /^(--[a-z-]+)=([^]*)$/.exec(input) ?? [];
  return flag === undefined
    ? `Unexpected argument ${show(input)}`
    : `Cannot read ${flag} ${
      show(value ?? "")
    }: it must be one line, not empty`;
}

/** The same for a word in the place of a command. */
export function describeUnknownCommand(
  { input, corrections }: {
    readonly input: string;
    readonly corrections: readonly string[];
  },
): string {
  return `Unknown command ${show(input)}${didYouMean(corrections)}`;
}

/**
 * Returns the hint for a mistake in a command line: where its flags are told.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const commands = ["log", "log record"];
 * assertEquals(
 *   hintFor(["log", "record", "HEAD"], commands),
 *   "See autoresearch log record --help",
 * );
 * assertEquals(hintFor(["lgo"], commands), "See autoresearch --help");
 * ```
 */
export function hintFor(
  args: readonly string[],
  commands: readonly string[],
): string {
  const command = commands.findLast((name) =>
    name.split(" ").every((word, at) => args[at] === word)
  );
  return `See autoresearch ${command === undefined ? "" : `${command} `}--help`;
}

function didYouMean(corrections: readonly string[]): string {
  if (corrections.length === 0) return "";
  return `: did you mean ${corrections.join(" or ")}?`;
}

/** An argument is called by its placeholder, which is in capitals. */
function toFlag(name: string): string {
  if (name === name.toUpperCase()) return name;
  // A correction comes as the flag is called in the code.
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${words}`;
}

function reasonOf(exception: unknown): string {
  return exception instanceof Error ? exception.message : String(exception);
}

/** The user's own words, but never over several lines. */
function show(input: string): string {
  return JSON.stringify(input);
}
