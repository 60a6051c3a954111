import { join } from "@std/path";
import {
  formatMeaning,
  meaningOf,
  whatChanged,
} from "../../core/config/meaning.ts";
import { meaningIn, RECORD_FILE } from "../../core/experiment/record.ts";
import { experimentFolder } from "../../core/layout.ts";
import { lastStart } from "../../core/ledger/segment.ts";
import type { Ports } from "../../core/ports.ts";
import { FREE_BETWEEN_RUNS, sealSession } from "../guard/seal_session.ts";
import type { Fingerprint, Session } from "../session/session.ts";

/** Digits that tell a handful of ways to measure apart. */
const DIGITS = 12;

type FingerprintPorts = Pick<Ports, "files" | "clock" | "machine">;

/**
 * Takes the fingerprint of how a session measures now. A protected file that
 * git tracks can't change within a session: that would be a rejection.
 */
export async function takeFingerprint(
  ports: FingerprintPorts,
  session: Pick<Session, "root" | "config" | "unwatched" | "outputs" | "guard">,
): Promise<Fingerprint> {
  const [seals, machine] = await Promise.all([
    sealSession(ports, session),
    ports.machine.model(),
  ]);
  // What an agent is told changes no number.
  const free = new Set([...FREE_BETWEEN_RUNS, session.config.promptTemplate]);
  const files = seals.filter(({ path }) => !free.has(path))
    .map(({ path, hash }) => [path, hash] as const);
  const meaning = meaningOf(session.config, new Map(files), machine);
  const hash = await ports.files.hashText(formatMeaning(meaning));
  return { meaning, hash: hash.slice(0, DIGITS) };
}

/**
 * Says what changed in how a session measures since its last row; nothing where
 * nothing did, or nobody wrote down how it was.
 */
export async function whatChangedSince(
  { files }: Pick<Ports, "files">,
  { root, rows }: Pick<Session, "root" | "rows">,
  { meaning, hash }: Fingerprint,
): Promise<string | undefined> {
  const last = rows.at(-1)?.fingerprint;
  if (last === hash || rows.length === 0) return undefined;
  const record = join(root, experimentFolder(lastStart(rows)), RECORD_FILE);
  const before = meaningIn(await files.read(record) ?? "");
  if (before !== undefined) return whatChanged(before, meaning);
  return last === undefined ? undefined : "the way of measuring changed";
}
