import { join } from "@std/path";
import type { Config } from "../../core/config/config.ts";
import { namedTwice, protectedTarget } from "../../core/config/protected.ts";
import { makeTargetMatcher } from "../../core/config/target.ts";
import { Failure } from "../../core/failure.ts";
import {
  errorFinding,
  failureFinding,
  type Finding,
  warningFinding,
} from "../../core/finding.ts";
import { CONFIG_FILE } from "../../core/layout.ts";
import type { Files, Repository } from "../../core/ports.ts";
import { TUNER } from "../proposal/proposers.ts";
import { readAllKnobs } from "../proposal/tune.ts";
import {
  checkTarget,
  refuseProtected,
  targetPaths,
} from "../session/check_target.ts";
import type { RunPorts } from "../session/session.ts";
import type { Having } from "./check.ts";

type WithTarget = Having<"repository" | "settings">;

/** Each entry on its own, so that one does not hide the next. */
export async function checkTargetFiles(
  { files }: RunPorts,
  { repository, settings, session }: WithTarget,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const paths: string[] = [];
  for (const entry of settings.config.target) {
    try {
      paths.push(...await checkTarget({ files }, repository, [entry]));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const kind = await kindOfRefusal(files, repository, entry);
      findings.push(failureFinding(kind, error));
    }
  }
  if (session !== undefined) findings.push(...findProtected(session, paths));
  // Named by both keys it keeps a session from being opened at all.
  const twice = namedTwice(settings.config, new Set(paths));
  if (session === undefined && twice !== undefined) {
    findings.push(failureFinding("target-protected", protectedTarget(twice)));
  }
  return findings;
}

async function kindOfRefusal(
  files: Files,
  repository: Repository,
  entry: string,
): Promise<string> {
  const facts = await files.facts(join(repository.root, entry));
  if (facts === undefined) return "target-missing";
  const rule = await repository.ignoreRule(entry);
  return rule === undefined ? "target-unusable" : "target-ignored";
}

function findProtected(
  session: Parameters<typeof refuseProtected>[0],
  paths: readonly string[],
): readonly Finding[] {
  try {
    refuseProtected(session, paths);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [failureFinding("target-protected", error)];
  }
}

/** A typing error would leave unprotected what somebody counts on. */
export async function checkProtected(
  { files }: RunPorts,
  { root, repository, settings: { config } }: WithTarget,
): Promise<readonly Finding[]> {
  if (config.protected.length === 0) return [];
  const tracked = await repository.trackedPaths([]);
  const existing = new Set(tracked);
  const findings: Finding[] = [];
  for (const entry of config.protected) {
    if (await files.facts(join(root, entry)) !== undefined) continue;
    if (tracked.some(makeTargetMatcher({ entries: [entry], existing }))) {
      continue;
    }
    findings.push(warningFinding(
      "protected-missing",
      `Nothing to protect by "${entry}": it names no file`,
      `Correct the key protected in ${CONFIG_FILE}`,
    ));
  }
  return findings;
}

/** A knob that can't be read stops the tuner, and only the tuner. */
export async function checkKnobs(
  { files }: RunPorts,
  { root, repository, settings: { config }, session }: WithTarget,
): Promise<readonly Finding[]> {
  const paths = session === undefined
    ? await pathsOf(repository, config)
    : await targetPaths(session);
  const { knobs, problems } = await readAllKnobs({ files }, root, paths);
  const isTuned = config.agentCmd === TUNER;
  const toFinding = isTuned ? errorFinding : warningFinding;
  const findings = problems.map(({ path, line, message }) =>
    toFinding(
      "knob",
      `Cannot read the knob in ${path}, line ${line}: ${message}`,
      "Write it as  width = 40  # tune: 4..64, or take the comment away",
    )
  );
  if (!isTuned || knobs.length > 0 || problems.length > 0) return findings;
  return [errorFinding(
    "no-knobs",
    "The agent is the built-in tuner, and the target declares no knob",
    "Put  # tune: 4..64  (or 1e-4..1e-1 log, or a|b|c) behind a literal, or " +
      `name another agent_cmd in ${CONFIG_FILE}`,
  )];
}

async function pathsOf(
  repository: Repository,
  { target }: Config,
): Promise<readonly string[]> {
  const tracked = await repository.trackedPaths([]);
  const existing = new Set(tracked);
  return tracked.filter(makeTargetMatcher({ entries: target, existing }));
}
