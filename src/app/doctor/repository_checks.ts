import { basename, join } from "@std/path";
import { tagOf } from "../../core/config/tag.ts";
import { makeTargetMatcher } from "../../core/config/target.ts";
import { crowdedFolder } from "../../core/doctor/crowded_folder.ts";
import { inspect } from "../../core/experiment/scope.ts";
import {
  errorFinding,
  type Finding,
  warningFinding,
} from "../../core/finding.ts";
import { toTop } from "../../core/git_status.ts";
import { isOwnPath, STATE_FILE } from "../../core/layout.ts";
import { toNameList } from "../../core/text/name_list.ts";
import { quoteForShell } from "../../core/text/shell_quote.ts";
import type { RunPorts } from "../session/session.ts";
import type { Having } from "./check.ts";

/** From about here on git's look at them is felt in every experiment. */
const MANY_FILES = 10_000;

/** A git that is at work holds its lock for milliseconds. */
const INDEX_LOCK_SECONDS = 0.5;
const POLL_SECONDS = 0.05;

/** Hooks that git would run for commits, checkouts and moves of a branch. */
const HOOKS: ReadonlySet<string> = new Set([
  "pre-commit",
  "prepare-commit-msg",
  "commit-msg",
  "post-commit",
  "post-checkout",
  "post-index-change",
  "reference-transaction",
]);

type InRepository = Having<"repository" | "look">;

export function checkCommits(
  _: RunPorts,
  { look }: InRepository,
): readonly Finding[] {
  if (look.head.commit !== undefined) return [];
  return [errorFinding(
    "no-commits",
    "The repository has no commits: there is nothing to go back to",
    "Run: git add . && git commit -m start",
  )];
}

export async function checkBranch(
  _: RunPorts,
  { repository, look, settings, isBusy }: InRepository,
): Promise<readonly Finding[]> {
  const { branch } = look.head;
  if (settings === undefined || isBusy) return [];
  const wanted = settings.config.branch;
  const isRight = wanted === undefined
    ? branch !== undefined && tagOf(branch) !== undefined
    : branch === wanted;
  if (isRight) return [];

  const isThere = wanted !== undefined &&
    await repository.resolve(`refs/heads/${wanted}`) !== undefined;
  const fix = isThere
    ? `Run: git switch ${quoteForShell(wanted)}`
    : "Switch to the session's branch, or run autoresearch setup";
  const place = `the session is on ${wanted ?? "autoresearch/…"}`;
  return [
    branch === undefined
      ? errorFinding("detached-head", `HEAD is detached; ${place}`, fix)
      : errorFinding("wrong-branch", `The branch is ${branch}; ${place}`, fix),
  ];
}

export async function checkDirtyFiles(
  _: RunPorts,
  project: InRepository,
): Promise<readonly Finding[]> {
  if (project.isBusy) return [];
  const dirty = await findDirty(project);
  if (dirty.length === 0) return [];
  const aside = `put them aside: git stash push -- ${toWords(dirty)}`;
  return [errorFinding(
    "dirty-files",
    `Changed outside the target, and not committed: ${toNameList(dirty)}`,
    // On a session's branch a commit is a candidate, and this one is rejected.
    project.session === undefined
      ? `Commit them, or ${aside}`
      : `Undo these changes, or ${aside}`,
  )];
}

/** A session's own rules count; without one whatever is no target. */
async function findDirty(
  { repository, look, session, settings }: InRepository,
): Promise<readonly string[]> {
  if (session !== undefined) {
    // What is committed already is judged; what merely lies there could be lost.
    return inspect(look, session.scope).outside
      .filter(({ inHead }) => !inHead).map(({ path }) => path);
  }
  const entries = settings?.config.target ?? [];
  const existing = new Set(await repository.trackedPaths([]));
  const isTarget = makeTargetMatcher({ entries, existing });
  return look.changes.map(({ path }) => path).filter((path) => !isTarget(path));
}

export async function checkUnfinished(
  { files }: RunPorts,
  { root, isBusy }: InRepository,
): Promise<readonly Finding[]> {
  const state = await files.facts(join(root, STATE_FILE));
  if (isBusy || state === undefined) return [];
  return [warningFinding(
    "unfinished",
    "A crash cut an experiment short: nothing was measured",
    "Nothing to do: the next  autoresearch run  finishes it or takes it back",
  )];
}

export async function checkIndexLock(
  { files, clock, stop }: RunPorts,
  { repository }: InRepository,
): Promise<readonly Finding[]> {
  const lock = `${repository.indexFile}.lock`;
  const deadline = clock.seconds() + INDEX_LOCK_SECONDS;
  while (clock.seconds() < deadline && !stop.aborted) {
    if (await files.facts(lock) === undefined) return [];
    await clock.sleep(POLL_SECONDS, stop);
  }
  return [errorFinding(
    "index-lock",
    `A git is at work, or was killed: "${lock}" exists`,
    `See with  ps -e | grep "[g]it"  whether one is; if not, run: ` +
      `rm ${quoteForShell(lock)}`,
  )];
}

/** A session of the Python scripts never told git about its files. */
export function checkOwnFiles(
  _: RunPorts,
  { look, settings, repository }: InRepository,
): readonly Finding[] {
  const own = look.untracked.filter(isOwnPath);
  if (settings === undefined || own.length === 0) return [];
  const [first = "", ...others] = own
    .map((path) => path.replace(/^\.autoresearch\/.*/, ".autoresearch/"));
  const lines = new Set(
    [first, ...others].map((path) =>
      quoteForShell(`/${toTop(path, repository.prefix)}`)
    ),
  );
  return [warningFinding(
    "own-files",
    `Git is not told to ignore our own files: ${toNameList(own)}`,
    `Run: printf '%s\\n' ${[...lines].join(" ")} >> ` +
      quoteForShell(repository.excludeFile),
  )];
}

export function checkUntrackedFiles(
  _: RunPorts,
  { look: { untracked }, repository }: InRepository,
): readonly Finding[] {
  if (untracked.length < MANY_FILES) return [];
  const folder = crowdedFolder(untracked);
  const where = folder === undefined ? "" : `, most of them in ${folder}`;
  // Not in .gitignore: that is tracked, and a change of it would be one more.
  const rule = folder === undefined
    ? undefined
    : quoteForShell(`/${toTop(folder, repository.prefix)}`);
  return [warningFinding(
    "untracked-files",
    `${untracked.length} untracked files slow every experiment down${where}`,
    rule === undefined
      ? "Move them into a folder, and let git ignore it"
      : `Let git ignore it: echo ${rule} >> ` +
        quoteForShell(repository.excludeFile),
  )];
}

export async function checkHooks(
  { files }: RunPorts,
  { repository }: InRepository,
): Promise<readonly Finding[]> {
  const names = await files.list(await repository.hooksFolder());
  const hooks = names.map((name) => basename(name))
    .filter((name) => HOOKS.has(name));
  if (hooks.length === 0) return [];
  return [warningFinding(
    "hooks",
    `Hooks are not run for the commits of a run: ${toNameList(hooks)}`,
    "If what they check matters, let the evaluate command check it",
  )];
}

export async function checkSigning(
  _: RunPorts,
  { repository, settings }: InRepository,
): Promise<readonly Finding[]> {
  const keys = ["commit.gpgSign", "tag.gpgSign"];
  const isOn = await Promise.all(keys.map(repository.isSwitchedOn));
  const on = keys.filter((_, index) => isOn[index]);
  if (on.length === 0) return [];
  const branch = settings?.config.branch ?? "autoresearch/…";
  return [warningFinding(
    "signing",
    `The commits of a run are not signed, although ${on.join(" and ")} says so`,
    `Sign when you take the branch over: git merge --no-ff -S ${branch}`,
  )];
}

function toWords(paths: readonly string[]): string {
  return paths.length > 5 ? "." : paths.map(quoteForShell).join(" ");
}
