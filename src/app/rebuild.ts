import { join } from "@std/path";
import type { Watcher } from "../core/experiment/event.ts";
import { parseState } from "../core/experiment/in_flight.ts";
import { Failure } from "../core/failure.ts";
import { LEDGER_FILE, STATE_FILE } from "../core/layout.ts";
import type { Ledger } from "../core/ledger/ledger.ts";
import {
  oddLines,
  parseWidened,
  withLines,
} from "../core/ledger/ledger_mending.ts";
import { placeRows } from "../core/ledger/ledger_places.ts";
import type { Ports } from "../core/ports.ts";
import { lockSession } from "./opening/start.ts";
import { recordedRows, rowsOfRefs } from "./session/known_rows.ts";
import {
  EMPTY,
  readLedgerText,
  rejectLines,
  writeLedger,
} from "./session/ledger_file.ts";
import { freePlace } from "./session/ledger_guard.ts";
import { refuseTracked } from "./session/tracked_ledger.ts";

/** What a ledger was made of; numbers of rows. */
export interface Rebuilding {
  readonly rows: number;
  /** As their experiments' folders tell. */
  readonly fromFolders: readonly number[];
  /** Of which only a ref is left, so that nobody knows what they measured. */
  readonly fromRefs: readonly number[];
  /** Of which nothing else than their line in the old ledger is left. */
  readonly fromLedger: readonly number[];
  /** Of which nothing is left at all. */
  readonly lost: readonly number[];
  /** Where the old ledger is, from the project root. */
  readonly before: string | null;
}

/**
 * Makes the ledger again from what the experiments left. Their folders are
 * believed before the ledger: what somebody wrote into their rows is undone.
 * A row that only the old ledger knows stays.
 *
 * @throws {Failure} where nothing is left to make one of
 */
export async function rebuildLedger(
  ports: Pick<
    Ports,
    "files" | "git" | "locks" | "machine" | "clock" | "processes"
  >,
  root: string,
  watcher: Watcher,
): Promise<Rebuilding> {
  const { files } = ports;
  await using _ = await lockSession(ports, root, watcher);
  await refuseTracked(await ports.git.open(root));
  const text = await readLedgerText(files, root);
  const ledger = text === undefined ? EMPTY : readOurs(text);
  const recorded = await recordedRows(ports, root);
  const numbers = new Set(recorded.map(({ row }) => row));
  const limit = await numberInFlight(ports, root);
  const refs = await rowsOfRefs(
    ports,
    root,
    (row) => row < limit && !numbers.has(row),
  );
  const known = { recorded, refs, isTruth: true };
  const { lines, fromRefs, lost } = placeRows(ledger, known);
  if (lines.length === 0) throw nothingLeft(root);

  const before = text === undefined ? null : await freePlace(files, root);
  if (before !== null) {
    await files.copy(join(root, LEDGER_FILE), join(root, before));
  }
  await rejectLines(files, root, oddLines(ledger));
  await writeLedger(files, root, withLines(ledger, lines));
  const elsewhere = new Set([...numbers, ...fromRefs, ...lost]);
  return {
    rows: lines.length,
    fromFolders: recorded.map(({ row }) => row),
    fromRefs,
    fromLedger: [...lines.keys()].filter((row) => !elsewhere.has(row)),
    lost,
    before,
  };
}

/** What is no ledger of ours has no rows to offer; it is put aside whole. */
function readOurs(text: string): Ledger {
  try {
    const ledger = parseWidened(text);
    return ledger.form === "foreign" ? EMPTY : ledger;
  } catch (error) {
    if (error instanceof Failure) return EMPTY;
    throw error;
  }
}

/** A candidate in flight has a ref, and will get its row at the next start. */
async function numberInFlight(
  { files }: Pick<Ports, "files">,
  root: string,
): Promise<number> {
  const state = parseState(await files.read(join(root, STATE_FILE)) ?? "");
  return state?.row ?? Infinity;
}

function nothingLeft(root: string): Failure {
  return new Failure(
    "user",
    `Cannot rebuild "${LEDGER_FILE}" in "${root}": there is neither a row, nor ` +
      "an experiment's folder, nor a ref of ours",
    "Run autoresearch run, which measures the baseline as row 0",
  );
}
