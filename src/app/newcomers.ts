import { isOwnPath } from "../core/layout.ts";
import type { Look } from "../core/ports.ts";
import { inspect, strangers } from "../core/scope.ts";
import type { Session } from "./session.ts";

/** What git doesn't track. */
export type Others = Pick<Look, "untracked" | "ignored">;

/**
 * Returns the files that were not there before and are no part of the target:
 * untracked ones, ignored ones (an agent may write the rule itself), committed
 * ones.
 */
export function newcomers(
  { scope }: Pick<Session, "scope">,
  look: Look,
  before: Others,
): readonly string[] {
  // Of 100,000 files that lie there every time none is looked at again.
  const isSame = look.untracked === before.untracked &&
    look.ignored === before.ignored;
  const added = look.changes.filter(({ isNew }) => isNew);
  if (isSame && added.length === 0) return [];

  const isNewcomer = notAmong(before);
  const untracked = look.untracked.filter(isNewcomer);
  const { outside } = inspect(
    { ...look, changes: added, untracked: [] },
    scope,
  );
  // What is ignored above the project root is nobody's business here.
  const hidden = look.ignored.filter((path) => !path.startsWith("../"));
  const paths = [...hidden, ...outside.map(({ path }) => path)];
  return [
    ...strangers({ changes: added, untracked }, scope),
    ...paths.filter((path) => isNewcomer(path) && !isOwnPath(path)),
  ];
}

/** An ignored folder stands as `a/b/` for everything below it. */
function notAmong({ untracked, ignored }: Others): (path: string) => boolean {
  const known = new Set([...untracked, ...ignored]);
  return (path) => {
    if (known.has(path)) return false;
    const steps = path.split("/");
    return !steps.some((_, index) =>
      index > 0 && known.has(`${steps.slice(0, index).join("/")}/`)
    );
  };
}
