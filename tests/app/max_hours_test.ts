import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { runLoop } from "../../src/app/loop.ts";
import { chooseProposer } from "../../src/app/proposal/proposers.ts";
import type { Clock } from "../../src/core/ports.ts";
import { makeSession, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { makePorts } from "./mortal_ports.ts";

const AGENT = "touch .git/late; echo 90 > target.txt";

/** A clock by which it is two hours later as soon as the agent has worked. */
function clockOf({ path }: Repo, real: Clock): Clock {
  const isLate = () => {
    try {
      return Deno.lstatSync(join(path, ".git/late")).isFile;
    } catch {
      return false;
    }
  };
  return { ...real, seconds: () => real.seconds() + (isLate() ? 7200 : 0) };
}

Deno.test("runLoop() finishes the experiment that its last hour falls into", async () => {
  await using repo = await makeSession();
  const real = makePorts();
  const ports = { ...real, clock: clockOf(repo, real.clock) };

  const { stop } = await runLoop(ports, {
    root: repo.path,
    maxHours: 1,
    proposerFor: (session) =>
      chooseProposer(ports, session, { agent: AGENT, seed: undefined }),
  }, { tell: () => {}, isLive: false });

  assertEquals(stop, { why: "1 hour, as asked", code: 0 });
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  await assertSound(repo);
});
