import { Failure } from "../../core/failure.ts";
import type { Look } from "../../core/ports.ts";
import { toNameList } from "../../core/text/name_list.ts";
import type { Session } from "../session/session.ts";
import { findDifference } from "./candidate.ts";

/**
 * Refuses where something stands beyond the incumbent: what is about to be
 * done would take its place.
 *
 * @param what that is, as a verb
 * @throws {Failure} with the names of what would be lost
 */
export async function refuseStanding(
  session: Session,
  look: Look,
  what: string,
): Promise<void> {
  const difference = await findDifference(session, look);
  if (difference === undefined) return;
  const { target, outside } = difference.findings;
  const names = [...target, ...outside.map(({ path }) => path)];
  throw new Failure(
    "user",
    `Cannot ${what}: not judged yet: ${toNameList(names)}`,
    "Judge it first: autoresearch run --single, or put it back",
  );
}
