import { join } from "@std/path";
import { parseConfig } from "../core/config.ts";
import {
  CONFIG_FILE,
  LEDGER_FILE,
  OWN_FOLDER,
  REJECTED_LINES_FILE,
  stampOf,
} from "../core/layout.ts";
import { parseLedger } from "../core/ledger.ts";
import type { Files, Ports } from "../core/ports.ts";
import { tagOf } from "../core/tag.ts";
import { Failure } from "../core/failure.ts";

/** What of our folder belongs to no session. */
const STAYING = ["lock", "sessions", "setup", "index"];

/**
 * Puts the session that a project has aside, whole: config, ledger, folder.
 *
 * @returns what was done, for the user to read
 */
export async function putAside(
  { files, clock }: Pick<Ports, "files" | "clock">,
  root: string,
): Promise<readonly string[]> {
  const present = await Promise.all(
    [CONFIG_FILE, LEDGER_FILE].map((name) => files.facts(join(root, name))),
  );
  if (present.every((facts) => facts === undefined)) return [];
  const tag = await tagOfSession(files, root) ?? stampOf(clock.now());
  const base = `${OWN_FOLDER}/sessions/${tag}`;
  const isTaken = await files.facts(join(root, base)) !== undefined;
  const place = isTaken ? `${base}-${stampOf(clock.now())}` : base;

  for (const name of [CONFIG_FILE, LEDGER_FILE, REJECTED_LINES_FILE]) {
    await moveIfThere(files, join(root, name), join(root, place, name));
  }
  for (const name of await files.list(join(root, OWN_FOLDER))) {
    if (STAYING.includes(name)) continue;
    const from = join(root, OWN_FOLDER, name);
    await files.move(from, join(root, place, OWN_FOLDER, name));
  }
  return [`Put the session before aside, whole, in ${place}`];
}

/**
 * Refuses a results.tsv that setup must not move.
 *
 * @throws {Failure} where it is no ledger, or another tool's
 */
export async function refuseForeignLedger(
  { files }: Pick<Ports, "files">,
  root: string,
): Promise<void> {
  const text = await files.read(join(root, LEDGER_FILE));
  if (text === undefined || parseLedger(text).form !== "foreign") return;
  throw new Failure(
    "user",
    `Cannot set up: "${LEDGER_FILE}" is there, and it is another tool's`,
    `Move it first: mv ${LEDGER_FILE} results-before.tsv`,
  );
}

async function tagOfSession(
  files: Files,
  root: string,
): Promise<string | undefined> {
  const text = await files.read(join(root, CONFIG_FILE));
  if (text === undefined) return undefined;
  try {
    const { branch } = parseConfig(text, CONFIG_FILE).config;
    return branch === undefined ? undefined : tagOf(branch);
  } catch (error) {
    // A config that can't be read is put aside like any other.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

async function moveIfThere(
  files: Files,
  from: string,
  to: string,
): Promise<void> {
  if (await files.facts(from) !== undefined) await files.move(from, to);
}
