import { Failure } from "../../src/core/failure.ts";
import type { Draw } from "./draw.ts";

/** One kind of input, and what must hold of whatever is made of it. */
export interface Room {
  readonly name: string;
  /** How many of the inputs it gets, beside the other rooms' shares. */
  readonly share: number;
  readonly prepare: (draw: Draw) => Trial;
}

export interface Trial {
  readonly input: unknown;
  readonly check: () => void | Promise<void>;
}

export function makeRoom<Input>(
  name: string,
  share: number,
  makeInput: (draw: Draw) => Input,
  check: (input: Input) => void | Promise<void>,
): Room {
  return {
    name,
    share,
    prepare(draw) {
      const input = makeInput(draw);
      return { input, check: () => check(input) };
    },
  };
}

/** What never may stand in a text for a terminal, a cell or a prompt. */
// deno-fmt-ignore -- the directive below must stand right above the literal
const CONTROLS =
  // deno-lint-ignore no-control-regex -- control characters are the point
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** @throws {Error} with a few words on what did not hold */
export function claim(holds: boolean, what: () => string): void {
  if (!holds) throw new Error(what());
}

/** Claims that a text is one line that a terminal shows as it is. */
export function claimOneLine(text: string, what: string): void {
  claim(
    !CONTROLS.test(text) && !text.includes("\n"),
    () => `${what} is no clean line: ${JSON.stringify(text.slice(0, 300))}`,
  );
}

/** The same for a text of many lines; `\t` only where it is allowed. */
export function claimPlain(text: string, what: string, tabs = false): void {
  const rest = tabs ? text.replaceAll("\t", "") : text;
  claim(
    !CONTROLS.test(rest),
    () => `${what} is not plain: ${JSON.stringify(text.slice(0, 300))}`,
  );
}

/**
 * Returns what a reader returns, or nothing where it refuses its input in the
 * way that a user can do something with.
 */
export function orRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    return claimRefusal(error);
  }
}

/** The same for what somebody has typed, which is shown as it was typed. */
export function orRefusedAsTyped<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return undefined;
  }
}

/** The same for a reader that waits. */
export async function orRefusedLater<T>(
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    return claimRefusal(error);
  }
}

/** The same for a reader of one value, whose text begins with "it". */
export function orOutOfRange<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The engine's own, as for a stack or a string that grew too large.
    if (!error.message.startsWith("it must ")) throw error;
    return undefined;
  }
}

function claimRefusal(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error;
  claimOneLine(error.message, "the message");
  claimOneLine(error.hint, "the hint");
  claim(error.hint !== "", () => `no hint: ${error.message}`);
}
