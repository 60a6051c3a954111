import { join } from "@std/path";
import type { Findings } from "../../core/experiment/scope.ts";
import type { Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import { holdUnfinished } from "./unfinished.ts";

/**
 * Puts changed submodules back to the commit that the incumbent names. What
 * they held is copied to `keepIn`, and their commits stay reachable there.
 */
export async function restoreSubmodules(
  { files, clock }: Pick<Ports, "files" | "clock">,
  { repository, root, incumbent, tag }: Session,
  { outside }: Pick<Findings, "outside">,
  keepIn: string,
): Promise<void> {
  for (const { path, kind } of outside) {
    if (kind !== "submodule") continue;
    const commit = await repository.gitlink(incumbent.commit, path);
    // One that somebody added is left where it is, or among the leavings.
    if (commit === undefined) continue;
    const inner = await repository.submodule(path);
    if (inner === undefined) continue;

    await inner.standAt(commit);
    const { head, changes } = await inner.look();
    const changed = changes.map((change) => change.path);
    for (const name of changed) {
      const from = join(root, path, name);
      if (await files.facts(from) === undefined) continue;
      await files.copy(from, join(keepIn, path, name));
    }
    if (head.commit !== undefined && head.commit !== commit) {
      await holdUnfinished({ clock }, inner, tag, head.commit);
      await inner.setRef("HEAD", commit);
    }
    await inner.restore(changed, commit);
    await inner.resetIndex(commit);
  }
}
