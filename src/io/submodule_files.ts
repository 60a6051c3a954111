import { join } from "@std/path";
import { fromTop } from "../core/git_status.ts";
import { files } from "./files.ts";
import { type GitIn, splitAtNul } from "./git_call.ts";

const SUBMODULE = "160000";

/**
 * Returns how to list what submodules hold and don't track, ignored files among
 * it: of all that status says no more than that there is something. Where there
 * is no submodule it costs nothing.
 */
export function makeSubmoduleFiles(
  { ask, must }: GitIn,
  { root, prefix }: { readonly root: string; readonly prefix: string },
): () => Promise<readonly string[]> {
  const top = join(root, prefix.replace(/[^/]+/g, ".."));
  let known: Promise<readonly string[]> | undefined;
  const listed = async (path: string) => {
    const args = ["-C", join(top, path), "ls-files", "--others"];
    const flags = ["--directory", "--no-empty-directory", "-z"];
    const { code, stdout } = await ask([...args, ...flags]);
    return code !== 0 ? [] : splitAtNul(stdout)
      .map((name) => fromTop(`${path}/${name}`, prefix));
  };
  return async () => {
    if (await files.facts(join(top, ".gitmodules")) === undefined) return [];
    known ??= submodulesIn(must, top);
    return (await Promise.all((await known).map(listed))).flat();
  };
}

async function submodulesIn(
  must: GitIn["must"],
  top: string,
): Promise<readonly string[]> {
  const args = ["-C", top, "ls-files", "--stage", "-z"];
  return splitAtNul(await must(args))
    .filter((entry) => entry.startsWith(SUBMODULE))
    .map((entry) => entry.slice(entry.indexOf("\t") + 1));
}
