import { isAbsolute, join, resolve } from "@std/path";
import type { Config } from "../../core/config/config.ts";
import {
  commandsOf,
  namedTwice,
  protectedNames,
  protectedTarget,
} from "../../core/config/protected.ts";
import { makeTargetMatcher, namedOutright } from "../../core/config/target.ts";
import { changedIn, RECORD_FILE } from "../../core/experiment/record.ts";
import type { Scope } from "../../core/experiment/scope.ts";
import {
  experimentFolder,
  isInstalledSkill,
  LEDGER_FILE,
} from "../../core/layout.ts";
import { compileMetric } from "../../core/metric/metric.ts";
import type { Ports, Repository } from "../../core/ports.ts";
import { findMatching } from "./find_matching.ts";
import { kindAt } from "./kind_at.ts";
import type { Session } from "./session.ts";
import { trackedLedger } from "./tracked_ledger.ts";

/** Nothing there is a file, and only some of it may be looked at. */
const SYSTEM = /^\/(?:dev|proc|sys)\//;

/**
 * Looks which of the files that a config names are there.
 *
 * @throws {Failure} where git tracks the ledger, or a file is the target and
 * protected as well
 */
export async function survey(
  ports: Pick<Ports, "files">,
  repository: Repository,
  config: Config,
): Promise<
  Pick<Session, "pattern" | "scope" | "unwatched" | "tracked" | "outputs">
> {
  const { root } = repository;
  const names = protectedNames(commandsOf(config), [
    ...config.protected,
    ...(config.promptTemplate === undefined ? [] : [config.promptTemplate]),
  ]).filter((path) => !SYSTEM.test(path));
  const isInside = (path: string) => !isOutside(path);
  const [tracked, isFile, outputs] = await Promise.all([
    repository.trackedPaths([LEDGER_FILE, ...names.filter(isInside)]),
    filesAmong(ports, root, [...config.target, ...names]),
    readOutputs(ports, root),
  ]);
  if (tracked.includes(LEDGER_FILE)) throw trackedLedger();
  const twice = namedTwice(config, isFile);
  if (twice !== undefined) throw protectedTarget(twice);
  const named = names.filter((path) => isFile.has(path));
  const scope = scopeOf(config, isFile, named.filter(isInside));
  const closed = named.filter((path) =>
    isOutside(path) || scope.isProtected(path)
  );
  const isTracked = new Set(tracked);
  const matching = await findMatching(ports, repository, config.protected);
  const unwatched = closed.filter((path) => !isTracked.has(path));
  return {
    pattern: compileMetric(metricOf(config)),
    scope,
    unwatched: [...new Set([...unwatched, ...matching])],
    tracked: closed.filter((path) => isTracked.has(path)),
    outputs,
  };
}

export function metricOf(config: Config): { metric: string; grep?: string } {
  const { metric, metricGrep } = config;
  return metricGrep === undefined ? { metric } : { metric, grep: metricGrep };
}

function isOutside(path: string): boolean {
  return path.startsWith("../") || isAbsolute(path);
}

/** What the evaluator changed by itself when the baseline was measured. */
async function readOutputs(
  { files }: Pick<Ports, "files">,
  root: string,
): Promise<ReadonlySet<string>> {
  const record = join(root, experimentFolder(0), RECORD_FILE);
  return new Set(changedIn(await files.read(record) ?? ""));
}

async function filesAmong(
  { files }: Pick<Ports, "files">,
  root: string,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const isFile = await Promise.all(
    // Large data often lies elsewhere, with a link in its place.
    paths.map(async (path) =>
      await kindAt({ files }, resolve(root, path)) === "file"
    ),
  );
  return new Set(paths.filter((_, index) => isFile[index]));
}

/** A target that is named by its own path may be named by the command too. */
function scopeOf(
  config: Config,
  existing: ReadonlySet<string>,
  named: readonly string[],
): Scope {
  const target = { entries: config.target, existing };
  const guarded = makeTargetMatcher({ entries: config.protected, existing });
  const isOpen = (path: string) => namedOutright(target, path);
  const own = new Set(named.filter((path) => !isOpen(path)));
  const isSkill = (path: string) => isInstalledSkill(path) && !isOpen(path);
  return {
    isTarget: makeTargetMatcher(target),
    isProtected: (path) => own.has(path) || guarded(path) || isSkill(path),
  };
}
