import { join } from "@std/path";
import { formatConfig } from "../../core/config/config_text.ts";
import { type DomainName, guessDomain } from "../../core/config/setup_plan.ts";
import type { Watcher } from "../../core/experiment/event.ts";
import {
  candidateRef,
  CONFIG_FILE,
  experimentFolder,
  LEDGER_FILE,
  PROGRAM_FILE,
} from "../../core/layout.ts";
import { formatHeader } from "../../core/ledger/ledger.ts";
import type { Ports } from "../../core/ports.ts";
import { programFor } from "../../core/prompt/program.ts";
import { recordBaseline } from "../experiment/baseline.ts";
import type { EvaluatePorts } from "../measuring/evaluate.ts";
import { takeFingerprint } from "../measuring/fingerprint.ts";
import type { StartRuns } from "../measuring/measure_start.ts";
import { excludeFromGit } from "../session/exclude.ts";
import { type Session, sessionFor } from "../session/session.ts";
import { clearFolder, putAside } from "./put_aside.ts";

export interface SetupResult {
  readonly branch: string;
  readonly config: string;
  readonly baseline:
    | { readonly commit: string; readonly metric: number }
    | null;
}

export interface NewSession {
  /** As it is planned: nothing of it is on the disk yet. */
  readonly session: Session;
  readonly domain: DomainName | undefined;
  /** The baseline's, unless the next run is to measure it. */
  readonly start: StartRuns | undefined;
  /** Where the evaluation has put what it changed. */
  readonly folder: string;
}

/** Writes a session, and puts the one before it aside: all of it or nothing. */
export async function makeSession(
  ports: EvaluatePorts,
  { session, domain, start, folder }: NewSession,
  watcher: Watcher,
): Promise<SetupResult> {
  const { root, repository, branch, tag, config, incumbent } = session;
  const { files } = ports;
  await using undo = new AsyncDisposableStack();
  const notes = await putAside(ports, repository, undo);
  const written = await writeProgram(ports, session, domain, undo);
  await writeNew(files, join(root, CONFIG_FILE), formatConfig(config), undo);
  await writeNew(files, join(root, LEDGER_FILE), formatHeader(), undo);
  for (const ref of [candidateRef(tag, 0), `refs/heads/${branch}`]) {
    await repository.setRef(ref, incumbent.commit);
    undo.defer(() => repository.deleteRef(ref));
  }
  undo.defer(() => clearFolder(ports, root));
  const baseline = start === undefined
    ? null
    : await begin(ports, session, start, folder);
  await exclude(ports, session, written, undo);
  // Last, since nothing comes after it that could fail.
  await repository.pointHead(branch);
  undo.move();
  for (const message of notes) watcher.tell({ event: "note", message });
  return { branch, config: CONFIG_FILE, baseline };
}

/** Writes the baseline's row, and seals what it was measured with. */
async function begin(
  ports: EvaluatePorts,
  session: Session,
  start: StartRuns,
  folder: string,
): Promise<SetupResult["baseline"]> {
  const { root, repository, config } = session;
  const from = join(root, folder);
  if (await ports.files.facts(from) !== undefined) {
    await ports.files.copy(from, join(root, experimentFolder(0)));
  }
  const sealed = await sessionFor(ports, repository, config, session);
  const fingerprint = await takeFingerprint(ports, sealed);
  const known = { ...session, fingerprint };
  const { end } = await recordBaseline(ports, known, start);
  await ports.files.remove(from);
  return { commit: end.commit, metric: end.metric ?? NaN };
}

async function writeProgram(
  { files }: Pick<Ports, "files">,
  { root, config }: Session,
  domain: DomainName | undefined,
  undo: AsyncDisposableStack,
): Promise<readonly string[]> {
  const path = join(root, PROGRAM_FILE);
  if (await files.facts(path) !== undefined) return [];
  const text = programFor(domain ?? guessDomain(config), {
    target: config.target.join(", "),
    metric: config.metric,
    direction: config.direction,
    budget: String(config.budgetMinutes),
    evaluate: config.evaluateCmd,
    protected: config.protected.join(", "),
  });
  await writeNew(files, path, text, undo);
  return [PROGRAM_FILE];
}

async function writeNew(
  files: Ports["files"],
  path: string,
  text: string,
  undo: AsyncDisposableStack,
): Promise<void> {
  undo.defer(() => files.remove(path));
  await files.write(path, text);
}

async function exclude(
  ports: Pick<Ports, "files">,
  { repository, config }: Session,
  written: readonly string[],
  undo: AsyncDisposableStack,
): Promise<void> {
  const { files } = ports;
  const { excludeFile } = repository;
  const before = await files.read(excludeFile);
  undo.defer(async () => {
    if (await files.read(excludeFile) === before) return;
    if (before === undefined) await files.remove(excludeFile);
    else await files.overwrite(excludeFile, before);
  });
  await excludeFromGit(ports, repository, config, written);
}
