/** Flags that several commands share, and parsers that refuse clearly. */

export const jsonFlag = {
  kind: "boolean",
  default: false,
  brief: "Print machine-readable output alone on stdout",
} as const;

export const pathFlag = {
  kind: "parsed",
  parse: parseText,
  default: ".",
  brief: "Project root, at or below the git top level",
  placeholder: "DIR",
} as const;

/** Returns a text that says something. */
export function parseText(text: string): string {
  if (text.trim() !== "") return text;
  throw new RangeError("it must not be empty");
}

/** Returns a text of one line, as a value of the config must be. */
export function parseLine(text: string): string {
  if (/[\r\n]/.test(text)) throw new RangeError("it must be one line");
  return parseText(text).trim();
}

/** Returns a whole number above 0. */
export function parseCount(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : NaN;
  if (count >= 1 && Number.isSafeInteger(count)) return count;
  throw new RangeError("it must be a whole number above 0");
}
