/** Nobody prints a longer line that has anything in it that counts. */
export const MAX_LINE = 4 * 1024 * 1024;

/** What has come of a line that has no end yet. */
export interface OpenLine {
  readonly text: string;
  /** Whether it was too long, so that the rest of it is skipped. */
  readonly isSkipped: boolean;
}

export const NO_LINE: OpenLine = { text: "", isSkipped: false };

/**
 * Splits what comes in pieces into lines; one that is too long is left out.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { lines, open } = takeLines({ text: "on", isSkipped: false }, "e\ntwo\nth");
 * assertEquals(lines, ["one", "two"]);
 * assertEquals(open.text, "th");
 * ```
 */
export function takeLines(
  open: OpenLine,
  piece: string,
  maxLine = MAX_LINE,
): { readonly lines: readonly string[]; readonly open: OpenLine } {
  const [first = "", ...others] = piece.split("\n");
  const begun = { ...open, text: open.isSkipped ? "" : open.text + first };
  const last = others.pop();
  if (last === undefined) return { lines: [], open: limited(begun, maxLine) };
  const whole = begun.isSkipped ? others : [begun.text, ...others];
  return {
    lines: whole.filter((line) => line.length <= maxLine),
    open: limited({ text: last, isSkipped: false }, maxLine),
  };
}

function limited(open: OpenLine, maxLine: number): OpenLine {
  return open.text.length <= maxLine ? open : { text: "", isSkipped: true };
}
