import { join } from "@std/path";
import { Failure } from "../../core/failure.ts";
import { LEDGER_FILE } from "../../core/layout.ts";
import type { Ports } from "../../core/ports.ts";
import { readLedgerText } from "../session/ledger_file.ts";

/**
 * Returns one of a project's own texts as it stands.
 *
 * @throws {Failure} when there is none
 */
export async function readDocument(
  { files }: Pick<Ports, "files">,
  root: string,
  name: string,
): Promise<string> {
  const text = name === LEDGER_FILE
    ? await readLedgerText(files, root)
    : await files.read(join(root, name));
  if (text !== undefined) return text;
  throw new Failure(
    "user",
    `Cannot read "${name}" in "${root}": there is none`,
    // A session can do without a programme, and must not be begun anew for it.
    name === LEDGER_FILE
      ? "Run autoresearch setup there first, or name the project with --path"
      : "Go on without it, or let a person write one",
  );
}
