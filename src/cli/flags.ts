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

/** A row of results.tsv as an argument; the baseline is 0. */
export const rowArgument = {
  parse: parseRowNumber,
  placeholder: "N",
  brief: "Row of results.tsv; the baseline is 0",
} as const;

function parseRowNumber(text: string): number {
  const row = /^\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(row)) return row;
  throw new RangeError("it must be the number of a row, 0 or above");
}
