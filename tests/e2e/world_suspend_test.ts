import { assertEquals } from "@std/assert";
import { makeSession, PRINT_TARGET, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { endOf, until, untilThere } from "../waiting.ts";

/** With 0.01 minutes an evaluation may take 1.5 s. */
async function makeHasty(evaluate: string): Promise<Repo> {
  return await makeSession({
    evaluate: `${evaluate}\n${PRINT_TARGET}`,
    flags: ["--budget", "0.01"],
  });
}

Deno.test("run that was stopped for longer than its time limit takes no evaluation for a crash", async () => {
  await using repo = await makeHasty(
    "[ $(cat target.txt) = 100 ] || { echo $$ > x; mv x at; sleep 0.5; }",
  );
  await repo.write("target.txt", "90\n");

  const run = repo.start("run", "--single");
  await untilThere(repo, "at");
  run.kill("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 4_500));
  run.kill("SIGCONT");
  const { code } = await endOf(run);

  assertEquals([code, await repo.verdicts()], [0, ["keep 100", "keep 90"]]);
  await assertSound(repo);
});

Deno.test("run ends an evaluator that was stopped when its time is used up, at once", async () => {
  await using repo = await makeHasty(
    "[ $(cat target.txt) = 100 ] || " +
      "{ trap 'touch .git/told; exit 1' TERM; kill -s STOP $$; }",
  );

  const { code } = await repo.try(90);

  assertEquals([code, await repo.verdicts()], [3, ["keep 100", "crash N/A"]]);
  // It gets to see its SIGTERM: nobody waits for the SIGKILL after 5 s.
  assertEquals(await repo.exists(".git/told"), true);
  await assertSound(repo);
});

Deno.test("run goes on with an evaluator that was stopped and goes on", async () => {
  await using repo = await makeSession({
    evaluate: "[ $(cat target.txt) = 100 ] || " +
      `{ echo $$ > x; mv x at; sleep 0.1; }\n${PRINT_TARGET}`,
  });
  await repo.write("target.txt", "90\n");

  const run = repo.start("run", "--single");
  await untilThere(repo, "at");
  const pid = (await repo.read("at")).trim();
  await repo.sh(`kill -s STOP ${pid}`);
  await until(
    "the stop",
    async () => / T /.test(await repo.sh(`cat /proc/${pid}/stat`)),
  );
  await repo.sh(`kill -s CONT ${pid}`);
  const { code } = await endOf(run);

  assertEquals([code, await repo.verdicts()], [0, ["keep 100", "keep 90"]]);
});
