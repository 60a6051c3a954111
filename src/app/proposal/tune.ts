import { join } from "@std/path";
import { Failure } from "../../core/failure.ts";
import { candidateRef } from "../../core/layout.ts";
import type { Row } from "../../core/ledger/ledger.ts";
import type { Files, Ports } from "../../core/ports.ts";
import {
  type Knob,
  type KnobReading,
  pointOf,
  readKnobs,
  setKnobs,
} from "../../core/tuner/knobs.ts";
import { propose, type Trial } from "../../core/tuner/tuner.ts";
import { targetPaths } from "../session/check_target.ts";
import type { Session } from "../session/session.ts";
import type { Propose } from "./propose.ts";

/** Reads the knobs of every file of the target, in one list. */
export async function readAllKnobs(
  { files }: Pick<Ports, "files">,
  root: string,
  paths: readonly string[],
): Promise<KnobReading> {
  const readings: KnobReading[] = [];
  for (const path of paths) {
    const text = await files.read(join(root, path));
    if (text !== undefined) readings.push(readKnobs(path, text));
  }
  return {
    knobs: readings.flatMap(({ knobs }) => knobs),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

/**
 * Returns the built-in tuner as what proposes. What a row's knobs were is read
 * once from its commit, so that no proposal costs more for a longer history.
 */
export function makeTuner(
  { files }: Pick<Ports, "files">,
  { seed }: { readonly seed: string },
): Propose {
  const seen: Trial[] = [];
  let found: readonly string[] | undefined;
  return async (session) => {
    const { root, rows, config } = session;
    const paths = found ??= await targetPaths(session);
    const { knobs, problems } = await readAllKnobs({ files }, root, paths);
    const [problem] = problems;
    if (problem !== undefined) throw unreadable(problem);
    if (knobs.length === 0) throw noKnobs(paths);

    const news = rows.slice(seen.length);
    seen.push(...await toTrials(session, paths, news));
    const { direction } = config;
    const proposal = propose(knobs, seen, { direction, seed });
    if (proposal === undefined) return { kind: "exhausted" };
    await write(files, root, knobs, proposal.changes);
    return {
      kind: "done",
      idea: proposal.idea,
      ending: "the tuner's change left the target as it was",
      leftBehind: Promise.resolve([]),
    };
  };
}

/** Reads what the knobs were in each row, all of them in one call a file. */
async function toTrials(
  { repository, tag }: Session,
  paths: readonly string[],
  rows: readonly Row[],
): Promise<readonly Trial[]> {
  const commits = rows.map(({ row }) => candidateRef(tag, row));
  const files = await Promise.all(
    paths.map(async (path) => ({
      path,
      texts: await repository.textsAt(commits, path),
    })),
  );
  return rows.map((row, index) => {
    const knobs = files.flatMap(({ path, texts }) =>
      readKnobs(path, texts[index] ?? "").knobs
    );
    return {
      point: knobs.length === 0 ? undefined : pointOf(knobs),
      outcome: row.metric === undefined
        ? { kind: "crash" }
        : { kind: "measured", value: row.metric },
      kept: row.status === "keep",
    };
  });
}

async function write(
  files: Files,
  root: string,
  knobs: readonly Knob[],
  changes: Parameters<typeof setKnobs>[2],
): Promise<void> {
  const paths = new Set(
    knobs.filter(({ id }) => changes.has(id)).map(({ path }) => path),
  );
  for (const path of paths) {
    const text = await files.read(join(root, path)) ?? "";
    await files.overwrite(join(root, path), setKnobs(path, text, changes));
  }
}

function unreadable(
  { path, line, message }: KnobReading["problems"][number],
): Failure {
  return new Failure(
    "user",
    `Cannot read the knob in ${path}, line ${line}: ${message}`,
    "Write it as  width = 40  # tune: 4..64, or take the comment away",
  );
}

function noKnobs(paths: readonly string[]): Failure {
  return new Failure(
    "user",
    `Cannot tune ${paths.join(", ")}: it declares no knob`,
    "Put  # tune: 4..64  (or 1e-4..1e-1 log, or a|b|c) behind a literal, or " +
      'name another proposer: --agent "COMMAND"',
  );
}
