import type { Aside } from "../../core/experiment/in_flight.ts";
import { asideRef } from "../../core/layout.ts";
import type { Look, Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import { findDifference } from "./candidate.ts";
import { forgetByteCode } from "./settle.ts";

/**
 * Holds what stands between the incumbent and the files under a ref: as a tree,
 * since a commit of ours would be one that nobody judges.
 *
 * @returns nothing where nothing stands there
 */
export async function holdAside(
  session: Session,
  look: Look,
): Promise<Aside | undefined> {
  const difference = await findDifference(session, look);
  if (difference === undefined) return undefined;
  const { tree, paths } = difference;
  const ref = asideRef(session.tag, tree);
  await session.repository.setRef(ref, tree);
  return { ref, tree, paths };
}

/** Takes it out of the files, so that the incumbent stands there. */
export async function takeAway(
  ports: Pick<Ports, "files">,
  { repository, incumbent, root }: Session,
  { paths }: Aside,
): Promise<void> {
  await repository.restore(paths, incumbent.commit);
  await forgetByteCode(ports, root, paths);
}

/**
 * Gives back what was put aside. What somebody has touched since stays as it
 * is, and the ref then goes on holding what was there before.
 */
export async function giveBack(
  ports: Pick<Ports, "files">,
  session: Session,
  { ref, tree, paths }: Aside,
): Promise<void> {
  const { repository, incumbent, root } = session;
  await repository.standAt(incumbent.commit);
  const look = await repository.look();
  const touched = new Set([
    ...look.changes.filter(({ inWorkingTree }) => inWorkingTree)
      .map(({ path }) => path),
    ...look.untracked,
  ]);
  const untouched = paths.filter((path) => !touched.has(path));
  await repository.restore(untouched, tree);
  await forgetByteCode(ports, root, untouched);
  await repository.standAt(incumbent.commit);
  const now = await findDifference(session, await repository.look());
  // A candidate's own ref stays, and its commit with it.
  const isOurs = ref === asideRef(session.tag, tree);
  if (isOurs && now?.tree === tree) await repository.deleteRef(ref);
  await repository.standAt(incumbent.commit);
}
