import { join } from "@std/path";
import { type Begun, formatState } from "../core/in_flight.ts";
import { STATE_FILE } from "../core/layout.ts";
import type { Ports } from "../core/ports.ts";
import type { Session } from "./session.ts";

/** Announces an experiment, before anything is changed for it. */
export async function announce(
  { files }: Pick<Ports, "files">,
  { root, rows, branch, incumbent }: Session,
  by: Begun["by"],
  aside?: string,
): Promise<void> {
  const state = {
    stage: "begun",
    row: rows.length,
    branch,
    incumbent: incumbent.commit,
    by,
    ...(aside === undefined ? {} : { aside }),
  } as const;
  await files.write(join(root, STATE_FILE), formatState(state));
}

/** Takes an announcement back: nothing came of it. */
export async function retract(
  { files }: Pick<Ports, "files">,
  { root }: Pick<Session, "root">,
): Promise<void> {
  await files.remove(join(root, STATE_FILE));
}
