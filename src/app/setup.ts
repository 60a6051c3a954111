import { join } from "@std/path";
import { type Config, formatConfig } from "../core/config.ts";
import { type DomainName, guessDomain } from "../core/setup_plan.ts";
import type { Watcher } from "../core/event.ts";
import { Failure } from "../core/failure.ts";
import {
  candidateRef,
  CONFIG_FILE,
  experimentFolder,
  LEDGER_FILE,
  OWN_FOLDER,
  PROGRAM_FILE,
  STATE_FILE,
} from "../core/layout.ts";
import { COLUMNS, formatHeader } from "../core/ledger.ts";
import type { Ports, Repository } from "../core/ports.ts";
import { programFor } from "../core/program.ts";
import { inspect } from "../core/scope.ts";
import { measureStart, recordBaseline } from "./baseline.ts";
import { checkTarget } from "./check_target.ts";
import type { Evaluation } from "./evaluate.ts";
import { excludeFromGit } from "./exclude.ts";
import { offerSkeleton } from "./offer_skeleton.ts";
import { putAside, refuseForeignLedger } from "./put_aside.ts";
import { recover } from "./recover.ts";
import { sealSession } from "./seal_session.ts";
import { type Session, sessionFor } from "./session.ts";
import { chooseTag } from "./choose_tag.ts";
import type { RunPorts } from "./single.ts";
import { takeLock } from "./start.ts";
import { readAllKnobs } from "./tune.ts";

export interface SetupRequest {
  readonly root: string;
  readonly config: Config;
  readonly domain?: DomainName;
  readonly tag?: string;
  readonly skipBaseline: boolean;
  /** Asks whether an evaluator shall be written; the flag --yes says yes. */
  readonly mayWrite: (script: string) => Promise<boolean>;
}

export interface SetupResult {
  readonly branch: string;
  readonly config: string;
  readonly baseline:
    | { readonly commit: string; readonly metric: number }
    | null;
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
  const { root, skipBaseline } = request;
  const repository = await openRoot(ports, root);
  const hadFolder = await ports.files.facts(join(root, OWN_FOLDER));
  await using _ = await takeLock(ports, root);
  try {
    const state = await ports.files.facts(join(root, STATE_FILE));
    if (state !== undefined) await recover(ports, root, watcher);
    await refuseForeignLedger(ports, root);
    const session = await planSession(ports, repository, request, watcher);
    const evaluation = skipBaseline
      ? undefined
      : await measureStart(ports, session, watcher, join(root, FOLDER));
    return await write(ports, session, request, evaluation, watcher);
  } catch (error) {
    if (hadFolder === undefined) {
      await ports.files.remove(join(root, OWN_FOLDER));
    }
    throw error;
  }
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
  const { tag, branch } = await chooseTag(ports, repository, request.tag);
  const paths = await checkTarget(ports, repository, request.config.target);
  await offerSkeleton(ports, root, request, watcher);

  const agentCmd = request.config.agentCmd ??
    await defaultAgent(ports, root, paths, watcher);
  const config = {
    ...request.config,
    branch,
    ...(agentCmd === undefined ? {} : { agentCmd }),
  };
  const tree = await repository.treeOf(commit);
  const incumbent = { commit, tree, metric: undefined, row: undefined };
  const history = { branch, tag, rows: [], columns: COLUMNS, incumbent };
  const session = await sessionFor(ports, repository, config, history);
  await repository.standAt(commit);
  await refuseDirty(session);
  return session;
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

async function write(
  ports: RunPorts,
  session: Session,
  { domain }: SetupRequest,
  evaluation: Evaluation | undefined,
  watcher: Watcher,
): Promise<SetupResult> {
  const { root, repository, branch, tag, config, incumbent } = session;
  const { files } = ports;
  const note = (message: string) => watcher.tell({ event: "note", message });
  for (const done of await putAside(ports, root)) note(done);

  const written = await writeProgram(ports, session, domain);
  await excludeFromGit(ports, repository, config, written);
  await files.write(join(root, CONFIG_FILE), formatConfig(config));
  await files.write(join(root, LEDGER_FILE), formatHeader());
  await repository.setRef(candidateRef(tag, 0), incumbent.commit);
  await repository.setRef(`refs/heads/${branch}`, incumbent.commit);
  await repository.pointHead(branch);

  const result = { branch, config: CONFIG_FILE };
  if (evaluation === undefined) return { ...result, baseline: null };
  const setup = join(root, FOLDER);
  if (await files.facts(setup) !== undefined) {
    await files.move(setup, join(root, experimentFolder(0)));
  }
  const { end } = await recordBaseline(ports, session, evaluation);
  await sealSession(
    ports,
    await sessionFor(ports, repository, config, session),
  );
  const metric = end.metric ?? NaN;
  return { ...result, baseline: { commit: end.commit, metric } };
}

async function writeProgram(
  { files }: Pick<Ports, "files">,
  { root, config }: Session,
  domain: DomainName | undefined,
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
  await files.write(path, text);
  return [PROGRAM_FILE];
}
