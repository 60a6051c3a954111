import { join } from "@std/path";
import {
  type Begun,
  formatState,
  type InFlight,
} from "../../core/experiment/in_flight.ts";
import { STATE_FILE } from "../../core/layout.ts";
import type { Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";

/**
 * Announces an experiment, before anything is changed for it.
 *
 * @returns what was announced, to be completed as the experiment goes on
 */
export async function announce(
  ports: Pick<Ports, "files">,
  { root, rows, branch, incumbent }: Session,
  by: Begun["by"],
  known: Pick<Begun, "aside" | "stash"> = {},
): Promise<Begun> {
  const experiment = { row: rows.length, branch, incumbent: incumbent.commit };
  const begun = { stage: "begun", ...experiment, by, ...known } as const;
  await writeState(ports, root, begun);
  return begun;
}

/** Puts down what is in flight; on the disk before anything follows from it. */
export async function writeState(
  { files }: Pick<Ports, "files">,
  root: string,
  state: InFlight,
): Promise<void> {
  await files.writeDurably(join(root, STATE_FILE), formatState(state));
}

/** Takes an announcement back: nothing came of it, or all of it is done. */
export async function retract(
  { files }: Pick<Ports, "files">,
  { root }: Pick<Session, "root">,
): Promise<void> {
  await files.remove(join(root, STATE_FILE));
}
