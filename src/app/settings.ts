import { basename, join } from "@std/path";
import type { Ports } from "../core/ports.ts";
import type { Session } from "./session.ts";

/** What git is told to look at, which an agent could tell it otherwise. */
export interface SettingsGuard {
  /**
   * Puts git's settings back where somebody changed them, and forgets a merge
   * or rebase that was begun: the next commit would be a part of it.
   *
   * @param keepIn folder that receives the settings as they were changed
   * @returns the files that were put back
   */
  mend(keepIn: string): Promise<readonly string[]>;
}

/** Remembers git's settings for the time in which a proposer works. */
export async function watchSettings(
  { files }: Pick<Ports, "files">,
  { repository }: Pick<Session, "repository">,
): Promise<SettingsGuard> {
  const operations = new Set(await repository.operations());
  const before = await Promise.all(
    repository.settingFiles.map(async (path) => ({
      path,
      text: await files.read(path),
    })),
  );

  return {
    async mend(keepIn) {
      const changed: string[] = [];
      for (const { path, text } of before) {
        const now = await files.read(path);
        if (now === text) continue;
        changed.push(path);
        if (now !== undefined) {
          await files.copy(path, join(keepIn, "git-settings", basename(path)));
        }
        if (text === undefined) await files.remove(path);
        else await files.overwrite(path, text);
      }
      for (const operation of await repository.operations()) {
        if (!operations.has(operation)) await repository.quit(operation);
      }
      return changed;
    },
  };
}
