import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, PRINT_TARGET, type Repo } from "../harness.ts";
import { CAN_MOUNT, WHY_NOT } from "../mount.ts";
import { startInTerminal } from "../pseudo_terminal.ts";
import { alive, assertSound } from "../soundness.ts";
import { addProgram } from "../stand_in.ts";

const UNLESS_BASELINE = "[ $(cat target.txt) = 100 ] && exit";

/** What an agent or an evaluator may leave in the place of a file. */
const NO_FILES: readonly (readonly [
  what: string,
  replace: (path: string) => string,
])[] = [
  ["a folder", (path) => `rm -f ${path}; mkdir ${path}`],
  ["a full folder", (p) => `rm -f ${p}; mkdir ${p}; echo "p50_ms: 1" >${p}/x`],
  ["a link to itself", (p) => `rm -f ${p}; ln -s "$(basename ${p})" ${p}`],
  ["a pipe", (path) => `rm -f ${path}; mkfifo ${path}`],
  ["nothing", (path) => `rm -f ${path}`],
];
for (const [what, replace] of NO_FILES) {
  Deno.test(`run --loop takes an evaluation for a crash that leaves ${what} as its log`, async () => {
    const evaluate = `${PRINT_TARGET}\n${UNLESS_BASELINE}\n` +
      `[ $(cat target.txt) = 80 ] || { ${replace("run.log")}; }`;
    await using repo = await makeSession({ evaluate });
    const agent = "if [ -e .git/2nd ]; then echo 80; else echo 90; fi " +
      ">target.txt; : >.git/2nd";

    const { code } = await repo.loop(agent, 2);

    assertEquals(code, 0);
    assertEquals(await repo.verdicts(), ["keep 100", "crash N/A", "keep 80"]);
    assertEquals((await repo.rows())[1]?.["reason"], "no output");
    assertEquals(await repo.read("run.log"), "p50_ms: 80\n");
    await assertSound(repo);
  });

  Deno.test(`run --loop puts a protected file back in whose place is ${what}`, async () => {
    await using repo = await makeSession({
      files: { "data.txt": "1\n" },
      flags: ["--protected", "data.txt"],
    });

    const { code } = await repo.loop(
      `echo 90 >target.txt; ${replace("data.txt")}`,
    );
    const next = await repo.loop("echo 80 >target.txt");

    assertEquals([code, next.code], [0, 0]);
    assertEquals(
      await repo.verdicts(),
      ["keep 100", "discard N/A", "keep 80"],
    );
    assertMatch(
      (await repo.rows())[1]?.["reason"] ?? "",
      /^rejected: data\.txt/,
    );
    assertEquals(await repo.read("data.txt"), "1\n");
    await assertSound(repo);
  });

  Deno.test(`run --loop ends and judges an agent that makes its log ${what}`, async () => {
    await using repo = await makeSession();
    const seconds = `0.7${Deno.pid}`;
    const log = ".autoresearch/experiments/0001/agent.log";
    const path = await addProgram(
      repo,
      "claude",
      `echo 90 >target.txt; ${replace(log)}; sleep ${seconds}`,
    );

    const { code } = await repo.autoresearchWith(
      path,
      ...["run", "--loop", "--agent", "claude", "--max-experiments", "1"],
    );

    assertEquals(code, 0);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    assertEquals(await alive(repo, seconds), "");
    await assertSound(repo);
  });
}

Deno.test("run --single in a terminal draws on where the log became a folder", async () => {
  const evaluate = `${UNLESS_BASELINE}\nrm run.log; mkdir run.log\n` +
    "while [ ! -e .git/go ]; do sleep 0.05; done";
  await using repo = await makeSession({
    evaluate: `${PRINT_TARGET}\n${evaluate}`,
  });
  await repo.write("target.txt", "90\n");
  await using terminal = startInTerminal(repo, "run", "--single");

  await terminal.see("#1 measuring · ");
  await terminal.see("#1 measuring · ");
  await repo.write(".git/go", "");
  await terminal.see("#1 crash");

  assertEquals(await terminal.end(), 3);
  await assertSound(repo);
});

Deno.test({
  name: `run --loop moves an agent's pipe away to another disk${WHY_NOT}`,
  ignore: !CAN_MOUNT,
  async fn() {
    await using repo = await makeSession({
      files: { ".gitignore": "build/\n" },
    });
    await using _ = await ownDisk(repo);

    const { code } = await repo.loop(
      "mkdir build; mkfifo build/p; echo 1 >build/x; echo 90 >target.txt",
    );

    assertEquals(code, 0);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    const leavings = ".autoresearch/experiments/0001/leavings/build";
    assertEquals(await repo.sh(`ls ${leavings}`), "x\n");
    assertEquals(await repo.exists("build"), false);
  },
});

/** Puts the tool's folder on a disk of its own. */
async function ownDisk(repo: Repo): Promise<AsyncDisposable> {
  await repo.sh(
    "mv .autoresearch .git/own && mkdir .autoresearch && " +
      "mount -t tmpfs -o size=8m autoresearch .autoresearch && " +
      "cp -a .git/own/. .autoresearch",
  );
  return {
    [Symbol.asyncDispose]: () =>
      repo.sh("umount --lazy .autoresearch").then(() => {}),
  };
}

Deno.test("setup takes an evaluate command with a word longer than any file's name", async () => {
  const command = `sh -c 'v=${
    "x".repeat(300)
  }; echo "p50_ms: $(cat target.txt)"'`;
  await using repo = await makeSession({ flags: ["--evaluate-cmd", command] });

  const { code } = await repo.try(90);

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
});

/** What an agent may put in the place of a folder that git tracks. */
const LINKS: readonly (readonly [what: string, to: string])[] = [
  ["itself", "lib"],
  ["a copy of it", ".git/copy"],
  ["a folder without its files", ".git"],
];
for (const [what, to] of LINKS) {
  for (const flags of [[], ["--protected", "lib/**"]]) {
    const kind = flags.length === 0 ? "" : "protected ";
    Deno.test(`run --loop rejects a link to ${what} in the place of a ${kind}folder`, async () => {
      await using repo = await makeSession({
        files: { "lib/a.txt": "1\n", "lib/b/c.txt": "2\n" },
        flags,
      });
      const agent = "echo 90 >target.txt; cp -r lib .git/copy; rm -r lib; " +
        `ln -s ${to} lib`;

      const { code } = await repo.loop(agent);
      const next = await repo.loop("echo 80 >target.txt");

      assertEquals([code, next.code], [0, 0]);
      assertEquals(
        await repo.verdicts(),
        ["keep 100", "discard N/A", "keep 80"],
      );
      assertMatch(
        (await repo.rows())[1]?.["reason"] ?? "",
        /^rejected: lib\/a\.txt changed, which is (protected|not the target) /,
      );
      assertEquals(await repo.sh("cat lib/a.txt lib/b/c.txt"), "1\n2\n");
      await assertSound(repo);
    });
  }
}
