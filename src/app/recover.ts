import { join } from "@std/path";
import type { Watcher } from "../core/event.ts";
import {
  type Begun,
  type Decided,
  type InFlight,
  parseState,
} from "../core/in_flight.ts";
import {
  experimentFolder,
  judgedFile,
  LEDGER_FILE,
  STATE_FILE,
} from "../core/layout.ts";
import type { Ports } from "../core/ports.ts";
import { inspect } from "../core/scope.ts";
import { collect } from "./candidate.ts";
import { readLedger, repairLedger } from "./ledger_file.ts";
import { openSession, type Session } from "./session.ts";
import { settle, withdraw } from "./settle.ts";

type RecoverPorts = Pick<Ports, "files" | "git" | "machine" | "clock">;

/**
 * Finishes or undoes the experiment that a crash of the tool itself left, and
 * mends the ledger. One line says what was done; nothing is said otherwise.
 */
export async function recover(
  ports: RecoverPorts,
  root: string,
  watcher: Watcher,
): Promise<void> {
  const note = (message: string) => watcher.tell({ event: "note", message });
  const text = await ports.files.read(join(root, STATE_FILE));
  const state = text === undefined ? undefined : parseState(text);
  if (text !== undefined && state === undefined) {
    await ports.files.remove(join(root, STATE_FILE));
    note(`Removed ${STATE_FILE}: it was cut short, and says nothing`);
  }
  const line = state?.stage === "decided" ? state.line : undefined;
  for (const done of await repairLedger(ports, root, line)) note(done);
  if (state !== undefined) note(await finishOrUndo(ports, root, state));
}

async function finishOrUndo(
  ports: RecoverPorts,
  root: string,
  state: InFlight,
): Promise<string> {
  switch (state.stage) {
    case "decided":
      return await finish(ports, root, state);
    case "begun":
      return await undo(ports, root, state);
  }
}

/** The verdict stands: whatever followed from it is done, or done again. */
async function finish(
  ports: RecoverPorts,
  root: string,
  state: Decided,
): Promise<string> {
  const { row, branch, incumbent, candidate, tree, isKept, line } = state;
  const { rows } = await readLedger(ports, root);
  if (rows.length <= row) {
    await ports.files.append(join(root, LEDGER_FILE), line);
  }
  await ports.files.write(join(root, judgedFile(tree)), String(row));

  const session = await openSession(ports, root, branch);
  const { repository } = session;
  const commit = isKept ? candidate : incumbent;
  await repository.standAt(candidate);
  const look = await repository.look();
  const { target, outside } = inspect(look, session.scope);
  await settle(ports, session, {
    commit,
    paths: [
      ...await repository.changedPaths(candidate, commit),
      ...target,
      ...outside.map(({ path }) => path),
    ],
    head: look.head,
    held: candidate,
  });
  await ports.files.remove(join(root, STATE_FILE));
  return `Finished experiment ${row}, which a crash had cut short`;
}

async function undo(
  ports: RecoverPorts,
  root: string,
  { row, branch, by }: Begun,
): Promise<string> {
  const session = await openSession(ports, root, branch);
  const { repository, incumbent } = session;
  await repository.standAt(incumbent.commit);
  const look = await repository.look();
  if (by === "outside") return await stepBack(ports, session, row);

  const candidate = await collect(session, look, "unfinished");
  const { head } = look;
  const ref = await withdraw(ports, session, { row, candidate, head });
  const where = ref === "" ? "" : `; what it had changed is in ${ref}`;
  return `Took back experiment ${row}, which a crash had cut short${where}`;
}

/** What stood there before us stays; only our own traces go. */
async function stepBack(
  ports: RecoverPorts,
  { root }: Session,
  row: number,
): Promise<string> {
  await ports.files.remove(join(root, experimentFolder(row)));
  await ports.files.remove(join(root, STATE_FILE));
  return `Stepped back from experiment ${row}, which a crash had cut short: ` +
    "the candidate stands as it was";
}
