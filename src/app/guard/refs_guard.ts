import { dirname, join } from "@std/path";
import type { Watcher } from "../../core/experiment/event.ts";
import type { Files, Ports } from "../../core/ports.ts";
import { holdUnfinished } from "../candidate/unfinished.ts";
import type { Session } from "../session/session.ts";
import { settledStamp, stampOf } from "./stamp.ts";

/** Branches, tags and whatever else names a commit, but for the session's own. */
export interface RefsGuard {
  /**
   * Gives every ref back what it stood at. A new branch or tag is taken away,
   * and what it named is held by a ref of ours.
   *
   * @returns the refs that somebody had moved, deleted or made up
   */
  mend(watcher: Watcher): Promise<readonly string[]>;
}

/** All that git itself knows, but for the stash, which is a list. */
const NAMESPACES = [
  "heads",
  "tags",
  "remotes",
  "notes",
  "replace",
  "original",
  "bisect",
  "rewritten",
].map((name) => `refs/${name}/`);

type Refs = ReadonlyMap<string, string>;

type Watched = Pick<Session, "repository" | "branch" | "tag">;

/** Remembers the refs; looking whether one changed costs no git call. */
export async function watchRefs(
  ports: Pick<Ports, "files" | "clock">,
  session: Watched,
): Promise<RefsGuard> {
  const { repository, branch } = session;
  const { refsFolder } = repository;
  const look = async (stamp: (path: string) => Promise<string>) => {
    const packed = await stamp(join(dirname(refsFolder), "packed-refs"));
    const isOurs = (name: string) =>
      name === "refs/autoresearch" || name === `refs/heads/${branch}`;
    const paths = await looseIn(ports.files, refsFolder, "refs", isOurs);
    const loose = await Promise.all(
      paths.map(async (path) => `${path} ${await stamp(path)}`),
    );
    return [packed, ...loose].join("\n");
  };
  const remember = () => look((path) => settledStamp(ports, path));
  const values = async () => {
    const found = new Map(await repository.refValues(NAMESPACES));
    found.delete(`refs/heads/${branch}`);
    return found;
  };
  let [stamps, before] = await Promise.all([remember(), values()]);

  return {
    async mend(watcher) {
      const now = await look((path) => stampOf(ports.files, path));
      if (now === stamps) return [];
      const changed = await putBack(
        ports,
        session,
        before,
        await values(),
        watcher,
      );
      before = await values();
      stamps = await remember();
      return changed;
    },
  };
}

/** The refs of sessions are many, and each has its own keeper. */
async function looseIn(
  files: Files,
  folder: string,
  name: string,
  isOurs: (name: string) => boolean,
): Promise<readonly string[]> {
  if (isOurs(name)) return [];
  const facts = await files.facts(folder);
  if (facts?.kind !== "folder") return facts === undefined ? [] : [folder];
  const parts = await Promise.all(
    (await files.list(folder)).map((part) =>
      looseIn(files, join(folder, part), `${name}/${part}`, isOurs)
    ),
  );
  return parts.flat();
}

async function putBack(
  ports: Pick<Ports, "clock">,
  { repository, tag }: Watched,
  before: Refs,
  now: Refs,
  watcher: Watcher,
): Promise<readonly string[]> {
  const names = [...new Set([...before.keys(), ...now.keys()])]
    .filter((name) => before.get(name) !== now.get(name));
  if (names.length === 0) return [];
  // Somebody may be at work on another branch, in another work tree.
  const others = new Set(await repository.checkedOut());
  const changed: string[] = [];
  for (const name of names.filter((name) => !isOthers(name, now, others))) {
    const [was, is] = [before.get(name), now.get(name)];
    const isNewName = was === undefined && /^refs\/(?:heads|tags)\//.test(name);
    if (is !== undefined) {
      const held = await holdUnfinished(ports, repository, tag, is);
      const message = `Put back ${name}; what it named is held by ${held}`;
      watcher.tell({ event: "note", message });
    }
    if (was === undefined) await repository.deleteRef(name);
    else await repository.setRef(name, was);
    if (!isNewName) changed.push(name);
  }
  return changed;
}

/** What a fetch brings is no work of an agent's, either. */
function isOthers(
  name: string,
  now: Refs,
  checkedOut: ReadonlySet<string>,
): boolean {
  return checkedOut.has(name) ||
    (name.startsWith("refs/remotes/") && now.has(name));
}
