import { basename, join } from "@std/path";
import type { Watcher } from "../../core/experiment/event.ts";
import { inspect } from "../../core/experiment/scope.ts";
import { Failure } from "../../core/failure.ts";
import { LOCK_FILE, RUN_FILE, STATE_FILE } from "../../core/layout.ts";
import type { Look, Ports, Repository } from "../../core/ports.ts";
import { toNameList } from "../../core/text/name_list.ts";
import { guardProject } from "../guard/guard_project.ts";
import { endStrays } from "../guard/strays.ts";
import { readConfig } from "../session/config_file.ts";
import { excludeFromGit } from "../session/exclude.ts";
import { guardLedger } from "../session/ledger_guard.ts";
import {
  openSession,
  type RunPorts,
  type Session,
} from "../session/session.ts";
import { recover } from "./recover.ts";

/** A git that is at work holds its lock for milliseconds. */
const INDEX_LOCK_SECONDS = 5;
const POLL_SECONDS = 0.05;

type LockPorts = Pick<
  Ports,
  "files" | "locks" | "machine" | "clock" | "processes"
>;

/**
 * Takes the lock of a project, and ends what a killed run left there; a second
 * writer is told who the first is.
 */
export async function takeLock(
  ports: LockPorts,
  root: string,
  watcher: Watcher,
): Promise<AsyncDisposable> {
  await using end = new AsyncDisposableStack();
  const place = join(root, LOCK_FILE);
  const lock = await ports.locks.acquire(place, await lockNote(ports));
  if (lock.kind === "taken") {
    throw new Failure(
      "user",
      `Cannot start: another autoresearch works here (${lock.by})`,
      "Wait for it, or end it with Ctrl-C in its terminal",
    );
  }
  end.use(lock);
  if (lock.kind === "unsupported") {
    const message = "This file system has no locks: start no second run here";
    watcher.tell({ event: "note", message });
  }
  end.use(await endStrays(ports, root, watcher));
  return end.move();
}

/** Who holds a lock, for whoever finds it taken. */
export async function lockNote(
  { machine, clock }: Pick<Ports, "machine" | "clock">,
): Promise<string> {
  const since = clock.now().toISOString();
  const host = await machine.hostName();
  return `process ${machine.pid} on ${host}, started ${since}`;
}

/** Takes the lock of a session; where there is none, no file is left either. */
export async function lockSession(
  ports: LockPorts,
  root: string,
  watcher: Watcher,
): Promise<AsyncDisposable> {
  const [state, running] = await Promise.all(
    [STATE_FILE, RUN_FILE].map((name) => ports.files.facts(join(root, name))),
  );
  // What a killed proposer has done to the settings is taken back first, and
  // what a killed setup has started is ended.
  const wasKilled = state !== undefined || running !== undefined;
  if (!wasKilled) await readConfig(ports, root);
  await using end = new AsyncDisposableStack();
  end.use(await takeLock(ports, root, watcher));
  if (wasKilled && state === undefined) await readConfig(ports, root);
  return end.move();
}

/**
 * Opens a session to write: what the last run left unfinished is finished or
 * undone, and our index stands at the incumbent.
 *
 * @throws {Failure} when a tracked file outside the target is dirty
 */
export async function startSession(
  ports: RunPorts,
  root: string,
  watcher: Watcher,
): Promise<{ readonly session: Session; readonly look: Look }> {
  // Asked before it is wanted, which is also where it may fail.
  ports.machine.model().catch(() => {});
  const [repository, ledger] = await Promise.all([
    ports.git.open(root),
    recover(ports, root, watcher),
  ]);
  const opened = await openSession(ports, root, { repository, ledger });
  const guard = guardLedger(ports, root, ledger.text);
  const { incumbent, config } = opened;
  await waitForIndexLock(ports, repository);
  // A session of the Python scripts never told git about our files.
  await excludeFromGit(ports, repository, config, []);
  await repository.standAt(incumbent.commit);
  const look = await repository.look();
  const phantoms = await refuseDirty(opened, look);
  const session = {
    ...opened,
    ledger: guard,
    guard: await guardProject(ports, opened, look),
    phantoms: new Set(phantoms),
  };
  return { session, look };
}

/**
 * What was committed is judged; what merely lies there could be lost.
 *
 * @returns the paths that only look changed
 */
async function refuseDirty(
  session: Session,
  look: Look,
): Promise<readonly string[]> {
  const { outside } = inspect(look, session.scope);
  const uncommitted = outside.filter(({ inHead }) => !inHead);
  const dirty = await session.repository.withoutPhantoms(uncommitted);
  if (dirty.length === 0) return uncommitted.map(({ path }) => path);
  const names = toNameList(dirty.map(({ path }) => path));
  throw new Failure(
    "user",
    `Cannot start: changed outside the target: ${names}`,
    "Put these files back, or keep them elsewhere with  git stash: a rollback " +
      "must not touch them, and a commit of them here would be rejected",
  );
}

async function waitForIndexLock(
  { files, clock, stop }: Pick<Ports, "files" | "clock" | "stop">,
  { indexFile }: Repository,
): Promise<void> {
  const lock = `${indexFile}.lock`;
  const deadline = clock.seconds() + INDEX_LOCK_SECONDS;
  while (await files.facts(lock) !== undefined) {
    if (stop.aborted || clock.seconds() > deadline) {
      throw new Failure(
        "user",
        `Cannot start: "${lock}" exists since more than ${INDEX_LOCK_SECONDS} s`,
        `See with  ps -e | grep "[g]it"  whether a git is at work; if none ` +
          `is, remove ${basename(lock)} by hand`,
      );
    }
    await clock.sleep(POLL_SECONDS, stop);
  }
}
