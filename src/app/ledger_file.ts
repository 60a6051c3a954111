import { join } from "@std/path";
import { Failure } from "../core/failure.ts";
import { LEDGER_FILE, REJECTED_LINES_FILE } from "../core/layout.ts";
import {
  COLUMNS,
  formatHeader,
  type Ledger,
  parseLedger,
  widenHeader,
} from "../core/ledger.ts";
import type { Files, Ports } from "../core/ports.ts";

const EMPTY: Ledger = {
  form: "ours",
  columns: COLUMNS,
  metricName: "metric",
  rows: [],
  torn: undefined,
  endsWithNewline: true,
};

export interface Repair {
  readonly ledger: Ledger;
  /** What was done, for the user to read. */
  readonly notes: readonly string[];
}

/** Returns a project's ledger; an empty one where there is no file yet. */
export async function readLedger(
  { files }: Pick<Ports, "files">,
  root: string,
): Promise<Ledger> {
  const text = await files.read(join(root, LEDGER_FILE));
  return text === undefined ? EMPTY : parseLedger(text);
}

/**
 * Makes the ledger fit to be appended to: four columns are widened, a torn last
 * line moves to `results.tsv.rejected`, a missing newline is added.
 *
 * @param refuse called before the first change, to throw where none is allowed
 * @param whole the line that a torn one was going to be, where that is known
 * @throws {Failure} when it has another tool's form
 */
export async function repairLedger(
  { files }: Pick<Ports, "files">,
  root: string,
  refuse: () => Promise<void>,
  whole?: string,
): Promise<Repair> {
  const path = join(root, LEDGER_FILE);
  const text = await files.read(path);
  if (text === undefined) {
    await refuse();
    await files.write(path, formatHeader());
    return { ledger: EMPTY, notes: [] };
  }
  const ledger = parseLedger(text);
  if (ledger.form === "foreign") throw foreignForm(ledger);
  if (ledger.form === "ours" && ledger.endsWithNewline) {
    return { ledger, notes: [] };
  }

  await refuse();
  const notes: string[] = [];
  // By the last newline: a torn line may end in the middle of a character.
  const start = text.lastIndexOf("\n") + 1;
  const last = text.slice(start);
  let repaired = text;
  if (last !== "" && whole?.startsWith(last)) {
    repaired = text.slice(0, start) + whole;
    notes.push(`Completed the torn last line of ${LEDGER_FILE}`);
  } else if (ledger.torn !== undefined) {
    repaired = text.slice(0, start);
    notes.push(await rejectLine(files, root, ledger.torn));
  } else if (!ledger.endsWithNewline) repaired += "\n";
  if (ledger.form === "four columns") repaired = widenHeader(repaired);

  await files.write(path, repaired);
  return { ledger: parseLedger(repaired), notes };
}

async function rejectLine(
  files: Files,
  root: string,
  { line, text }: { readonly line: number; readonly text: string },
): Promise<string> {
  await files.append(
    join(root, REJECTED_LINES_FILE),
    `line ${line}: ${text}\n`,
  );
  return `Moved the torn line ${line} of ${LEDGER_FILE} to ${REJECTED_LINES_FILE}`;
}

function foreignForm({ columns }: Ledger): Failure {
  return new Failure(
    "user",
    `Cannot write to "${LEDGER_FILE}": its columns are ${columns.join(", ")}`,
    `It can be read (autoresearch log). To start a session of your own here, ` +
      `move it first: mv ${LEDGER_FILE} results-before.tsv`,
  );
}
