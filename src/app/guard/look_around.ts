import { join } from "@std/path";
import type { Watcher } from "../../core/experiment/event.ts";
import type { Look, Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import { isAttributes } from "./guard_project.ts";

/**
 * Looks at the working tree while what a command left running is being ended,
 * and once more where there was anything: it may have gone on writing. What git
 * sees there depends on its settings, so these are put back before.
 */
export async function lookAround(
  ports: Pick<Ports, "files">,
  session: Session,
  { leftBehind, keepIn }: {
    readonly leftBehind: Promise<readonly string[]>;
    /** Folder that receives what is taken away. */
    readonly keepIn: string;
  },
  watcher: Watcher,
): Promise<{ readonly look: Look; readonly leftBehind: readonly string[] }> {
  const look = () => lookTruly(ports, session, keepIn, watcher);
  const [first, ended] = await Promise.all([look(), leftBehind]);
  if (ended.length === 0) return { look: first, leftBehind: ended };
  return { look: await look(), leftBehind: ended };
}

/** An attributes file could make git take a changed file for the same. */
async function lookTruly(
  { files }: Pick<Ports, "files">,
  { root, repository, guard, incumbent, scope }: Session,
  keepIn: string,
  watcher: Watcher,
): Promise<Look> {
  await guard.restore(keepIn, watcher);
  const look = await repository.look();
  const changed = look.changes.filter(({ path }) =>
    isAttributes(path) && !scope.isTarget(path)
  );
  const added = [look.untracked, look.ignored].flatMap((paths) =>
    paths.filter((path) => isAttributes(path) && !guard.isKnown(path))
  );
  if (changed.length + added.length === 0) return look;

  for (const path of [...changed.map(({ path }) => path), ...added]) {
    if (await files.facts(join(root, path)) === undefined) continue;
    await files.move(join(root, path), join(keepIn, path));
  }
  for (const { path } of changed) guard.blame(path);
  const old = changed.filter(({ isNew }) => !isNew).map(({ path }) => path);
  await repository.restore(old, incumbent.commit);
  await repository.forgetStats();
  return await repository.look();
}
