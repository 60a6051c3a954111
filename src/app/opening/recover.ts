import { join } from "@std/path";
import type { Watcher } from "../../core/experiment/event.ts";
import {
  type Begun,
  type Decided,
  type InFlight,
  type Measured,
  parseState,
} from "../../core/experiment/in_flight.ts";
import { experimentFolder, STATE_FILE } from "../../core/layout.ts";
import type { Ledger } from "../../core/ledger/ledger.ts";
import type { Ports } from "../../core/ports.ts";
import { toNameList } from "../../core/text/name_list.ts";
import { giveBack } from "../candidate/aside.ts";
import { retract } from "../candidate/begin.ts";
import { collect, findDifference } from "../candidate/candidate.ts";
import { carryOut, carryOutBaseline } from "../candidate/carry_out.ts";
import { withdraw } from "../candidate/settle.ts";
import { holdUnfinished, moveToUnfinished } from "../candidate/unfinished.ts";
import { mendSession } from "../guard/seal_session.ts";
import { mendStash } from "../guard/stash.ts";
import { readLedger, repairLedger } from "../session/ledger_file.ts";
import { guardLedger } from "../session/ledger_guard.ts";
import { openSession } from "../session/session.ts";
import { refuseTracked } from "../session/tracked_ledger.ts";

type RecoverPorts = Pick<Ports, "files" | "git" | "machine" | "clock">;

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
  const line = state?.stage === "begun" ? undefined : state?.line;
  const { ledger, notes } = await repairLedger(
    ports,
    root,
    async () => refuseTracked(await ports.git.open(root)),
    line,
  );
  for (const done of notes) note(done);
  if (state === undefined) return ledger;
  if (state.stage !== "begun") {
    await completeRow(ports, root, ledger, state, watcher);
  }
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
    case "measured":
      return await finishBaseline(ports, root, state);
    case "begun":
      return state.by === "proposer"
        ? await undo(ports, root, state)
        : await stepBack(ports, root, state);
  }
}

/** The verdict stands: whatever follows from it is done, or done again. */
async function finish(
  ports: RecoverPorts,
  root: string,
  state: Decided,
): Promise<string> {
  const { row, branch, candidate, tree } = state;
  const session = await openSession(ports, root, { branch });
  const { repository, incumbent: { commit }, tag } = session;
  await repository.standAt(commit);
  const look = await repository.look();
  const difference = await findDifference(session, look);
  if (difference !== undefined && difference.tree !== tree) {
    // Somebody has gone on working since.
    const options = { parent: candidate, message: "changed after a crash" };
    const work = await repository.commitTree(difference.tree, options);
    await holdUnfinished(ports, repository, tag, work);
  }
  await carryOut(ports, session, state, {
    commit,
    paths: difference?.paths ?? [],
    findings: difference?.findings ?? { outside: [] },
    head: look.head,
  });
  return `Finished experiment ${row}, which a crash had cut short`;
}

async function finishBaseline(
  ports: RecoverPorts,
  root: string,
  state: Measured,
): Promise<string> {
  const session = await openSession(ports, root, { branch: state.branch });
  await carryOutBaseline(ports, session, state);
  return `Finished the baseline, which a crash had cut short`;
}

/** By its commit: rows may have been moved, but none has another's twice. */
async function completeRow(
  ports: RecoverPorts,
  root: string,
  { rows, text }: Ledger,
  { row, line }: Decided | Measured,
  watcher: Watcher,
): Promise<void> {
  const [commit = ""] = line.split("\t");
  const isThere = rows.some((other) =>
    other.row >= row && other.commit === commit
  );
  if (isThere) return;
  // Somebody may have written to it since it was repaired.
  const guard = guardLedger(ports, root, text);
  await guard.append(line);
  await guard.mend(watcher);
}

/** Takes back what a proposer of ours had begun to change. */
async function undo(
  ports: RecoverPorts,
  root: string,
  { row, branch, stash, aside }: Begun,
): Promise<string> {
  const keepIn = join(root, experimentFolder(row), "rejected");
  const mended = await mendSession(ports, root, keepIn);
  const session = await openSession(ports, root, { branch });
  const { repository, incumbent } = session;
  if (stash !== undefined) await mendStash(ports, session, stash);
  // The incumbent may have stood in its place, to be measured.
  if (aside !== undefined) await giveBack(ports, session, aside);
  await repository.standAt(incumbent.commit);
  const look = await repository.look();
  const candidate = await collect(session, look, { idea: "unfinished" });
  const { head } = look;
  const ref = await withdraw(ports, session, { row, candidate, head });
  const where = ref === "" ? "" : `; what it had changed is in ${ref}`;
  const also = mended.length === 0 ? "" : `; put back ${toNameList(mended)}`;
  return `Took back experiment ${row}, which a crash had cut short` +
    `${where}${also}`;
}

/** What stood there before us stays; only our own traces go. */
async function stepBack(
  ports: RecoverPorts,
  root: string,
  { row, branch, aside }: Begun,
): Promise<string> {
  const session = await openSession(ports, root, { branch });
  const { repository, incumbent } = session;
  await repository.standAt(incumbent.commit);
  const { changes } = await repository.look();
  // What else is dirty may be the user's by now: the start will name it.
  const outputs = changes.filter(({ path, inWorkingTree }) =>
    inWorkingTree && session.outputs.has(path)
  ).map(({ path }) => path);
  await repository.restore(outputs, incumbent.commit);
  if (aside !== undefined) await giveBack(ports, session, aside);
  const folder = experimentFolder(row);
  if (await ports.files.facts(join(root, folder)) !== undefined) {
    await moveToUnfinished(ports, root, folder);
  }
  await retract(ports, session);
  return `Stepped back from experiment ${row}, which a crash had cut short: ` +
    "the candidate stands as it was";
}
