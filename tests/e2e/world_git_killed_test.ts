import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { makeSession, type Repo } from "../harness.ts";
import { assertSound, standing } from "../soundness.ts";

interface Death {
  /** Shell arithmetic that is true of the number of the call. */
  readonly when: string;
  readonly signal: "INT" | "KILL";
  /** Whether it did its work before. */
  readonly isDone: boolean;
}

/** A git that ends by a signal at some of its calls. */
async function runWithMortalGit(repo: Repo, { when, signal, isDone }: Death) {
  const path = Deno.env.get("PATH") ?? "";
  const real = (await repo.sh("command -v git")).trim();
  const folder = join(repo.path, ".git", "bin");
  await repo.write(".git/calls", "0\n");
  await repo.write(
    ".git/bin/git",
    `#!/bin/sh
calls=$(($(cat '${repo.path}/.git/calls') + 1))
echo $calls > '${repo.path}/.git/calls'
[ $((${when})) = 1 ] || exec ${real} "$@"
${isDone ? `${real} "$@" >/dev/null` : ":"}
kill -s ${signal} $$
`,
  );
  await repo.sh("chmod +x .git/bin/git");
  const variables = { PATH: `${folder}:${path}` };
  const flags = ["--loop", "--max-experiments", "1", "--agent"];
  const agent = "echo $(($(cat target.txt) - 10)) > target.txt";
  const run = ["run", ...flags, agent];
  const first = await repo.autoresearchWith(variables, ...run);
  const calls = Number(await repo.read(".git/calls"));
  return { first, calls };
}

for (const isDone of [false, true]) {
  const when = isDone ? "after its work is done" : "before it does anything";
  Deno.test(`run stops in two lines where git is killed ${when}, and the next start goes on`, async () => {
    // Every call of a run is tried, each with a run to go on with.
    let call = 1;
    for (let isReached = true; isReached; call += 3) {
      await using repo = await makeSession();
      const death = {
        when: `calls == ${call}`,
        signal: "KILL",
        isDone,
      } as const;
      const { first, calls } = await runWithMortalGit(repo, death);
      isReached = calls >= call;
      if (!isReached) continue;

      assertEquals([call, first.code], [call, 1]);
      assertMatch(
        first.stderr,
        /^Error: Cannot go on: git \S+ was ended by SIGKILL\nHint: Run the same command again: .*\n$/m,
      );
      const next = await repo.loop("echo 80 > target.txt");

      assertEquals([call, next.code], [call, 0], next.stderr);
      const verdicts = await repo.verdicts();
      assert(
        verdicts.join() === "keep 100,keep 80" ||
          verdicts.join() === "keep 100,keep 90,keep 80",
        `${call}: ${verdicts}`,
      );
      // A commit-tree that was killed told nobody which commit it had made.
      const { lost: _, ...found } = await standing(repo);
      assertEquals(found, {
        branch: "autoresearch/t1",
        head: (await repo.rows()).at(-1)?.["commit"] ?? "",
        dirty: "",
        isInFlight: false,
      });
    }
    assert(call > 6);
  });

  Deno.test(`run asks git again where Ctrl-C reached it too, ${when}`, async () => {
    await using repo = await makeSession();

    const death = { when: "calls % 2 == 0", signal: "INT", isDone } as const;
    const { first } = await runWithMortalGit(repo, death);

    assertEquals(first.code, 0, first.stderr);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    await assertSound(repo);
  });
}

Deno.test("run names a lock on the branch that a killed git left, and goes on without it", async () => {
  await using repo = await makeSession();
  const lock = ".git/refs/heads/autoresearch/t1.lock";
  await repo.write(lock, "");

  const refused = await repo.loop("echo 90 > target.txt");
  const isThere = await repo.exists(lock);
  await repo.sh(`rm ${lock}`);
  const { code } = await repo.loop("echo 80 > target.txt");

  assertEquals([refused.code, isThere, code], [1, true, 0]);
  assertMatch(
    refused.stderr,
    /"[^"]*t1\.lock" exists since more than 5 s\nHint/,
  );
  // The row of the first stood before its branch was to be moved.
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "keep 80"]);
  await assertSound(repo);
});
