import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, PRINT_TARGET, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { endOf, untilThere } from "../waiting.ts";

/** Waits in the first evaluation that is not the baseline's. */
const WAITING = "[ $(cat target.txt) = 100 ] || [ -e .git/go ] || " +
  "{ touch .git/at; until [ -e .git/go ]; do sleep 0.02; done; }\n" +
  PRINT_TARGET;

const AGENT = "echo $(($(cat target.txt) - 10)) > target.txt";

/** Runs two experiments; a script of the user's runs while one is measured. */
async function runBeside(repo: Repo, script: string) {
  const flags = ["--agent", AGENT, "--max-experiments", "2"];
  const loop = repo.start("run", "--loop", ...flags);
  await untilThere(repo, ".git/at");
  await repo.sh(`${script}\ntouch .git/go`);
  return await endOf(loop);
}

interface Meddling {
  readonly what: string;
  readonly script: string;
  readonly verdicts: readonly string[];
  readonly reason: RegExp;
  /** A file of a commit of the user's, in any ref, and what it says. */
  readonly held?: string;
}

const MEDDLINGS: readonly Meddling[] = [
  {
    what: "switches to a branch",
    script: "git stash -q; git switch -q main",
    verdicts: ["keep 100", "crash N/A", "keep 90"],
    reason: /changed while it was measured|somebody moved HEAD/,
  },
  {
    what: "switches by force",
    script: "git switch -qf main",
    verdicts: ["keep 100", "crash N/A", "keep 90"],
    reason: /changed while it was measured|somebody moved HEAD/,
  },
  {
    what: "detaches HEAD",
    script: "git switch -q --detach",
    verdicts: ["keep 100", "keep 90", "keep 80"],
    reason: /better by 10/,
  },
  {
    what: "begins a branch of his own and commits there",
    script: "git switch -qc mine; echo x > mine.txt; git add mine.txt; " +
      "git commit -qm mine -- mine.txt",
    verdicts: ["keep 100", "crash N/A", "keep 90"],
    reason: /somebody moved HEAD while it was measured/,
    held: "mine.txt",
  },
  {
    what: "commits on the session's branch",
    script: "echo x > mine.txt; git add mine.txt; " +
      "git commit -qm mine -- mine.txt",
    verdicts: ["keep 100", "crash N/A", "keep 90"],
    reason: /somebody moved HEAD while it was measured/,
    held: "mine.txt",
  },
  {
    what: "commits the candidate himself",
    script: "git commit -qam mine",
    verdicts: ["keep 100", "crash N/A", "keep 90"],
    reason: /somebody moved HEAD while it was measured/,
    held: "target.txt",
  },
  {
    what: "puts the files back",
    script: "git reset -q --hard",
    verdicts: ["keep 100", "crash N/A", "keep 90"],
    reason: /target\.txt changed while it was measured/,
  },
];

for (const { what, script, verdicts, reason, held } of MEDDLINGS) {
  Deno.test(`run --loop stays sound where the user ${what} while it measures`, async () => {
    await using repo = await makeSession({ evaluate: WAITING });
    const main = await repo.git("rev-parse", "main");

    const { code } = await runBeside(repo, script);

    assertEquals([code, await repo.verdicts()], [0, verdicts]);
    assertMatch((await repo.rows())[1]?.["reason"] ?? "", reason);
    assertEquals(await repo.git("rev-parse", "main"), main);
    if (held !== undefined) {
      const holding = await repo.git(
        "log",
        "--all",
        "--format=%s",
        "--grep=^mine$",
        "--",
        held,
      );
      assertEquals(holding, "mine\n");
    }
    await repo.sh("git stash drop -q 2>/dev/null || true");
    await assertSound(repo);
  });
}

Deno.test("run --loop goes on where the user comes and goes between branches all the time", async () => {
  await using repo = await makeSession();
  const user = repo.sh(`
    until [ -e .git/n ]; do sleep 0.02; done
    until [ -e .git/done ]; do
      git switch -qf main 2>/dev/null
      git switch -qf autoresearch/t1 2>/dev/null
      sleep 0.05
    done
    git switch -qf autoresearch/t1`);

  const { code, stderr } = await repo.loop(
    "n=$(cat .git/n 2>/dev/null || echo 100); n=$((n - 1)); echo $n > .git/n; " +
      "echo $n > target.txt; sleep 0.03",
    8,
  );
  await repo.write(".git/done", "");
  await user;
  const next = await repo.loop("echo 50 > target.txt");

  // What he wipes away before it is looked at is no candidate; five such in a
  // row end the loop.
  if (code !== 0) assertMatch(stderr, /\nStopped: 5 proposals .*\nHint: .*\n$/);
  assertEquals(next.code, 0, next.stderr);
  assertEquals((await repo.verdicts()).at(-1), "keep 50");
  await assertSound(repo);
});
