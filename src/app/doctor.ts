import { join } from "@std/path";
import type { Watcher } from "../core/experiment/event.ts";
import {
  failureFinding,
  type Finding,
  warningFinding,
} from "../core/finding.ts";
import { CONFIG_FILE, LOCK_FILE, OWN_FOLDER } from "../core/layout.ts";
import type { Lock } from "../core/ports.ts";
import { toOneLine } from "../core/text/plain_text.ts";
import { type Check, needing } from "./doctor/check.ts";
import { checkEvaluator } from "./doctor/evaluator_checks.ts";
import {
  checkForm,
  checkOddLines,
  checkTorn,
  checkTracked,
} from "./doctor/ledger_checks.ts";
import { checkLocks, checkSleep } from "./doctor/machine_checks.ts";
import { type Project, readProject } from "./doctor/project.ts";
import {
  checkBranch,
  checkCommits,
  checkDirtyFiles,
  checkHooks,
  checkIndexLock,
  checkOwnFiles,
  checkSigning,
  checkUnfinished,
  checkUntrackedFiles,
} from "./doctor/repository_checks.ts";
import {
  checkAgent,
  checkBudget,
  checkDoubledKeys,
  checkPrompt,
  checkUnknownKeys,
} from "./doctor/settings_checks.ts";
import {
  checkKnobs,
  checkProtected,
  checkTargetFiles,
} from "./doctor/target_checks.ts";
import { endStrays } from "./guard/strays.ts";
import { lockNote } from "./opening/start.ts";
import type { RunPorts } from "./session/session.ts";

/** In the order of the report: first what everything else rests on. */
const CHECKS: readonly Check[] = [
  ...needing(["repository", "look"], [
    checkCommits,
    checkBranch,
    checkDirtyFiles,
    checkUnfinished,
    checkIndexLock,
    checkOwnFiles,
    checkUntrackedFiles,
    checkHooks,
    checkSigning,
  ]),
  ...needing(["settings"], [
    checkUnknownKeys,
    checkDoubledKeys,
    checkBudget,
    checkAgent,
    checkPrompt,
  ]),
  ...needing(["repository", "settings"], [
    checkTargetFiles,
    checkProtected,
    checkKnobs,
  ]),
  ...needing(["repository"], [checkTracked]),
  ...needing(["ledger"], [checkForm, checkTorn, checkOddLines]),
  checkLocks,
  checkSleep,
  ...needing(["session", "look"], [checkEvaluator]),
];

/** Longer than what any check says, unless of names that somebody chose. */
const MAX_LENGTH = 2_000;

/** Each of these alone keeps a session from being opened. */
const REFUSED: ReadonlySet<string> = new Set([
  "no-commits",
  "detached-head",
  "wrong-branch",
  "tracked-ledger",
  "target-protected",
]);

/**
 * Finds what would go wrong in a run. Nothing that stays is changed: the two
 * measurements of the target write `run.log`, as any evaluation does.
 *
 * @param more checks that somebody asked for, after those that are always made
 */
export async function examine(
  ports: RunPorts,
  root: string,
  watcher: Watcher,
  more: readonly Check[] = [],
): Promise<readonly Finding[]> {
  await using end = new AsyncDisposableStack();
  const lock = await lockProject(ports, root, end);
  // A process of a killed run would be measured along, and so would ours be.
  if (lock?.kind === "held") end.use(await endStrays(ports, root, watcher));
  const isBusy = lock?.kind === "taken";
  const project = await readProject(ports, root, isBusy);

  const findings = [...project.problems];
  if (isBusy) findings.push(busy(lock.by));
  if (lock?.kind === "unsupported") findings.push(noLocks());
  for (const check of [...CHECKS, ...more]) {
    findings.push(...await check(ports, project, watcher));
  }
  return [...findings, ...unexplained(project, findings)].map(cleaned);
}

/**
 * Keeps a run from starting meanwhile. Where there is no session there is
 * nothing to lock, and a lock would only be a file that nobody wants.
 */
async function lockProject(
  ports: RunPorts,
  root: string,
  end: AsyncDisposableStack,
): Promise<Lock | undefined> {
  const { files, locks } = ports;
  const [config, lockFile, folder] = await Promise.all(
    [CONFIG_FILE, LOCK_FILE, OWN_FOLDER]
      .map((name) => files.facts(join(root, name))),
  );
  if (config === undefined && lockFile === undefined) return undefined;
  if (folder === undefined) {
    end.defer(() => files.remove(join(root, OWN_FOLDER)));
  }
  const place = join(root, LOCK_FILE);
  const lock = await locks.acquire(place, await lockNote(ports));
  return lock.kind === "taken" ? lock : end.use(lock);
}

function busy(by: string): Finding {
  return warningFinding(
    "busy",
    `Another autoresearch works here (${by}), so that the files are in flux: ` +
      "nothing was measured",
    "Run autoresearch doctor again when it is done",
  );
}

function noLocks(): Finding {
  return warningFinding(
    "no-locks",
    "The file system has no locks: a second run here would not be refused",
    "Start one run only, on one machine, or move the project to a local disk",
  );
}

/** A path, a key or a line of output may hold what no terminal should get. */
function cleaned(finding: Finding): Finding {
  const { message, fix } = finding;
  return {
    ...finding,
    message: toOneLine(message, MAX_LENGTH),
    fix: toOneLine(fix, MAX_LENGTH),
  };
}

/** Why a run would not start, where none of the checks has said it. */
function unexplained(
  { refusal }: Project,
  findings: readonly Finding[],
): readonly Finding[] {
  const isExplained = findings.some(({ kind }) => REFUSED.has(kind));
  if (refusal === undefined || isExplained) return [];
  return [failureFinding("session", refusal)];
}
