import { join } from "@std/path";
import type { Config } from "../core/config/config.ts";
import type { DomainName } from "../core/config/domain.ts";
import { takesTooLongForPairs } from "../core/decision/calibration.ts";
import type { Watcher } from "../core/experiment/event.ts";
import { inspect } from "../core/experiment/scope.ts";
import { Failure } from "../core/failure.ts";
import {
  CONFIG_FILE,
  LOG_FILE,
  OWN_FOLDER,
  REJECTED_LINES_FILE,
  STATE_FILE,
} from "../core/layout.ts";
import { COLUMNS } from "../core/ledger/ledger.ts";
import type { Ports, Repository } from "../core/ports.ts";
import { moveToUnfinished } from "./candidate/unfinished.ts";
import { refuseEmptyGuards } from "./measuring/guard_bounds.ts";
import {
  measureStart,
  spentOn,
  type StartRuns,
} from "./measuring/measure_start.ts";
import { requireSandbox } from "./measuring/require_sandbox.ts";
import { makeSession, type SetupResult } from "./opening/new_session.ts";
import { refuseForeignLedger } from "./opening/put_aside.ts";
import { recover } from "./opening/recover.ts";
import { takeLock } from "./opening/start.ts";
import { readAllKnobs } from "./proposal/tune.ts";
import { checkTarget, refuseProtected } from "./session/check_target.ts";
import { chooseTag } from "./session/choose_tag.ts";
import { offerSkeleton } from "./session/offer_skeleton.ts";
import { type RunPorts, type Session, sessionFor } from "./session/session.ts";
import { refuseTracked } from "./session/tracked_ledger.ts";

export interface SetupRequest {
  readonly root: string;
  readonly config: Config;
  readonly domain?: DomainName;
  readonly tag?: string;
  readonly skipBaseline: boolean;
  /** Asks whether an evaluator shall be written; the flag --yes says yes. */
  readonly mayWrite: (script: string) => Promise<boolean>;
}

/** Where an evaluation of setup keeps its files until there is a session. */
const FOLDER = `${OWN_FOLDER}/setup`;

/**
 * Begins a session: checks everything, measures the baseline, and only then
 * writes. When anything fails, nothing is left but the log.
 */
export async function setUp(
  ports: RunPorts,
  request: SetupRequest,
  watcher: Watcher,
): Promise<SetupResult> {
  const { root, domain, skipBaseline } = request;
  const repository = await openRoot(ports, root);
  const hadFolder = await ports.files.facts(join(root, OWN_FOLDER));
  await using _ = await takeLock(ports, root, watcher);
  try {
    const state = await ports.files.facts(join(root, STATE_FILE));
    if (state !== undefined) await recover(ports, root, watcher);
    await refuseForeignLedger(ports, root);
    const planned = await planSession(ports, repository, request, watcher);
    const { session, start } = skipBaseline
      ? { session: planned, start: undefined }
      : await measureAndAdapt(ports, planned, watcher);
    const made = { session, domain, start, folder: FOLDER };
    return await makeSession(ports, made, watcher);
  } catch (error) {
    const isKept = await keepChanges(ports, root, watcher);
    if (hadFolder === undefined && !isKept) {
      await ports.files.remove(join(root, OWN_FOLDER));
    }
    throw error;
  }
}

/** Where a run takes hours, one has to decide: that is written down. */
async function measureAndAdapt(
  ports: RunPorts,
  session: Session,
  watcher: Watcher,
): Promise<{ readonly session: Session; readonly start: StartRuns }> {
  await requireSandbox(ports, session);
  const folder = join(session.root, FOLDER);
  const start = await measureStart(ports, session, watcher, folder);
  refuseEmptyGuards(session.config, start);
  if (!takesTooLongForPairs(spentOn(start), session.config)) {
    return { session, start };
  }
  const message = "One evaluation takes longer than 20 minutes: max_pairs is " +
    "0, one run of a candidate decides, and the baseline is measured 3 times";
  watcher.tell({ event: "note", message });
  const adapted = { ...session, config: { ...session.config, maxPairs: 0 } };
  return {
    session: adapted,
    start: await measureStart(ports, adapted, watcher, folder, start),
  };
}

/** What was put back looks like the evaluator's, but may be the user's. */
async function keepChanges(
  ports: Pick<Ports, "files" | "clock">,
  root: string,
  watcher: Watcher,
): Promise<boolean> {
  if (await ports.files.facts(join(root, FOLDER)) === undefined) return false;
  const place = await moveToUnfinished(ports, root, FOLDER);
  watcher.tell({ event: "note", message: `Copies of it are in ${place}` });
  return true;
}

async function openRoot(
  { files, git }: Pick<Ports, "files" | "git">,
  root: string,
): Promise<Repository> {
  const facts = await files.facts(root);
  if (facts !== undefined && facts.kind !== "file") return await git.open(root);
  throw new Failure(
    "user",
    `Cannot use "${root}": there is no such folder`,
    "Check --path",
  );
}

/** Everything that can be wrong is found out here, before a byte is written. */
async function planSession(
  ports: RunPorts,
  repository: Repository,
  request: SetupRequest,
  watcher: Watcher,
): Promise<Session> {
  const { root } = repository;
  const { commit } = await repository.head();
  if (commit === undefined) {
    throw new Failure(
      "user",
      `Cannot set up in "${root}": the repository has no commits`,
      "Run: git add . && git commit -m start",
    );
  }
  await refuseTracked(repository);
  await refuseTrackedFiles(repository);
  const { tag, branch } = await chooseTag(ports, repository, request.tag);
  const paths = await checkTarget(ports, repository, request.config.target);

  const agentCmd = request.config.agentCmd ??
    await defaultAgent(ports, root, paths, watcher);
  const config = {
    ...request.config,
    branch,
    ...(agentCmd === undefined ? {} : { agentCmd }),
  };
  const { tree } = await repository.describe(commit);
  const incumbent = { commit, tree, metric: undefined, row: undefined };
  const history = { branch, tag, rows: [], columns: COLUMNS, incumbent };
  const session = await sessionFor(ports, repository, config, history);
  refuseProtected(session, paths);
  await repository.standAt(commit);
  await refuseDirty(session);
  // It writes a file, and is all that setup ever writes before it has measured.
  await offerSkeleton(ports, root, request, watcher);
  return session;
}

/** What we write must not be git's: it would be dirty from then on. */
async function refuseTrackedFiles(repository: Repository): Promise<void> {
  const names = [CONFIG_FILE, REJECTED_LINES_FILE, LOG_FILE, OWN_FOLDER];
  const [tracked] = await repository.trackedPaths(names);
  if (tracked === undefined) return;
  const name = names.find((name) => tracked === name) ?? OWN_FOLDER;
  throw new Failure(
    "user",
    `Cannot set up: git tracks ${name}, which the tool writes to`,
    `Run: git rm -r --cached ${name} && git commit -m "untrack ${name}"`,
  );
}

/** Knobs in the target say what to do, so that nobody has to. */
async function defaultAgent(
  ports: Pick<Ports, "files">,
  root: string,
  paths: readonly string[],
  watcher: Watcher,
): Promise<string | undefined> {
  const { knobs, problems } = await readAllKnobs(ports, root, paths);
  const note = (message: string) => watcher.tell({ event: "note", message });
  for (const { path, line, message } of problems) {
    note(`No knob in ${path}, line ${line}: ${message}`);
  }
  if (knobs.length === 0) return undefined;
  const names = knobs.map(({ name }) => name).join(", ");
  note(`The target declares knobs (${names}): agent_cmd is the built-in tuner`);
  return "tune";
}

/** A session must begin at a commit, and a rollback must hit nothing else. */
async function refuseDirty({ repository, scope }: Session): Promise<void> {
  const look = await repository.look();
  const changes = await repository.withoutPhantoms(look.changes);
  if (changes.length === 0) return;
  const { target, outside } = inspect({ ...look, changes }, scope);
  const names = [...target, ...outside.map(({ path }) => path)];
  throw new Failure(
    "user",
    `Cannot set up: changed since the last commit: ${names.join(", ")}`,
    "Commit these files, or put them back with git restore",
  );
}
