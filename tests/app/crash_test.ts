import { assert, assertEquals } from "@std/assert";
import { runLoop } from "../../src/app/loop.ts";
import { chooseProposer } from "../../src/app/proposal/proposers.ts";
import type { RunPorts } from "../../src/app/session/session.ts";
import { runSingle } from "../../src/app/single.ts";
import type { Watcher } from "../../src/core/experiment/event.ts";
import { makeSession, Repo } from "../harness.ts";
import { standing } from "../soundness.ts";
import { isCrash, makePorts, mortal } from "./mortal_ports.ts";

const SILENT: Watcher = { tell: () => {}, isLive: false };

/** What an agent does to the target, and what each whole run comes to. */
const AGENTS: [what: string, agent: string, verdict: string][] = [
  ["a keep", "echo 90 > target.txt; git commit -qam faster", "keep 90"],
  ["a discard", "echo 120 > target.txt", "discard 120"],
  [
    "a rejection",
    "echo 90 > target.txt; echo 1 > eval.sh; touch new; git add new; " +
    "git commit -qm new",
    "discard N/A",
  ],
  [
    "a repair",
    "if [ -e .git/crashed ]; then echo 90 > target.txt; else " +
    "touch .git/crashed; echo oops > target.txt; fi",
    "keep 90",
  ],
];

/** A crash before each effect; half of an append may have been written. */
for (const [what, agent, verdict] of AGENTS) {
  Deno.test(`runLoop() that crashes at any instant of ${what} loses no row, doubles none and comes back`, async () => {
    await using original = await makeSession();
    await original.sh("echo repair: 1 >> .autoresearch.cfg");
    let isDone = false;
    for (let effect = 0; !isDone; effect++) {
      await using repo = await copyOf(original);
      isDone = await runUntil(effect, repo.path, agent);

      // As the user would: whatever was left is finished, undone or judged.
      await runSingle(makePorts(), { root: repo.path }, SILENT);

      await assertRecovered(repo, verdict, `before effect ${effect}`);
      assert(effect < 200);
    }
  });
}

async function copyOf({ path }: Repo): Promise<Repo> {
  const folder = await Deno.makeTempDir({ prefix: "autoresearch " });
  const copy = new Repo(folder);
  await copy.exec("cp", ["-a", `${path}/.`, folder]);
  return copy;
}

/** @returns whether the run came to its end before that effect */
async function runUntil(
  effect: number,
  root: string,
  agent: string,
): Promise<boolean> {
  const ports: RunPorts = mortal(makePorts(), effect);
  const proposerFor = (session: Parameters<typeof chooseProposer>[1]) =>
    chooseProposer(ports, session, { agent, seed: undefined });
  try {
    const request = { root, maxExperiments: 1, proposerFor };
    await runLoop(ports, request, SILENT);
    return true;
  } catch (error) {
    if (isCrash(error)) return false;
    throw error;
  }
}

async function assertRecovered(
  repo: Repo,
  verdict: string,
  when: string,
): Promise<void> {
  const rows = await repo.rows();
  const verdicts = await repo.verdicts();
  const expected = verdicts.length === 1 ? ["keep 100"] : ["keep 100", verdict];
  assertEquals(verdicts, expected, when);

  const kept = rows.findLast(({ status }) => status === "keep");
  const { lost: _, ...found } = await standing(repo);
  assertEquals(found, {
    branch: "autoresearch/t1",
    head: kept?.["commit"] ?? "",
    dirty: "",
    isInFlight: false,
  }, when);
  for (const { commit = "" } of rows) {
    const refs = await repo.git("for-each-ref", "--contains", commit);
    assert(refs !== "", `${when}: ${commit} is out of reach`);
  }
}
