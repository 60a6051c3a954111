import { assertEquals } from "@std/assert";
import { runLoop } from "../../src/app/loop.ts";
import { chooseProposer } from "../../src/app/proposal/proposers.ts";
import { makeSession, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { makePorts } from "./mortal_ports.ts";
import { skippingClock } from "./skipping_clock.ts";

/** An evaluator that fails on its first runs with a candidate. */
function failing(times: number, how: string): string {
  return 'if [ "$(cat target.txt)" = 90 ]; then echo x >>.git/runs; ' +
    `[ $(wc -l <.git/runs) -gt ${times} ] || { ${how}; }; fi; ` +
    'echo "p50_ms: $(cat target.txt)"';
}

async function judge(repo: Repo): Promise<readonly string[]> {
  const real = makePorts();
  const ports = { ...real, clock: skippingClock(real.clock) };
  const notes: string[] = [];
  await runLoop(ports, {
    root: repo.path,
    maxExperiments: 1,
    proposerFor: (session) =>
      chooseProposer(ports, session, {
        agent: "echo y >>.git/calls; echo 90 >target.txt",
        seed: undefined,
      }),
  }, {
    isLive: false,
    tell(event) {
      if (event.event === "note") notes.push(event.message);
    },
  });
  return notes.filter((note) => note.startsWith("Once more"));
}

const DISK = 'echo "No space left on device" >&2; exit 1';

const MISHAPS: readonly (readonly [what: string, how: string, why: string])[] =
  [
    ["a full disk", DISK, "exited with code 1"],
    ["a kill", "kill -9 $$", "exited with code 137"],
    [
      "a lost network",
      'echo "Network is unreachable"; exit 1',
      "exited with code 1",
    ],
  ];
for (const [what, how, why] of MISHAPS) {
  Deno.test(`runLoop() measures again after ${what}, and blames nobody`, async () => {
    await using repo = await makeSession({ evaluate: failing(2, how) });

    const notes = await judge(repo);

    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    assertEquals(notes.length, 2);
    assertEquals(notes.every((note) => note.endsWith(`: ${why}`)), true);
    await assertSound(repo);
  });
}

Deno.test("runLoop() gives up on a mishap after three runs, and calls it by its name", async () => {
  await using repo = await makeSession({ evaluate: failing(99, DISK) });
  await repo.sh("echo repair: 1 >>.autoresearch.cfg");

  await judge(repo);

  const [, row] = await repo.rows();
  assertEquals([row?.["status"], row?.["reason"], row?.["runs"]], [
    "crash",
    "exited with code 1 (3 times: the disk is full)",
    "3",
  ]);
  // It goes back to nobody, since nobody could repair it.
  assertEquals(await repo.read(".git/calls"), "y\n");
  await assertSound(repo);
});

Deno.test("runLoop() runs a check again as well", async () => {
  await using repo = await makeSession();
  await repo.sh(
    "echo 'checks_cmd: echo x >>.git/runs; [ $(wc -l <.git/runs) -gt 1 ] || " +
      "kill -9 $$' >>.autoresearch.cfg",
  );

  await judge(repo);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.read(".git/runs"), "x\nx\n");
});
