import { assert, assertEquals } from "@std/assert";
import { runLoop } from "../../src/app/loop.ts";
import { chooseProposer } from "../../src/app/proposal/proposers.ts";
import type { RunPorts } from "../../src/app/session/session.ts";
import type { Watcher } from "../../src/core/experiment/event.ts";
import type { Clock } from "../../src/core/ports.ts";
import { makeSession, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { makePorts } from "./mortal_ports.ts";

const SILENT: Watcher = { tell: () => {}, isLive: false };
const NOON = Date.parse("2026-11-25T12:00:00.000Z");

/** Clocks that do what no clock should; seconds go on, as they always do. */
const CLOCKS: [what: string, makeNow: () => () => number][] = [
  ["stands still", () => () => NOON],
  ["goes back a minute each time", () => {
    let minutes = 0;
    return () => NOON - 60_000 * minutes++;
  }],
  ["jumps between two moments", () => {
    let calls = 0;
    return () => NOON + 1000 * (calls++ % 2);
  }],
];

for (const [what, makeNow] of CLOCKS) {
  Deno.test(`runLoop() by a clock that ${what} loses neither row nor candidate nor file`, async () => {
    await using repo = await makeSession();
    const now = makeNow();
    const real = makePorts();
    const clock: Clock = { ...real.clock, now: () => new Date(now()) };

    // Rows, and between them what ends without one: a repetition, a failure
    // that leaves a file, each with a commit of its own.
    await loop({ ...real, clock }, repo, "echo 90 > target.txt", 1);
    await loop({ ...real, clock }, repo, "echo 95 > target.txt", 1);
    const repeating = "n=$(cat .git/n 2>/dev/null || echo 0); " +
      "echo $((n + 1)) > .git/n; echo $n > left-$n; " +
      "git commit -q --allow-empty -m again-$n; echo 95 > target.txt";
    await loop({ ...real, clock }, repo, repeating, 1);
    await loop({ ...real, clock }, repo, "echo 80 > target.txt", 1);

    assertEquals(await repo.verdicts(), [
      "keep 100",
      "keep 90",
      "discard 95",
      "keep 80",
    ]);
    const unfinished = await repo.git(
      "for-each-ref",
      "--format=%(refname)",
      "refs/autoresearch/t1/unfinished-*",
    );
    assertEquals(unfinished.trim().split("\n").length, 5);
    const left = await repo.sh("find .autoresearch/unfinished -name 'left-*'");
    assertEquals(left.trim().split("\n").length, 5);
    const moments = (await repo.rows()).slice(1).map(({ at }) => at ?? "");
    assert(
      moments.every((at) => /^2026-11-25T\d\d:\d\d:0[01]\.000Z$/.test(at)),
    );
    await assertSound(repo);
  });
}

async function loop(
  ports: RunPorts,
  { path: root }: Repo,
  agent: string,
  maxExperiments: number,
): Promise<void> {
  const proposerFor = (session: Parameters<typeof chooseProposer>[1]) =>
    chooseProposer(ports, session, { agent, seed: undefined });
  await runLoop(ports, { root, maxExperiments, proposerFor }, SILENT);
}
