import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, PRINT_TARGET } from "../harness.ts";
import { alive, assertSound } from "../soundness.ts";
import { assertSoon } from "../waiting.ts";

/** Each leaves a sleeper behind whose seconds no other test uses. */
const DAEMONS: [how: string, script: (seconds: string) => string][] = [
  ["in the background", (s) => `sleep ${s} &`],
  ["by nohup", (s) => `nohup sleep ${s} > /dev/null 2>&1 &`],
  ["by setsid", (s) => `setsid sleep ${s} &`],
  ["by setsid and a double fork", (s) => `(setsid sh -c '(sleep ${s} &)' &)`],
  [
    "by setsid, without any environment",
    (s) => `(cd /; env -i setsid sh -c '(sleep ${s} &)' &)`,
  ],
  [
    "that ignores SIGTERM",
    (s) => `setsid sh -c 'trap "" TERM; exec sleep ${s}' &`,
  ],
  [
    "that starts itself anew when ended",
    (s) =>
      `setsid sh -c 'trap "(sleep ${s} &)" TERM; while :; do sleep ${s}; done' &`,
  ],
];
for (const [index, [how, script]] of DAEMONS.entries()) {
  Deno.test(`run --single ends what an evaluator left ${how}`, async () => {
    const seconds = `31${index}.${Deno.pid}`;
    const evaluate = `${PRINT_TARGET}\n${script(seconds)}`;
    await using repo = await makeSession({ evaluate });

    const { stderr } = await repo.try(90);

    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    assertEquals(await alive(repo, seconds), "");
    // It may still be the shell that is about to become what it sleeps with.
    assertMatch(stderr, /Ended a process that was left behind: \d+ \S/);
  });

  Deno.test(`run --loop ends what an agent left ${how}, before it measures`, async () => {
    const seconds = `32${index}.${Deno.pid}`;
    await using repo = await makeSession();

    const { stderr } = await repo.loop(
      `echo 90 > target.txt; ${script(seconds)}`,
    );

    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    assertEquals(await alive(repo, seconds), "");
    assertMatch(stderr, /Ended a process that was left behind: \d+ \S/);
    const record = await repo.read(
      ".autoresearch/experiments/0001/experiment.json",
    );
    assertMatch(JSON.parse(record).leftBehind.join("\n"), /^\d+ \S/);
  });
}

Deno.test("run --loop lets nothing that an agent left change the target later", async () => {
  await using repo = await makeSession({
    evaluate: "[ $(cat target.txt) = 100 ] || " +
      `{ touch .git/at; sleep 0.3; }\n${PRINT_TARGET}`,
  });

  await repo.loop(
    "echo 90 > target.txt; setsid sh -c 'until [ -e .git/at ]; do :; done; " +
      "echo 1 > target.txt' &",
  );

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.read("target.txt"), "90\n");
  await assertSound(repo);
});

Deno.test("run --single ends an evaluation at 2.5 times its budget, with all of its group", async () => {
  const seconds = `331.${Deno.pid}`;
  const evaluate = `${PRINT_TARGET}\n` +
    `[ $(cat target.txt) = 100 ] || { sh -c 'sleep ${seconds}' & wait; }`;
  await using repo = await makeSession({
    evaluate,
    flags: ["--budget", "0.004"],
  });
  const started = performance.now();

  const { code } = await repo.try(90);

  assertEquals(code, 3);
  assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
  assertEquals(
    (await repo.rows())[1]?.["reason"],
    "time limit: not done after 0.6 s",
  );
  assertSoon(started);
  assertEquals(await alive(repo, seconds), "");
  await assertSound(repo);
});

Deno.test("run --single waits for nobody who holds the evaluator's output open", async () => {
  const seconds = `341.${Deno.pid}`;
  const evaluate = `(sleep ${seconds} &); ${PRINT_TARGET}`;
  await using repo = await makeSession({ evaluate });

  await repo.try(90);

  // Whoever waited would have run into the limit.
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await alive(repo, seconds), "");
});
