import { assertEquals } from "@std/assert";
import { makeSession } from "../harness.ts";
import { assertRefused } from "../refusal.ts";

Deno.test("retry refuses the baseline, and a row that isn't there", async () => {
  await using repo = await makeSession();

  await assertRefused(repo, ["retry", "0"], {
    code: 1,
    message: "Cannot retry row 0: it is a baseline, which changed nothing",
    hint: "See  autoresearch log --history  for the ideas that were tried",
  });
  await assertRefused(repo, ["retry", "7"], {
    code: 1,
    message: "Cannot retry row 7: row 0 is the only one",
    hint: "See  autoresearch log --history",
  });
});

/** What stands there, and what is not judged yet of it. */
const STANDING: readonly (readonly [what: string, script: string])[] = [
  ["an uncommitted change of the target", "echo 95 > target.txt"],
  ["a commit", "echo 95 > target.txt; git commit -qam mine"],
];
for (const [what, script] of STANDING) {
  for (const command of [["retry", "1"], ["undo"]]) {
    Deno.test(`${command[0]} refuses to write over ${what}`, async () => {
      await using repo = await makeSession();
      await repo.try(90);
      await repo.sh(script);

      await assertRefused(repo, command, {
        code: 1,
        message: `Cannot ${command[0]}: not judged yet: target.txt`,
        hint: "Judge it first: autoresearch run --single, or put it back",
      });
    });
  }
}

for (const command of [["retry", "1"], ["undo"]]) {
  Deno.test(`${command[0]} refuses a dirty file outside the target`, async () => {
    await using repo = await makeSession();
    await repo.try(90);
    await repo.sh("echo '# mine' >> eval.sh");

    await assertRefused(repo, command, {
      code: 1,
      message: "Cannot start: changed outside the target: eval.sh",
      hint: "Put these files back, or keep them elsewhere with  git stash: a " +
        "rollback must not touch them, and a commit of them here would be " +
        "rejected",
    });
  });
}

Deno.test("retry writes over no file that git doesn't track", async () => {
  await using repo = await makeSession();
  await repo.sh(
    "echo 120 > target.txt; echo theirs > notes; git add .; " +
      "git commit -qm both; git tag kept",
  );
  await repo.autoresearch("run", "--single");
  await repo.write("notes", "mine\n");

  await assertRefused(repo, ["retry", "1"], {
    code: 1,
    message: "Cannot retry: it would overwrite what git does not track: notes",
    hint: "Move it out of the way first",
  });
  assertEquals(await repo.read("notes"), "mine\n");
});
