import { join } from "@std/path";
import { parseConfig } from "../../core/config/config_text.ts";
import { tagOf } from "../../core/config/tag.ts";
import { RECORD_FILE, rowIn } from "../../core/experiment/record.ts";
import { Failure } from "../../core/failure.ts";
import {
  candidateRef,
  CONFIG_FILE,
  experimentFolder,
  EXPERIMENTS_FOLDER,
} from "../../core/layout.ts";
import type { Row } from "../../core/ledger/ledger.ts";
import type { Files, Ports, Repository } from "../../core/ports.ts";

/** So many files are read at once, of however many there are. */
const AT_ONCE = 64;

/** Returns the row that an experiment's folder tells of. */
export async function recordedRow(
  { files }: Pick<Ports, "files">,
  root: string,
  row: number,
): Promise<Row | undefined> {
  const folder = join(root, experimentFolder(row));
  const recorded = rowIn(await files.read(join(folder, RECORD_FILE)) ?? "");
  // A folder that somebody copied or renamed speaks for another number.
  return recorded?.row === row ? recorded : undefined;
}

/** Returns the rows that the experiments' folders tell of, in their order. */
export async function recordedRows(
  ports: Pick<Ports, "files">,
  root: string,
): Promise<readonly Row[]> {
  const numbers = numbersIn(
    await ports.files.list(join(root, EXPERIMENTS_FOLDER)),
  );
  const rows: Row[] = [];
  for (let at = 0; at < numbers.length; at += AT_ONCE) {
    const some = await Promise.all(
      numbers.slice(at, at + AT_ONCE)
        .map((number) => recordedRow(ports, root, number)),
    );
    rows.push(...some.filter((row) => row !== undefined));
  }
  return rows;
}

/**
 * Returns rows for candidates of which only our ref is left. What they were
 * measured to be nobody knows, so that none of them is a keep.
 */
export async function rowsOfRefs(
  ports: Pick<Ports, "files" | "git">,
  root: string,
  isWanted: (row: number) => boolean,
): Promise<readonly Row[]> {
  const repository = await ports.git.open(root);
  const tag = await tagIn(ports.files, repository);
  if (tag === undefined) return [];
  const start = candidateRef(tag, 0).slice(0, -1);
  const names = (await repository.refs(start)).map((ref) =>
    ref.slice(start.length)
  );
  const numbers = numbersIn(names);
  // It stands there from the start, before anything is measured.
  if (numbers.every((number) => number === 0)) return [];
  const rows: Row[] = [];
  for (const row of numbers.filter(isWanted)) {
    const ref = candidateRef(tag, row);
    const id = await repository.resolve(ref);
    if (id === undefined) continue;
    const { subject } = await repository.describe(id.commit);
    rows.push({
      row,
      commit: id.commit.slice(0, 7),
      metric: undefined,
      status: "discard",
      description: subject,
      reason: `rebuilt: nothing but ${ref} is left of it`,
      other: {},
    });
  }
  return rows;
}

function numbersIn(names: readonly string[]): readonly number[] {
  return names.filter((name) => /^\d+$/.test(name)).map(Number)
    .toSorted((one, other) => one - other);
}

async function tagIn(
  files: Files,
  repository: Repository,
): Promise<string | undefined> {
  const text = await files.read(join(repository.root, CONFIG_FILE));
  const branch = branchIn(text) ?? (await repository.head()).branch;
  return branch === undefined ? undefined : tagOf(branch);
}

function branchIn(text: string | undefined): string | undefined {
  try {
    return parseConfig(text, CONFIG_FILE).config.branch;
  } catch (error) {
    // The ledger does not wait for a config that can be read.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
