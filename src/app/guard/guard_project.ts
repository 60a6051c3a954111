import { dirname, join, relative } from "@std/path";
import { OWN_FOLDER } from "../../core/layout.ts";
import type { Files, Look, Ports } from "../../core/ports.ts";
import type { ProjectGuard } from "../session/project_guard.ts";
import type { Session } from "../session/session.ts";
import { watchFlags } from "./flags_guard.ts";
import { watchRefs } from "./refs_guard.ts";
import { watchSettings } from "./settings_guard.ts";
import { settledStamp, stampOf } from "./stamp.ts";

const ATTRIBUTES = ".gitattributes";

/** A larger file would fill the memory; a seal tells if its copy changes. */
const MAX_HELD_BYTES = 1024 * 1024;

interface Held {
  readonly text: string;
  readonly stamp: string;
}

/** @param look what stood there when the run began */
export async function guardProject(
  ports: Pick<Ports, "files" | "clock">,
  session: Session,
  look: Look,
): Promise<ProjectGuard> {
  const { files } = ports;
  const { root } = session;
  const [settings, refs, flags, place] = await Promise.all([
    watchSettings(ports, session),
    watchRefs(ports, session),
    watchFlags(ports, session),
    files.realPath(join(root, OWN_FOLDER)),
  ]);
  const attributes = new Set([
    ...look.untracked.filter(isAttributes),
    ...look.ignored.filter(isAttributes),
  ]);
  const held = new Map<string, Held>();
  const untold = new Set<string>();

  return {
    async restore(keepIn, watcher) {
      await removeLinks(files, root, place, keepIn);
      await Promise.all([...held].map(async ([path, { text, stamp }]) => {
        if (await stampOf(files, path) === stamp) return;
        if (await files.read(path) !== text) await files.write(path, text);
        held.set(path, { text, stamp: await settledStamp(ports, path) });
      }));
      for (const name of await settings.mend(keepIn)) untold.add(name);
      for (const name of await refs.mend(watcher)) untold.add(name);
      for (const path of await flags.mend()) {
        untold.add(`git's flag of ${path}`);
      }
    },

    tell() {
      const names = [...untold];
      untold.clear();
      return names;
    },
    isKnown: (path) => attributes.has(path),
    blame: (name) => void untold.add(name),
    async hold(path) {
      const { size } = await files.facts(path) ?? { size: Infinity };
      if (size > MAX_HELD_BYTES) return;
      const text = await files.read(path);
      if (text === undefined) return;
      held.set(path, { text, stamp: await settledStamp(ports, path) });
    },
  };
}

export function isAttributes(path: string): boolean {
  // There may be 100,000 paths: no string is made for any of them.
  return path.endsWith(ATTRIBUTES) &&
    (path.length === ATTRIBUTES.length || path.endsWith(`/${ATTRIBUTES}`));
}

/** No link belongs into our folder: what we write there would follow it. */
async function removeLinks(
  files: Files,
  root: string,
  place: string | undefined,
  keepIn: string,
): Promise<void> {
  const own = join(root, OWN_FOLDER);
  const isLink = async (path: string) =>
    (await files.facts(path))?.kind === "link";
  // The user himself may have put it on another disk.
  const isMoved = await isLink(own) && await files.realPath(own) !== place;
  if (isMoved) await files.remove(own);
  const folders: string[] = [];
  for (let at = keepIn; relative(own, at) !== ""; at = dirname(at)) {
    if (relative(own, at).startsWith("..")) break;
    folders.unshift(at);
  }
  for (const folder of folders) {
    if (await isLink(folder)) await files.remove(folder);
  }
  // Of experiments there may be many, and none is written to but this one.
  for (const folder of [own, ...folders.slice(1)]) {
    const paths = (await files.list(folder)).map((name) => join(folder, name));
    await Promise.all(paths.map(async (path) => {
      if (await isLink(path)) await files.remove(path);
    }));
  }
}
