import { toPlainLines } from "../text/plain_text.ts";

const MAX_LINES = 60;
const MAX_LINE = 500;
const SHORTEST_FENCE = 3;

/**
 * Quotes the end of a foreign text for a prompt: cleaned, whole lines alone,
 * and behind a fence that is longer than any in the text, which therefore can't
 * break out.
 *
 * @returns at most `maxLength` characters; nothing where no line fits
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const fence = "`".repeat(3);
 * assertEquals(fenceOff("boom\n", 100), `${fence}\nboom\n${fence}`);
 * assertEquals(fenceOff(`a\n${fence}\n`, 100), `${fence}\`\na\n${fence}\n${fence}\``);
 * ```
 */
export function fenceOff(text: string, maxLength: number): string {
  const lines = toPlainLines(text).trimEnd().split("\n").slice(-MAX_LINES)
    .map((line) => line.trimEnd().slice(0, MAX_LINE).toWellFormed());
  const fence = "`".repeat(
    Math.max(SHORTEST_FENCE, longestRun(lines.join("\n")) + 1),
  );
  let left = maxLength - 2 * fence.length - 1;
  const first = lines.findLastIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  const shown = lines.slice(first + 1);
  if (shown.every((line) => line === "")) return "";
  return [fence, ...shown, fence].join("\n");
}

function longestRun(text: string): number {
  const runs = text.match(/`+/g) ?? [];
  return runs.reduce((longest, { length }) => Math.max(longest, length), 0);
}
