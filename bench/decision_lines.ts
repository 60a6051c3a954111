/** Returns a line of a table. */
export function toLine(name: string, cells: readonly string[]): string {
  const padded = cells.map((cell) => cell.padStart(15));
  return `  ${name.padEnd(20)}${padded.join("")}`;
}

/** `0.24 (0.23)`, or a dash where there is nothing to say. */
export function beside(
  value: number,
  aim: number | undefined,
  decimals: number,
): string {
  if (aim === undefined || !Number.isFinite(value)) return "-";
  return `${value.toFixed(decimals)} (${aim.toFixed(decimals)})`;
}

export function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
