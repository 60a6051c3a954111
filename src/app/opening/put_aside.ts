import { join } from "@std/path";
import { parseAnswers } from "../../core/config/config_text.ts";
import { tagOf } from "../../core/config/tag.ts";
import { Failure } from "../../core/failure.ts";
import {
  CONFIG_FILE,
  LEDGER_FILE,
  MOVING_FILE,
  OWN_FOLDER,
  REJECTED_LINES_FILE,
  stampOf,
} from "../../core/layout.ts";
import { parseLedger } from "../../core/ledger/ledger.ts";
import type { Files, Ports, Repository } from "../../core/ports.ts";

const SESSIONS = `${OWN_FOLDER}/sessions`;
/** A setup that failed may have put something there, too. */
const UNFINISHED = `${OWN_FOLDER}/unfinished`;

/** What of our folder is no sign of a session. */
const STAYING: readonly string[] = [
  ...["lock", "running", "setup", "index"].map((name) =>
    `${OWN_FOLDER}/${name}`
  ),
  SESSIONS,
  UNFINISHED,
  MOVING_FILE,
];

/**
 * Puts the session that a project has aside, whole: config, ledger, folder. One
 * that was killed meanwhile is gone on with: its parts come to one place.
 *
 * @param undo receives the way back, should the new session fail
 * @returns what was done, for the user to read
 */
export async function putAside(
  { files, clock }: Pick<Ports, "files" | "clock">,
  repository: Repository,
  undo: AsyncDisposableStack,
): Promise<readonly string[]> {
  const { root } = repository;
  const begun = (await files.read(join(root, MOVING_FILE)))?.trim();
  const names = await namesOfSession(files, root, begun !== undefined);
  if (names.length === 0 && begun === undefined) return [];
  const place = begun ?? await freePlace({ files, clock }, repository);
  if (begun === undefined) {
    const hasSessions = await files.facts(join(root, SESSIONS)) !== undefined;
    undo.defer(() => files.remove(join(root, MOVING_FILE)));
    undo.defer(() => files.remove(join(root, hasSessions ? place : SESSIONS)));
    await files.writeDurably(join(root, MOVING_FILE), `${place}\n`);
  }
  // The config is the first: without it nothing goes on with half a session.
  for (const name of names) {
    const [from, to] = [join(root, name), join(root, place, name)];
    await files.move(from, to);
    undo.defer(() => files.move(to, from));
  }
  // The new session's files are none of the old one's, wherever it ends.
  await files.remove(join(root, MOVING_FILE));
  undo.defer(() => files.writeDurably(join(root, MOVING_FILE), `${place}\n`));
  return [`Put the session before aside, whole, in ${place}`];
}

/** A tag may be taken by a session that was put aside before. */
async function freePlace(
  { files, clock }: Pick<Ports, "files" | "clock">,
  repository: Repository,
): Promise<string> {
  const tag = await tagOfSession(files, repository) ?? stampOf(clock.now());
  const base = `${SESSIONS}/${tag}`;
  for (let count = 1;; count++) {
    const place = count === 1 ? base : `${base}-${count}`;
    const facts = await files.facts(join(repository.root, place));
    if (facts === undefined) return place;
  }
}

/** Removes what a session has in our folder. */
export async function clearFolder(
  { files }: Pick<Ports, "files">,
  root: string,
): Promise<void> {
  for (const name of await ownNames(files, root)) {
    await files.remove(join(root, name));
  }
}

/** What there is of a session; without any of it nothing is put aside. */
async function namesOfSession(
  files: Files,
  root: string,
  isBegun: boolean,
): Promise<readonly string[]> {
  const top = await files.list(root);
  const names = [
    ...[CONFIG_FILE, LEDGER_FILE].filter((name) => top.includes(name)),
    ...await ownNames(files, root),
  ];
  if (names.length === 0 && !isBegun) return [];
  const beside = [REJECTED_LINES_FILE].filter((name) => top.includes(name));
  const unfinished = await files.facts(join(root, UNFINISHED)) === undefined
    ? []
    : [UNFINISHED];
  return [...names, ...beside, ...unfinished];
}

async function ownNames(
  files: Files,
  root: string,
): Promise<readonly string[]> {
  const names = (await files.list(join(root, OWN_FOLDER)))
    .map((name) => `${OWN_FOLDER}/${name}`);
  return names.filter((name) => !STAYING.includes(name));
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
  repository: Repository,
): Promise<string | undefined> {
  const text = await files.read(join(repository.root, CONFIG_FILE));
  // A config of the Python scripts names no branch: the one at hand is meant.
  const named = text === undefined ? undefined : branchIn(text);
  const branch = named ?? (await repository.head()).branch;
  return branch === undefined ? undefined : tagOf(branch);
}

function branchIn(text: string): string | undefined {
  try {
    return parseAnswers(text, CONFIG_FILE).answers.branch;
  } catch (error) {
    // A config that can't be read is put aside like any other.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
