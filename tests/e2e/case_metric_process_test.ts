import { assert, assertEquals, assertMatch } from "@std/assert";
import { makeSession, PRINT_TARGET, type Repo } from "../harness.ts";
import { assertSoon } from "../waiting.ts";

/** Ways of leaving somebody behind who holds what the evaluator printed to. */
const LEFT_BEHIND: [what: string, leave: string][] = [
  ["a child in the background", "sleep 300 & echo $! >pid"],
  ["a child that has a session of its own", "setsid sleep 300 & echo $! >pid"],
  [
    "a child that left the group and ignores TERM",
    `setsid sh -c 'trap "" TERM; echo $$ >pid; sleep 300' & ` +
    "until [ -s pid ]; do :; done",
  ],
];
for (const [what, leave] of LEFT_BEHIND) {
  Deno.test(`run does not wait for ${what}, and ends it`, async () => {
    await using repo = await makeSession({
      evaluate: `grep -q 90 target.txt && { ${leave}; }; ${PRINT_TARGET}`,
    });

    const { code, stderr } = await repo.try(90);

    // Whoever waited would have run into the limit.
    assertEquals(code, 0);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    // It may still be the shell that is about to become what it sleeps with.
    assertMatch(stderr, /Ended a process that was left behind: \d+ \S/);
    assertEquals(await isAlive(repo, "pid"), false);
  });
}

/** Each with its budget in minutes; the limit is 2.5 times that. */
const HANGING: [what: string, budget: string, hang: string, seconds: number][] =
  [
    [
      "a grandchild that its parent waits for",
      "0.05",
      "sh -c 'sleep 300 & echo $! >pid; wait'",
      7.5,
    ],
    [
      "a process that ignores TERM",
      "0.01",
      `trap "" TERM; echo $$ >pid; while :; do sleep 0.1; done`,
      1.5 + 5,
    ],
    [
      "a command whose metric was there long before",
      "0.01",
      `${PRINT_TARGET}; echo $$ >pid; exec sleep 300`,
      1.5,
    ],
  ];
Deno.test("run ends at its limit whatever hangs, and calls it a crash", async () => {
  // Side by side, for all of them only wait.
  await Promise.all(HANGING.map(async ([what, budget, hang, seconds]) => {
    await using repo = await makeSession({
      evaluate: `grep -q 90 target.txt && { ${hang}; }; ${PRINT_TARGET}`,
      flags: ["--budget", `${budget}`],
    });
    const started = performance.now();

    const { code } = await repo.try(90);

    const took = (performance.now() - started) / 1000;
    assertEquals(code, 3, what);
    assert(took >= seconds, `${what}: ${took} s`);
    assertSoon(started);
    assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
    const [, row] = await repo.rows();
    assertMatch(row?.reason ?? "", /^time limit: /);
    assertEquals(await isAlive(repo, "pid"), false, what);
    assertEquals(await repo.read("target.txt"), "100\n");
  }));
});

async function isAlive(repo: Repo, file: string): Promise<boolean> {
  const pid = (await repo.read(file)).trim();
  assertMatch(pid, /^\d+$/);
  // A zombie that nobody has reaped yet is as dead as any.
  const answer = await repo.exec("ps", ["-o", "state=", "-p", pid]);
  const state = answer.stdout.trim();
  return state !== "" && state !== "Z";
}
