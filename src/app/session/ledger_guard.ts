import { join } from "@std/path";
import type { Watcher } from "../../core/experiment/event.ts";
import { Failure } from "../../core/failure.ts";
import {
  LEDGER_FILE,
  LEDGERS_FOLDER,
  REJECTED_LINES_FILE,
} from "../../core/layout.ts";
import { differingLines } from "../../core/ledger/ledger_mending.ts";
import type { FileFacts, Files, Ports } from "../../core/ports.ts";
import { readLedgerText, rejectLines } from "./ledger_file.ts";
import { requireProject } from "./require_project.ts";

/**
 * The ledger while a run goes on: it is ours alone then. Whoever else writes to
 * it gets it back as it was, and his lines in `results.tsv.rejected`.
 */
export interface LedgerGuard {
  /**
   * Puts the ledger back where somebody changed it. One look at the file's
   * times and size tells, so that it costs the same after 10,000 rows.
   *
   * @returns whether a row was changed, added or taken out
   * @throws {Failure} when the project itself is gone
   */
  mend(watcher: Watcher): Promise<boolean>;
  /** Appends a row's line, flushed, to a ledger that is as it was left. */
  append(line: string): Promise<void>;
}

/** Guards nothing: for who only reads, or has no ledger on the disk yet. */
export function unguardedLedger(
  { files }: Pick<Ports, "files">,
  root: string,
): LedgerGuard {
  return {
    mend: () => Promise.resolve(false),
    append: (line) => files.append(join(root, LEDGER_FILE), line),
  };
}

/** @param text the ledger as it was read, repaired */
export function guardLedger(
  { files }: Pick<Ports, "files">,
  root: string,
  text: string,
): LedgerGuard {
  const path = join(root, LEDGER_FILE);
  const lines = text.replace(/\n$/, "").split("\n");
  const untold: string[] = [];
  let stamp: string | undefined;

  const putBack = async () => {
    const facts = await files.facts(path);
    const now = await stampOf(files, path, facts);
    if (now !== undefined && now === stamp) return false;
    if (facts === undefined) await requireProject({ files }, root);
    const found = await readWhateverStands(files, root);
    const whole = lines.map((line) => `${line}\n`).join("");
    if (found === whole) {
      stamp = now;
      return false;
    }
    const { odd, missing } = differingLines(lines, found ?? "");
    await rejectLines(files, root, odd);
    untold.push(...await clear(files, root, facts));
    await files.writeDurably(path, whole);
    stamp = await stampOf(files, path, await files.facts(path));
    untold.push(...describe(odd.length, missing));
    return odd.length > 0 || missing > 0;
  };

  return {
    async mend(watcher) {
      const isChanged = await putBack();
      for (const message of untold.splice(0)) {
        watcher.tell({ event: "note", message });
      }
      return isChanged;
    },

    async append(line) {
      await putBack();
      const before = await files.facts(await files.realPath(path) ?? path);
      await files.append(path, line);
      lines.push(line.replace(/\n$/, ""));
      const after = await files.facts(await files.realPath(path) ?? path);
      // More or less than our own bytes: somebody wrote meanwhile.
      const added = new TextEncoder().encode(line).length;
      const isOurs = after?.size === (before?.size ?? 0) + added;
      stamp = isOurs
        ? await stampOf(files, path, await files.facts(path))
        : undefined;
    },
  };
}

/** Of a link both count: where it leads, and what stands there. */
async function stampOf(
  files: Files,
  path: string,
  facts: FileFacts | undefined,
): Promise<string | undefined> {
  if (facts?.kind !== "link") return facts?.stamp;
  const place = await files.realPath(path);
  const behind = place === undefined ? undefined : await files.facts(place);
  return behind === undefined ? undefined : `${facts.stamp} ${behind.stamp}`;
}

async function readWhateverStands(
  files: Files,
  root: string,
): Promise<string | undefined> {
  try {
    return await readLedgerText(files, root);
  } catch (error) {
    // A folder, a pipe, a link to nowhere: there are no lines in it.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** What is no file of ours is not written through, and not removed either. */
async function clear(
  files: Files,
  root: string,
  facts: FileFacts | undefined,
): Promise<readonly string[]> {
  if (facts === undefined || facts.kind === "file") return [];
  const place = await freePlace(files, root);
  await files.move(join(root, LEDGER_FILE), join(root, place));
  return [`Moved what stood in the place of ${LEDGER_FILE} to ${place}`];
}

/** Returns a place for a ledger that is put aside, by no clock's word. */
export async function freePlace(files: Files, root: string): Promise<string> {
  for (let number = 1;; number++) {
    const place = `${LEDGERS_FOLDER}/${String(number).padStart(4, "0")}.tsv`;
    if (await files.facts(join(root, place)) === undefined) return place;
  }
}

function describe(odd: number, missing: number): readonly string[] {
  const counted = (count: number, noun: string) =>
    `${count} ${noun}${count === 1 ? "" : "s"}`;
  return [
    ...(odd === 0 ? [] : [
      `Moved ${counted(odd, "line")} that somebody wrote into ${LEDGER_FILE} ` +
      `to ${REJECTED_LINES_FILE}`,
    ]),
    ...(missing === 0
      ? []
      : [`Put ${counted(missing, "line")} of ${LEDGER_FILE} back`]),
  ];
}
