import type { Refs, StashEntry } from "../core/ports.ts";
import { type GitIn, lineOf } from "./git_call.ts";

const BRANCHES = "refs/heads/";

/** As the old value of a ref it means: only if there is none. */
const NO_COMMIT = "0".repeat(40);

export function makeRefs({ ask, must }: GitIn): Refs {
  return {
    async head() {
      const args = ["rev-parse", "HEAD", "--symbolic-full-name", "HEAD"];
      const [commit, name] = lineOf(await ask(args))?.split("\n") ?? [];
      const branch = name?.startsWith(BRANCHES)
        ? name.slice(BRANCHES.length)
        : undefined;
      return { commit, branch };
    },

    async refs(prefix) {
      const args = ["for-each-ref", "--format=%(refname)", prefix];
      return (await must(args)).split("\n").filter(Boolean);
    },

    async refValues(prefixes) {
      const format = "%(objectname)%09%(symref)%09%(refname)";
      const args = ["for-each-ref", `--format=${format}`, ...prefixes];
      const lines = (await must(args)).split("\n").filter(Boolean);
      return new Map(lines.flatMap((line) => {
        const [value = "", symref, name = ""] = line.split("\t");
        // One that only names another ref has nothing of its own to lose.
        return symref === "" ? [[name, value] as const] : [];
      }));
    },

    async checkedOut() {
      const lines = await must(["worktree", "list", "--porcelain"]);
      return lines.split("\n").filter((line) => line.startsWith("branch "))
        .map((line) => line.slice("branch ".length));
    },

    async setRef(ref, commit) {
      await must(["update-ref", "-m", "autoresearch", ref, commit]);
    },

    async createRef(ref, commit) {
      const args = ["update-ref", "-m", "autoresearch", ref, commit, NO_COMMIT];
      return (await ask(args)).code === 0;
    },

    async deleteRef(ref) {
      await must(["update-ref", "-d", ref]);
    },

    async pointHead(branch) {
      const ref = `${BRANCHES}${branch}`;
      await must(["symbolic-ref", "-m", "autoresearch", "HEAD", ref]);
    },

    async stash() {
      const args = ["reflog", "show", "--format=%H %gs", "refs/stash", "--"];
      const { code, stdout } = await ask(args);
      if (code !== 0) return [];
      return stdout.split("\n").filter(Boolean).map(toStashEntry);
    },

    async restoreStash(entries) {
      await ask(["update-ref", "-d", "refs/stash"]);
      for (const { commit, message } of entries.toReversed()) {
        await must(["stash", "store", "-m", message, commit]);
      }
    },
  };
}

function toStashEntry(line: string): StashEntry {
  const space = line.indexOf(" ");
  return { commit: line.slice(0, space), message: line.slice(space + 1) };
}
