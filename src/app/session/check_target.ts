import { isAbsolute, join, relative } from "@std/path";
import { protectedTarget } from "../../core/config/protected.ts";
import { makeTargetMatcher } from "../../core/config/target.ts";
import { Failure } from "../../core/failure.ts";
import type { Ports, Repository } from "../../core/ports.ts";
import { quoteForShell } from "../../core/text/shell_quote.ts";
import type { Session } from "./session.ts";

/**
 * Makes sure that every entry of a target is something a candidate can change
 * and a rollback can bring back.
 *
 * @returns the tracked files that the entries name
 * @throws {Failure} at the first entry that isn't
 */
export async function checkTarget(
  { files }: Pick<Ports, "files">,
  repository: Repository,
  entries: readonly string[],
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const entry of entries) {
    paths.push(...await checkEntry({ files }, repository, entry));
  }
  return paths;
}

async function checkEntry(
  { files }: Pick<Ports, "files">,
  repository: Repository,
  entry: string,
): Promise<readonly string[]> {
  const { root } = repository;
  if (isAbsolute(entry)) {
    throw refused(entry, "an absolute path", "Name it relative to the project");
  }
  const facts = await files.facts(join(root, entry));
  if (facts === undefined) {
    const matches = await matchingPaths(repository, entry);
    if (matches.length > 0) return matches;
    throw refused(
      entry,
      "there is no such file, and it matches no tracked one",
      "Check the path: it is relative to the project root (--path)",
    );
  }
  if (facts.kind === "folder") {
    const glob = `${entry.replace(/\/$/, "")}/**`;
    throw refused(
      entry,
      "a folder",
      `Name files, or a glob: --target ${quoteForShell(glob)}`,
    );
  }
  await refuseLink({ files }, root, entry);
  if ((await repository.trackedPaths([entry])).length === 0) {
    throw await untracked(repository, entry);
  }
  return [entry];
}

/**
 * The same for the target of a session that is there: its config may have been
 * edited, and nobody would notice until the morning.
 */
export async function refuseUnusable(
  ports: Pick<Ports, "files">,
  session: Pick<Session, "repository" | "config" | "scope">,
): Promise<void> {
  const { repository, config } = session;
  refuseProtected(session, await checkTarget(ports, repository, config.target));
}

/** Returns the tracked files that a glob names. */
export async function matchingPaths(
  repository: Repository,
  glob: string,
): Promise<readonly string[]> {
  const matches = makeTargetMatcher({ entries: [glob], existing: new Set() });
  return (await repository.trackedPaths([])).filter(matches);
}

/** Returns the tracked files that a session's target names. */
export async function targetPaths(
  { repository, scope }: Pick<Session, "repository" | "scope">,
): Promise<readonly string[]> {
  return (await repository.trackedPaths([])).filter((path) =>
    scope.isTarget(path) && !scope.isProtected(path)
  );
}

/**
 * Makes sure that there is something in the target that may change.
 *
 * @throws {Failure} where protection leaves none of it, or takes away what it
 * names outright
 */
export function refuseProtected(
  { config, scope }: Pick<Session, "config" | "scope">,
  paths: readonly string[],
): void {
  const named = paths.filter((path) => config.target.includes(path));
  const open = paths.filter((path) => !scope.isProtected(path));
  const closed = [...named, ...(open.length === 0 ? paths : [])]
    .find(scope.isProtected);
  if (closed !== undefined) throw protectedTarget(closed);
}

/** A link is a small file with a path in it: that is all git would track. */
async function refuseLink(
  { files }: Pick<Ports, "files">,
  root: string,
  entry: string,
): Promise<void> {
  const [base, place] = await Promise.all([
    files.realPath(root),
    files.realPath(join(root, entry)),
  ]);
  if (base === undefined || place === join(base, entry)) return;
  if (place === undefined || !place.startsWith(`${base}/`)) {
    throw refused(
      entry,
      "it leads out of the project",
      "Name a file inside the project root, not a link to another place",
    );
  }
  const path = relative(base, place);
  throw refused(entry, `it is a link to "${path}"`, `Name that file: ${path}`);
}

async function untracked(
  repository: Repository,
  entry: string,
): Promise<Failure> {
  const rule = await repository.ignoreRule(entry);
  if (rule === undefined) {
    return refused(
      entry,
      "git does not track it, so no rollback could bring it back",
      `Run: git add ${
        quoteForShell(entry)
      } && git commit -m "track the target"`,
    );
  }
  return refused(
    entry,
    `git ignores it (${rule})`,
    `Run: git add -f ${
      quoteForShell(entry)
    } && git commit -m "track the target"`,
  );
}

function refused(entry: string, why: string, hint: string): Failure {
  return new Failure("user", `Cannot use target "${entry}": ${why}`, hint);
}
