import { join } from "@std/path";
import { Failure } from "../../core/failure.ts";
import { LEDGER_FILE, REJECTED_LINES_FILE } from "../../core/layout.ts";
import {
  COLUMNS,
  formatHeader,
  formatRow,
  type Ledger,
  parseLedger,
  type SkippedLine,
} from "../../core/ledger/ledger.ts";
import {
  completeText,
  describePlacement,
  oddLines,
  parseWidened,
  withLines,
} from "../../core/ledger/ledger_mending.ts";
import { placeRows } from "../../core/ledger/ledger_places.ts";
import type { Files, Ports } from "../../core/ports.ts";
import { toNameList } from "../../core/text/name_list.ts";
import { recordedRow, recordedRows } from "./known_rows.ts";

export const EMPTY: Ledger = {
  form: "ours",
  columns: COLUMNS,
  metricName: "metric",
  rows: [],
  lines: [],
  skipped: [],
  torn: undefined,
  endsWithNewline: true,
  text: formatHeader(),
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
  const text = await readLedgerText(files, root);
  return text === undefined ? EMPTY : parseLedger(text);
}

/**
 * Returns the text of a ledger, or nothing where there is none.
 *
 * @throws {Failure} where something else than a file stands there
 */
export async function readLedgerText(
  files: Files,
  root: string,
): Promise<string | undefined> {
  const path = join(root, LEDGER_FILE);
  const facts = await files.facts(path);
  if (facts === undefined) return undefined;
  if (facts.kind === "file") return await files.read(path);
  const place = await files.realPath(path);
  if (place === undefined) throw noFile("it is a link that leads nowhere");
  const found = await files.facts(place);
  if (found?.kind === "folder") throw noFile("it is a folder");
  // A pipe would be waited for, for ever.
  if (found?.kind !== "file") throw noFile("it is no file");
  return await files.read(path);
}

/**
 * Makes the ledger fit to be appended to: four columns are widened, a missing
 * newline is added, what is no row or stands there twice moves to
 * `results.tsv.rejected`, and rows that are missing come back from their
 * experiments' folders, each with the number that it had. What somebody has
 * written into a row stays: between two runs the ledger is the user's.
 *
 * @param refuse called before the first change, to throw where none is allowed
 * @param whole the line that a torn one was going to be, where that is known
 * @throws {Failure} when it has another tool's form, or is no file
 */
export async function repairLedger(
  ports: Pick<Ports, "files">,
  root: string,
  refuse: () => Promise<void>,
  whole?: string,
): Promise<Repair> {
  const { files } = ports;
  const text = await readLedgerText(files, root);
  const found = await parseOrBegin(ports, root, text);
  const line = whole ?? await recordedLine(ports, root, found);
  const completed = completeText(found.text, line);
  const ledger = completed === undefined ? found : parseWidened(completed);
  if (ledger.form === "foreign") throw foreignForm(ledger);
  const odd = oddLines(ledger);
  const placement = await mayLackRows(ports, root, ledger, text)
    ? placeRows(ledger, {
      recorded: await recordedRows(ports, root),
    })
    : undefined;
  const repaired = withLines(ledger, placement?.lines ?? ledger.lines);
  if (repaired === text) return { ledger, notes: [] };

  await refuse();
  await rejectLines(files, root, odd);
  await writeLedger(files, root, repaired);
  const notes = [
    ...(completed === undefined || completed === `${found.text}\n`
      ? []
      : [`Completed the torn last line of ${LEDGER_FILE}`]),
    ...odd.map(({ line, problem }) =>
      `Moved line ${line} of ${LEDGER_FILE}, which ${problem}, to ` +
      REJECTED_LINES_FILE
    ),
    ...(placement === undefined ? [] : describePlacement(placement)),
  ];
  return { ledger: parseLedger(repaired), notes };
}

/** A file that was emptied is as good as none, where rows can come back. */
async function parseOrBegin(
  ports: Pick<Ports, "files">,
  root: string,
  text: string | undefined,
): Promise<Ledger> {
  if (text === undefined) return EMPTY;
  const isBlank = text.trim() === "";
  if (isBlank && (await recordedRows(ports, root)).length > 0) return EMPTY;
  return parseWidened(text);
}

/** Returns what a last line without a newline was going to be. */
async function recordedLine(
  ports: Pick<Ports, "files">,
  root: string,
  { rows, columns, torn, endsWithNewline }: Ledger,
): Promise<string | undefined> {
  if (endsWithNewline) return undefined;
  const number = torn === undefined ? rows.length - 1 : rows.length;
  const row = await recordedRow(ports, root, number);
  return row === undefined ? undefined : formatRow(row, columns);
}

/**
 * Asks two files, however many rows there are: rows are missing where there is
 * an experiment after the last one, or the last row has another's number.
 */
async function mayLackRows(
  ports: Pick<Ports, "files">,
  root: string,
  ledger: Ledger,
  text: string | undefined,
): Promise<boolean> {
  if (text === undefined || ledger === EMPTY) return true;
  if (oddLines(ledger).length > 0) return true;
  const { rows } = ledger;
  const last = rows.at(-1);
  const [next, recorded] = await Promise.all([
    recordedRow(ports, root, rows.length),
    last === undefined ? undefined : recordedRow(ports, root, last.row),
  ]);
  return next !== undefined ||
    recorded !== undefined && (
        recorded.commit !== last?.commit || recorded.at !== last.at
      );
}

/** Keeps lines that are no rows, each with the number that it had. */
export async function rejectLines(
  files: Files,
  root: string,
  lines: readonly Pick<SkippedLine, "line" | "text">[],
): Promise<void> {
  if (lines.length === 0) return;
  const texts = lines.map(({ line, text }) => `line ${line}: ${text}\n`);
  await files.append(join(root, REJECTED_LINES_FILE), texts.join(""));
}

/** Writes a ledger anew; one that is kept elsewhere by a link stays there. */
export async function writeLedger(
  files: Files,
  root: string,
  text: string,
): Promise<void> {
  const path = join(root, LEDGER_FILE);
  await files.writeDurably(await files.realPath(path) ?? path, text);
}

function noFile(state: string): Failure {
  return new Failure(
    "user",
    `Cannot use "${LEDGER_FILE}": ${state}`,
    `Move it out of the way: mv ${LEDGER_FILE} results-before; rows come back ` +
      "by themselves from .autoresearch/experiments",
  );
}

function foreignForm({ columns }: Ledger): Failure {
  return new Failure(
    "user",
    `Cannot write to "${LEDGER_FILE}": its columns are ${toNameList(columns)}`,
    `It can be read (autoresearch log). To start a session of your own here, ` +
      `move it first: mv ${LEDGER_FILE} results-before.tsv`,
  );
}
