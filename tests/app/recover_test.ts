import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { runLoop } from "../../src/app/loop.ts";
import { recover } from "../../src/app/opening/recover.ts";
import { chooseProposer } from "../../src/app/proposal/proposers.ts";
import type { RunPorts } from "../../src/app/session/session.ts";
import { runSingle } from "../../src/app/single.ts";
import type { Watcher } from "../../src/core/experiment/event.ts";
import {
  type InFlight,
  parseState,
} from "../../src/core/experiment/in_flight.ts";
import { makeSession, type Repo } from "../harness.ts";
import { isCrash, makePorts, mortal } from "./mortal_ports.ts";

const SILENT: Watcher = { tell: () => {}, isLive: false };

interface Crash {
  /** What is announced when it comes. */
  readonly stage: "begun" | "decided" | "measured";
  /** Whether a proposer of ours is at work; it lowers the target to 90. */
  readonly hasAgent: boolean;
  readonly flags?: readonly string[];
  /** The one line that says what was done. */
  readonly says: string;
}

const CRASHES: readonly Crash[] = [
  {
    stage: "begun",
    hasAgent: true,
    says: "Took back experiment 1, which a crash had cut short",
  },
  {
    stage: "begun",
    hasAgent: false,
    says: "Stepped back from experiment 1, which a crash had cut short: the " +
      "candidate stands as it was",
  },
  {
    stage: "decided",
    hasAgent: true,
    says: "Finished experiment 1, which a crash had cut short",
  },
  {
    stage: "measured",
    hasAgent: false,
    flags: ["--skip-baseline"],
    says: "Finished the baseline, which a crash had cut short",
  },
];
for (const crash of CRASHES) {
  const { stage, says } = crash;
  Deno.test(`recover() after a crash at "${stage}" says one line: ${says}`, async () => {
    await using repo = await makeCrashed(crash);

    const notes = await recoverIn(repo, makePorts());

    assertEquals(notes, [says]);
    assertEquals(await recoverIn(repo, makePorts()), []);
  });
}

Deno.test("recover() keeps its row whole where somebody writes to the ledger meanwhile", async () => {
  await using repo = await makeCrashed({
    stage: "decided",
    hasAgent: true,
    says: "",
  });
  const ledger = join(repo.path, "results.tsv");
  const ports = makePorts();
  const { read } = ports.files;
  let isWritten = false;

  const notes = await recoverIn(repo, {
    ...ports,
    files: {
      ...ports.files,
      async read(path) {
        const text = await read(path);
        if (path === ledger && !isWritten) {
          isWritten = true;
          await Deno.writeTextFile(path, "half of a li", { append: true });
        }
        return text;
      },
    },
  });

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(
    await repo.read("results.tsv.rejected"),
    "line 3: half of a li\n",
  );
  assertEquals(notes, [
    "Moved 1 line that somebody wrote into results.tsv to results.tsv.rejected",
    "Finished experiment 1, which a crash had cut short",
  ]);
});

/** A repository in which the tool died as soon as this was announced. */
async function makeCrashed(
  { stage, hasAgent, flags = [] }: Crash,
): Promise<Repo> {
  const made = await makeSession({ flags });
  if (!hasAgent && flags.length === 0) await made.write("target.txt", "90\n");
  const by = hasAgent ? "proposer" : "outside";
  const ports = dyingAfter((state) =>
    state.stage === stage && (state.stage !== "begun" || state.by === by)
  );
  try {
    await run(ports, made.path, hasAgent);
  } catch (error) {
    if (!isCrash(error)) throw error;
    return made;
  }
  throw new Error(`It never came to "${stage}"`);
}

/** Ports that die as soon as a certain state is on the disk. */
function dyingAfter(isMeant: (state: InFlight) => boolean): RunPorts {
  let isDead = false;
  const ports = mortal(makePorts(), () => isDead);
  const { files } = ports;
  return {
    ...ports,
    files: {
      ...files,
      async writeDurably(path, text) {
        await files.writeDurably(path, text);
        const state = parseState(text);
        isDead ||= state !== undefined && isMeant(state);
      },
    },
  };
}

async function run(
  ports: RunPorts,
  root: string,
  hasAgent: boolean,
): Promise<void> {
  if (!hasAgent) return void await runSingle(ports, { root }, SILENT);
  await runLoop(ports, {
    root,
    maxExperiments: 1,
    proposerFor: (session) =>
      chooseProposer(ports, session, {
        agent: "echo 90 > target.txt",
        seed: undefined,
      }),
  }, SILENT);
}

async function recoverIn(
  { path }: Repo,
  ports: RunPorts,
): Promise<readonly string[]> {
  const notes: string[] = [];
  await recover(ports, path, {
    tell: (event) => {
      if (event.event === "note") notes.push(event.message);
    },
    isLive: false,
  });
  return notes;
}
