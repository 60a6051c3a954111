import type { Rebuilding } from "../app/rebuild.ts";
import { LEDGER_FILE } from "../core/layout.ts";

/** Returns what `autoresearch log --rebuild` says to a person. */
export function toRebuildText(
  { rows, fromFolders, fromRefs, fromLedger, lost, before }: Rebuilding,
): string {
  const parts = [
    [fromFolders, "from their experiments' folders"],
    [fromRefs, "from a ref alone, with no metric"],
    [fromLedger, "as they stood there"],
    [lost, "of which nothing is left"],
  ] as const;
  const shown = parts.filter(([numbers]) => numbers.length > 0)
    .map(([numbers, how]) => `${numbers.length} ${how}`);
  const aside = before === null
    ? ""
    : `The ledger as it was before: ${before}\n`;
  const count = `${rows} row${rows === 1 ? "" : "s"}`;
  return `Rebuilt ${LEDGER_FILE}: ${count} (${shown.join(", ")})\n${aside}`;
}
