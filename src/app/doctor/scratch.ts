import { basename, dirname, join, relative } from "@std/path";
import { Failure } from "../../core/failure.ts";
import { isOwnPath, OWN_FOLDER } from "../../core/layout.ts";
import type { Files, Ports, Repository } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";

/** A copy of a project, in a repository of its own with one commit. */
export interface Scratch extends AsyncDisposable {
  readonly root: string;
}

export type ScratchPorts = Pick<Ports, "files" | "git" | "machine" | "stop">;

/**
 * What is copied: all that lies there, or only what git tracks and what is
 * protected, as if nothing had ever been evaluated.
 */
export type Extent = "whole" | "tracked";

/** The branch of its one commit, which a session leaves. */
const BRANCH = "start";

/** For the user alone, whatever the folder around it allows. */
const PRIVATE = 0o700;

/**
 * Copies a session's project, from git's top level on, to where the machine
 * keeps what does not last. What the session knows is left behind, and so is
 * git's own folder.
 */
export async function copyProject(
  ports: ScratchPorts,
  session: Session,
  extent: Extent,
): Promise<Scratch> {
  const { files, git, machine } = ports;
  const { prefix } = session.repository;
  const top = join(session.root, toTop(prefix));
  await using made = new AsyncDisposableStack();
  const place = await files.realPath(machine.temporaryFolder);
  const name = `autoresearch-canary-${machine.uniqueId()}`;
  const folder = join(place ?? machine.temporaryFolder, name);
  made.defer(() => files.remove(folder));
  // Somebody's evaluator may go by the name of the folder.
  const copy = join(folder, basename(top));
  await files.makeFolder(copy);
  await files.setMode(folder, PRIVATE);

  const tracked = await trackedFrom(session.repository);
  const isLeftOut = (path: string) =>
    basename(path) === ".git" || isOwnPath(relative(session.root, path)) ||
    // Where temporary files lie in the project itself there is no end to it.
    basename(path) === name;
  if (extent === "whole") await copyFolder(ports, top, copy, isLeftOut);
  else await copyFiles(ports, session, tracked, join(copy, prefix));
  await git.init(copy);
  const root = join(copy, prefix);
  await commitAll(ports, session.repository, root, tracked);
  const end = made.move();
  return { root, [Symbol.asyncDispose]: () => end.disposeAsync() };
}

/** From the project root: `../..` or nothing. */
function toTop(prefix: string): string {
  return prefix.replace(/[^/]+/g, "..");
}

/** All that git tracks, what lies beside the project included. */
async function trackedFrom(repository: Repository): Promise<readonly string[]> {
  const up = toTop(repository.prefix);
  return await repository.trackedPaths(up === "" ? [] : [up]);
}

async function copyFolder(
  ports: ScratchPorts,
  from: string,
  to: string,
  isLeftOut: (path: string) => boolean,
): Promise<void> {
  const { files, stop } = ports;
  if (stop.aborted) throw interrupted();
  await files.makeFolder(to);
  const names = (await files.list(from))
    .filter((name) => !isLeftOut(join(from, name)));
  const folders: string[] = [];
  await Promise.all(names.map(async (name) => {
    const kind = (await files.facts(join(from, name)))?.kind;
    if (kind === "folder") folders.push(name);
    // A copy of a pipe would never end.
    else if (kind === "file" || kind === "link") {
      await files.copy(join(from, name), join(to, name));
    }
  }));
  for (const name of folders) {
    await copyFolder(ports, join(from, name), join(to, name), isLeftOut);
  }
}

async function copyFiles(
  { files, stop }: ScratchPorts,
  { root, unwatched }: Session,
  tracked: readonly string[],
  to: string,
): Promise<void> {
  const inside = unwatched.filter((path) =>
    !path.startsWith("../") && !path.startsWith("/")
  );
  const paths = new Set([...tracked, ...inside]);
  for (const path of [...paths].filter((path) => !isOwnPath(path))) {
    if (stop.aborted) throw interrupted();
    if (await isFile(files, join(root, path))) {
      await files.copy(join(root, path), join(to, path));
    }
  }
}

/** Makes the commit, in which git sees what it sees in the project. */
async function commitAll(
  { files, git }: ScratchPorts,
  { excludeFile }: Repository,
  root: string,
  tracked: readonly string[],
): Promise<void> {
  await files.makeFolder(root);
  const repository = await git.open(root);
  for (const name of ["exclude", "attributes"]) {
    const from = join(dirname(excludeFile), name);
    if (!await isFile(files, from)) continue;
    await files.copy(from, join(dirname(repository.excludeFile), name));
  }
  const isThere = await Promise.all(
    tracked.map((path) => isFile(files, join(root, path))),
  );
  // Our index is made for this one commit; a session begins with its own.
  await files.makeFolder(join(root, OWN_FOLDER));
  // What a submodule holds stays untracked.
  await repository.stage(tracked.filter((_, index) => isThere[index]));
  const tree = await repository.writeTree();
  const commit = await repository.commitTree(tree, { message: BRANCH });
  await repository.setRef(`refs/heads/${BRANCH}`, commit);
  await repository.pointHead(BRANCH);
  await repository.resetIndex(commit);
  await files.remove(join(root, OWN_FOLDER));
}

async function isFile(files: Files, path: string): Promise<boolean> {
  const kind = (await files.facts(path))?.kind;
  return kind === "file" || kind === "link";
}

/** The error for canaries that somebody stops; the copy goes with it. */
export function interrupted(): Failure {
  return new Failure(
    "interrupted",
    "Stopped while a copy of the project was tried: nothing was changed",
    "Run autoresearch doctor --canary again",
  );
}
