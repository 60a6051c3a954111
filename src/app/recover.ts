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
  unfinishedRef,
} from "../core/layout.ts";
import type { Ledger } from "../core/ledger.ts";
import type { Look, Ports } from "../core/ports.ts";
import { collect, findDifference } from "./candidate.ts";
import { readLedger, repairLedger } from "./ledger_file.ts";
import { openSession, refuseTracked, type Session } from "./session.ts";
import { settle, withdraw } from "./settle.ts";
import { restoreSubmodules } from "./submodule.ts";

type RecoverPorts = Pick<
  Ports,
  "files" | "git" | "machine" | "clock" | "processes"
>;

/**
 * Finishes or undoes the experiment that a crash of the tool itself left, and
 * mends the ledger. One line says what was done; nothing is said otherwise.
 *
 * @returns the ledger as it is now
 */
export async function recover(
  ports: RecoverPorts,
  root: string,
  watcher: Watcher,
): Promise<Ledger> {
  const note = (message: string) => watcher.tell({ event: "note", message });
  const text = await ports.files.read(join(root, STATE_FILE));
  const state = text === undefined ? undefined : parseState(text);
  if (text !== undefined && state === undefined) {
    await ports.files.remove(join(root, STATE_FILE));
    note(`Removed ${STATE_FILE}: it was cut short, and says nothing`);
  }
  if (text !== undefined) {
    for (const process of await ports.processes.endStrays(root)) {
      note(`Ended a process that a crash had left behind: ${process}`);
    }
  }
  const line = state?.stage === "decided" ? state.line : undefined;
  const { ledger, notes } = await repairLedger(
    ports,
    root,
    async () => refuseTracked(await ports.git.open(root)),
    line,
  );
  for (const done of notes) note(done);
  if (state === undefined) return ledger;
  note(await finishOrUndo(ports, root, state));
  return await readLedger(ports, root);
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
  const { row, branch, candidate, tree, isToldByTree, line } = state;
  const { rows } = await readLedger(ports, root);
  if (rows.length <= row) {
    await ports.files.append(join(root, LEDGER_FILE), line);
  }
  if (isToldByTree) {
    await ports.files.write(join(root, judgedFile(tree)), String(row));
  }

  const session = await openSession(ports, root, { branch });
  const { repository, incumbent: { commit }, tag } = session;
  await repository.standAt(commit);
  const look = await repository.look();
  const difference = await findDifference(session, look);
  if (difference !== undefined) {
    if (difference.tree !== tree) {
      // Somebody has gone on working since.
      const message = "changed after a crash";
      const options = { parent: candidate, message };
      const work = await repository.commitTree(difference.tree, options);
      await repository.setRef(unfinishedRef(tag, ports.clock.now()), work);
    }
    const keepIn = join(root, experimentFolder(row), "rejected");
    await restoreSubmodules(ports, session, difference.findings, keepIn);
  }
  await settle(ports, session, {
    commit,
    paths: difference?.paths ?? [],
    head: look.head,
    held: candidate,
  });
  await ports.files.remove(join(root, STATE_FILE));
  return `Finished experiment ${row}, which a crash had cut short`;
}

async function undo(
  ports: RecoverPorts,
  root: string,
  { row, branch, by, aside }: Begun,
): Promise<string> {
  const session = await openSession(ports, root, { branch });
  const { repository, incumbent } = session;
  await repository.standAt(incumbent.commit);
  const look = await repository.look();
  if (by === "outside") {
    if (aside !== undefined) await takeUp(session, look, aside);
    // What else is dirty may be the user's by now: the start will name it.
    const outputs = look.changes.filter(({ path, inWorkingTree }) =>
      inWorkingTree && session.outputs.has(path)
    ).map(({ path }) => path);
    await repository.restore(outputs, incumbent.commit);
    return await stepBack(ports, session, row);
  }

  const candidate = await collect(session, look, "unfinished");
  const { head } = look;
  const ref = await withdraw(ports, session, { row, candidate, head });
  const where = ref === "" ? "" : `; what it had changed is in ${ref}`;
  return `Took back experiment ${row}, which a crash had cut short${where}`;
}

/** Gives back what was put aside, but for what somebody has touched since. */
async function takeUp(
  { repository, incumbent: { commit } }: Session,
  look: Look,
  aside: string,
): Promise<void> {
  if (await repository.resolve(aside) === undefined) return;
  const touched = new Set([
    ...look.changes.filter(({ inWorkingTree }) => inWorkingTree)
      .map(({ path }) => path),
    ...look.untracked,
  ]);
  const paths = await repository.changedPaths(commit, aside);
  const untouched = paths.filter((path) => !touched.has(path));
  await repository.restore(untouched, aside);
  await repository.standAt(commit);
  if (untouched.length === paths.length) await repository.deleteRef(aside);
}

/** What stood there before us stays; only our own traces go. */
async function stepBack(
  ports: RecoverPorts,
  { root, rows }: Session,
  row: number,
): Promise<string> {
  // Of a baseline the row may stand already.
  if (rows.length <= row) {
    await ports.files.remove(join(root, experimentFolder(row)));
  }
  await ports.files.remove(join(root, STATE_FILE));
  return `Stepped back from experiment ${row}, which a crash had cut short: ` +
    "the candidate stands as it was";
}
