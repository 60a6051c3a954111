import { join } from "@std/path";
import { inspect, strangers } from "../../core/experiment/scope.ts";
import { isOwnPath } from "../../core/layout.ts";
import type { Files, Look, Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";

/** What git doesn't track; a whole folder ends in `/`. */
export type Others = Pick<Look, "untracked" | "ignored">;

/**
 * Returns the files that were not there before and are no part of the target:
 * untracked ones, ignored ones (an agent may write the rule itself), committed
 * ones.
 */
export async function newcomers(
  { files }: Pick<Ports, "files">,
  { scope, root }: Pick<Session, "scope" | "root">,
  look: Look,
  before: Others,
): Promise<readonly string[]> {
  const changes = look.changes.filter(({ isNew }) => isNew);
  const untracked = unshared(look.untracked, before.untracked);
  const ignored = unshared(look.ignored, before.ignored);
  const { outside } = inspect({ ...look, changes, untracked: [] }, scope);
  const added = outside.map(({ path }) => path);
  const isThere = wasThere(before, look, added);

  const paths = [
    ...strangers({ changes, untracked }, scope),
    // What is ignored above the project root is nobody's business here.
    ...ignored.filter((path) => !path.startsWith("../")),
    ...added,
  ].filter((path) => !isOwnPath(path) && !isThere(path));
  const parts = await Promise.all(
    paths.map((path) => partsOf(files, root, path, before)),
  );
  return parts.flat().filter((path) => !isThere(path));
}

/**
 * Leaves out what two lists begin and end with: of 100,000 files that lie there
 * every time none is looked at again.
 */
function unshared(
  some: readonly string[],
  others: readonly string[],
): readonly string[] {
  const limit = Math.min(some.length, others.length);
  let start = 0;
  while (start < limit && some[start] === others[start]) start++;
  let end = 0;
  while (end < limit - start && some.at(-1 - end) === others.at(-1 - end)) {
    end++;
  }
  return some.slice(start, some.length - end);
}

/** A folder that stood there whole speaks for everything below it. */
function wasThere(
  before: Others,
  now: Others,
  added: readonly string[],
): (path: string) => boolean {
  const isFolder = (path: string) => path.endsWith("/");
  const known = new Set([
    ...unshared(before.untracked, now.untracked),
    ...unshared(before.ignored, now.ignored),
    ...[
      ...before.untracked.filter(isFolder),
      ...before.ignored.filter(isFolder),
    ],
    ...added.filter((path) =>
      before.untracked.includes(path) || before.ignored.includes(path)
    ),
  ]);
  return (path) => {
    if (known.has(path)) return true;
    const steps = path.split("/");
    return steps.some((_, index) =>
      index > 0 && known.has(`${steps.slice(0, index).join("/")}/`)
    );
  };
}

/**
 * Takes a folder apart that holds files of before: a new rule or a new
 * repository in it makes git name it as a whole.
 */
async function partsOf(
  files: Files,
  root: string,
  path: string,
  before: Others,
): Promise<readonly string[]> {
  if (!path.endsWith("/") || !holdsAny(path, before)) return [path];
  const names = await files.list(join(root, path));
  const parts = await Promise.all(names.map(async (name) => {
    const facts = await files.facts(join(root, path, name));
    const part = `${path}${name}${facts?.kind === "folder" ? "/" : ""}`;
    return await partsOf(files, root, part, before);
  }));
  return parts.flat();
}

function holdsAny(folder: string, { untracked, ignored }: Others): boolean {
  const isInside = (path: string) => path.startsWith(folder);
  return untracked.some(isInside) || ignored.some(isInside);
}
