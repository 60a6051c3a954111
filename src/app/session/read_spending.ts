import { join } from "@std/path";
import { SPENT_FILE } from "../../core/layout.ts";
import type { Row } from "../../core/ledger/ledger.ts";
import {
  parseSpending,
  type Spending,
  spendingOf,
} from "../../core/ledger/spending.ts";
import type { Ports } from "../../core/ports.ts";

/** Reads what a session's agents took so far; nothing where nobody tells. */
export async function readSpending(
  { files }: Pick<Ports, "files">,
  root: string,
  rows: readonly Row[],
): Promise<Spending | undefined> {
  const counted = parseSpending(await files.read(join(root, SPENT_FILE)) ?? "");
  return spendingOf(rows, counted);
}
