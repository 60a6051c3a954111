import type { Config } from "../../core/config/config.ts";
import type { Meaning } from "../../core/config/meaning.ts";
import { tagOf } from "../../core/config/tag.ts";
import type { Scope } from "../../core/experiment/scope.ts";
import { Failure } from "../../core/failure.ts";
import { candidateRef, LEDGER_FILE } from "../../core/layout.ts";
import type { Ledger, Row } from "../../core/ledger/ledger.ts";
import { bestRow } from "../../core/ledger/summary.ts";
import type { MetricPattern } from "../../core/metric/metric.ts";
import type { CommitId, Ports, Repository } from "../../core/ports.ts";
import { readConfig } from "./config_file.ts";
import { readLedger } from "./ledger_file.ts";
import { type LedgerGuard, unguardedLedger } from "./ledger_guard.ts";
import { type ProjectGuard, UNGUARDED } from "./project_guard.ts";
import { survey } from "./survey.ts";

/** One research run: its branch, its configuration and what it came to. */
export interface Session {
  readonly root: string;
  readonly config: Config;
  readonly repository: Repository;
  readonly branch: string;
  readonly tag: string;
  readonly pattern: MetricPattern;
  readonly scope: Scope;
  /** The ledger's columns, in their order, and its rows. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Through it alone a run writes to the ledger. */
  readonly ledger: LedgerGuard;
  /** What guards git's own folder and ours. */
  readonly guard: ProjectGuard;
  /**
   * Paths outside the target that only look changed, from before the run; not
   * known where nothing is run.
   */
  readonly phantoms?: ReadonlySet<string>;
  readonly incumbent: Incumbent;
  /** Protected files that git doesn't track: nobody else would notice. */
  readonly unwatched: readonly string[];
  /** Protected files that git tracks, if they are named outright. */
  readonly tracked: readonly string[];
  /** Files that the evaluator itself writes, as the baseline showed. */
  readonly outputs: ReadonlySet<string>;
  /** What its numbers mean; nothing while nobody has looked. */
  readonly fingerprint?: Fingerprint;
}

/** What the numbers of this run mean. */
export interface Fingerprint {
  readonly meaning: Meaning;
  readonly hash: string;
}

/** The best kept commit so far, or the start where nothing is measured yet. */
export interface Incumbent {
  readonly commit: string;
  readonly tree: string;
  readonly metric: number | undefined;
  readonly row: number | undefined;
}

/** What a run of experiments has to do with. */
export type RunPorts = Pick<
  Ports,
  "files" | "git" | "locks" | "machine" | "clock" | "processes" | "stop"
>;

type Access = Pick<Ports, "files" | "git" | "machine">;

/**
 * Reads a session as it stands; changes nothing.
 *
 * @param known what the caller has found out already; the branch, where HEAD
 * may have been left elsewhere by a crash
 * @throws {Failure} when there is none, or HEAD is not on its branch
 */
export async function openSession(
  ports: Access,
  root: string,
  known: Known = {},
): Promise<Session> {
  const [config, repository, { rows, columns }] = await Promise.all([
    readConfig(ports, root),
    known.repository ?? ports.git.open(root),
    known.ledger ?? readLedger(ports, root),
  ]);
  const findHistory = async () => {
    const head = await repository.head();
    const place = branchOf(config, known.branch ?? head.branch);
    if (head.commit === undefined) throw noCommits();
    const { tag } = place;
    const request = { tag, rows, direction: config.direction };
    const incumbent = await incumbentOf(repository, request, head.commit);
    return { ...place, rows, columns, incumbent };
  };
  const [history, surroundings] = await Promise.all([
    findHistory(),
    survey(ports, repository, config),
  ]);
  const guards = { ledger: unguardedLedger(ports, root), guard: UNGUARDED };
  return { ...history, ...surroundings, ...guards, config, repository, root };
}

interface Known {
  readonly repository?: Repository;
  readonly ledger?: Ledger;
  readonly branch?: string;
}

type History = Pick<
  Session,
  "branch" | "tag" | "rows" | "columns" | "incumbent"
>;

/**
 * Joins a session that is not on disk yet.
 *
 * @throws {Failure} where git tracks the ledger, which a rollback would hit
 */
export async function sessionFor(
  ports: Pick<Ports, "files">,
  repository: Repository,
  config: Config,
  history: History,
): Promise<Session> {
  const surroundings = await survey(ports, repository, config);
  const { root } = repository;
  const guards = { ledger: unguardedLedger(ports, root), guard: UNGUARDED };
  return { ...history, ...surroundings, ...guards, config, repository, root };
}

/** Returns the session with one more row; a keep makes a new incumbent. */
export function withRow(
  session: Session,
  row: Row,
  incumbent: Incumbent,
): Session {
  return { ...session, rows: [...session.rows, row], incumbent };
}

function branchOf(
  config: Config,
  current: string | undefined,
): { readonly branch: string; readonly tag: string } {
  const tag = current === undefined ? undefined : tagOf(current);
  if (current !== undefined && tag !== undefined) {
    if (config.branch === undefined || config.branch === current) {
      return { branch: current, tag };
    }
  }
  const wanted = config.branch ?? "autoresearch/…";
  const now = current === undefined
    ? "HEAD is detached"
    : `the branch is ${current}`;
  throw new Failure(
    "user",
    `Cannot run on this branch: the session is on ${wanted}, ${now}`,
    config.branch === undefined
      ? "Switch to the session's branch, or run autoresearch setup"
      : `Run: git switch ${config.branch}`,
  );
}

/** Returns the best kept commit by these rows, or the start without any. */
export async function incumbentOf(
  repository: Repository,
  { tag, rows, direction }: {
    readonly tag: string;
    readonly rows: readonly Row[];
    readonly direction: Config["direction"];
  },
  head: string,
): Promise<Incumbent> {
  const best = bestRow(rows, direction);
  if (best === undefined) {
    const start = await repository.resolve(candidateRef(tag, 0)) ??
      await repository.resolve(head);
    if (start === undefined) throw noCommits();
    return { ...start, metric: undefined, row: undefined };
  }
  const id = await candidateOf(repository, tag, best);
  if (id === undefined) throw lostCommit(best);
  return { ...id, metric: best.metric, row: best.row };
}

/**
 * Returns the commit that a row is about. Seven digits may have become
 * ambiguous; our own ref never does.
 */
export async function candidateOf(
  repository: Repository,
  tag: string,
  { row, commit }: Row,
): Promise<CommitId | undefined> {
  const own = await repository.resolve(candidateRef(tag, row));
  if (own?.commit.startsWith(commit)) return own;
  return await repository.resolve(commit);
}

export function lostCommit({ row, commit }: Row): Failure {
  return new Failure(
    "user",
    `Cannot find the best kept commit: row ${row} of ${LEDGER_FILE} names ` +
      `"${commit}", which git does not know`,
    "Fetch that commit, or run autoresearch setup for a new session from here",
  );
}

function noCommits(): Failure {
  return new Failure(
    "user",
    "Cannot run in a repository without commits",
    "Run: git add . && git commit -m start",
  );
}
