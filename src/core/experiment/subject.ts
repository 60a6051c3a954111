import { toOneLine } from "../text/plain_text.ts";

const MAX_PART = 60;

/**
 * Draws a commit subject from a patch, for a change that nobody described.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const patch = "--- a/target.txt\n+++ b/target.txt\n@@ -1 +1 @@\n-100\n+90\n";
 * assertEquals(subjectOfDiff(patch), "target.txt: 100 -> 90");
 * assertEquals(
 *   subjectOfDiff("--- a/a.ts\n+++ b/a.ts\n@@ -1 +1,2 @@\n one\n+two\n"),
 *   "a.ts: 1 line added, 0 removed",
 * );
 * ```
 */
export function subjectOfDiff(patch: string): string {
  const files: string[] = [];
  const added: string[] = [];
  const removed: string[] = [];
  let inHunk = false;
  for (const line of patch.split("\n")) {
    if (line.startsWith("diff --git ")) inHunk = false;
    else if (line.startsWith("@@ ")) inHunk = true;
    else if (!inHunk) {
      // A new file has its name on the second of the two lines only.
      const name = /^(?:---|\+\+\+) (?:"?[ab]\/)(.+?)"?\t?$/.exec(line)?.[1];
      if (name !== undefined && !files.includes(name)) files.push(name);
    } else if (line.startsWith("+")) added.push(line.slice(1));
    else if (line.startsWith("-")) removed.push(line.slice(1));
  }
  const where = files.length > 3
    ? `${files.length} files`
    : files.map(part).join(", ") || "change";
  const [before, after] = [removed[0], added[0]];
  const isOneLine = removed.length === 1 && added.length === 1;
  if (isOneLine && before !== undefined && after !== undefined) {
    return `${where}: ${part(before)} -> ${part(after)}`;
  }
  const lines = added.length === 1 ? "1 line" : `${added.length} lines`;
  return `${where}: ${lines} added, ${removed.length} removed`;
}

function part(line: string): string {
  return toOneLine(line, MAX_PART);
}
