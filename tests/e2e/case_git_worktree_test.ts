import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { makeSession, Repo, SETUP } from "../harness.ts";

/** Makes a linked work tree beside a repository; `await using` removes it. */
async function addWorktree(repo: Repo): Promise<Repo> {
  const worktree = new Repo(`${repo.path} wt`);
  await repo.git("worktree", "add", "--quiet", "-b", "side", worktree.path);
  return worktree;
}

async function setUpT2(worktree: Repo) {
  const flags = SETUP.map((flag) => flag === "t1" ? "t2" : flag);
  return await worktree.autoresearch(...flags);
}

Deno.test("two sessions run side by side in linked work trees", async () => {
  await using repo = await makeSession();
  await using worktree = await addWorktree(repo);

  const setup = await setUpT2(worktree);
  const [one, two] = await Promise.all([
    repo.loop("echo $(($(cat target.txt) - 1)) >target.txt", 6),
    worktree.loop("echo $(($(cat target.txt) - 2)) >target.txt", 6),
  ]);

  assertEquals([setup.code, one.code, two.code], [0, 0, 0]);
  assertEquals((await repo.verdicts()).at(-1), "keep 94");
  assertEquals((await worktree.verdicts()).at(-1), "keep 88");
  for (const each of [repo, worktree]) {
    assertEquals(await each.git("status", "--porcelain"), "");
  }
  const refs = await repo.git(
    "for-each-ref",
    "--format=%(refname)",
    "refs/autoresearch",
  );
  const rows = [0, 1, 2, 3, 4, 5, 6];
  assertEquals(
    refs.trimEnd().split("\n"),
    ["t1", "t2"].flatMap((tag) =>
      rows.map((row) => `refs/autoresearch/${tag}/${row}`)
    ),
  );
});

for (const extension of ["no extension", "extensions.worktreeConfig"]) {
  Deno.test(`run in a linked work tree leaves the main one alone: ${extension}`, async () => {
    await using repo = await makeSession();
    await using worktree = await addWorktree(repo);
    if (extension !== "no extension") {
      await repo.git("config", extension, "true");
    }
    await repo.write("target.txt", "77\n");
    const state = () =>
      repo.sh("git rev-parse HEAD; git status --porcelain; sha1sum .git/index");
    const before = await state();

    await setUpT2(worktree);
    const better = await worktree.try(90);
    const worse = await worktree.try(120);

    assertEquals([better.code, worse.code], [0, 0]);
    assertEquals(await worktree.verdicts(), [
      "keep 100",
      "keep 90",
      "discard 120",
    ]);
    assertEquals(await worktree.git("status", "--porcelain"), "");
    assertEquals(await state(), before);
    assertEquals(await repo.read("target.txt"), "77\n");
  });
}

Deno.test("a session below the git top level leaves what lies above alone", async () => {
  await using repo = await makeSession({
    files: { "app/target.txt": "100\n", "app/eval.sh": "cat target.txt\n" },
    before: async (made) => {
      await made.write("app/eval.sh", 'echo "p50_ms: $(cat target.txt)"\n');
      await made.git("commit", "--quiet", "--all", "--message", "app");
    },
  });
  const app = new Repo(join(repo.path, "app"));
  const setup = await setUpT2(app);
  await app.write("notes.txt", "mine\n");
  await repo.write("above.txt", "mine\n");

  await app.try(90);
  await app.try(120);
  await repo.write("eval.sh", "echo changed\n");
  const refused = await app.try(80);

  assertEquals([setup.code, refused.code], [0, 1]);
  assertEquals(await app.verdicts(), ["keep 100", "keep 90", "discard 120"]);
  assertEquals(
    refused.stderr.split("\n")[0],
    "Error: Cannot start: changed outside the target: ../eval.sh",
  );
  assertEquals(await repo.read("eval.sh"), "echo changed\n");
  assertEquals(
    await repo.git("status", "--porcelain"),
    " M app/target.txt\n M eval.sh\n?? above.txt\n?? app/notes.txt\n",
  );
});

Deno.test("an agent below the top level is rejected for a file above it", async () => {
  await using repo = await makeSession({
    files: { "app/target.txt": "100\n", "app/eval.sh": "" },
    before: async (made) => {
      await made.write("app/eval.sh", 'echo "p50_ms: $(cat target.txt)"\n');
      await made.git("commit", "--quiet", "--all", "--message", "app");
    },
  });
  const app = new Repo(join(repo.path, "app"));
  await setUpT2(app);

  await app.loop("echo 90 >target.txt; echo 1 >../target.txt; echo x >../new");

  const [, row] = await app.rows();
  assertEquals(
    [row?.status, row?.reason],
    ["discard", "rejected: ../target.txt changed, which is not the target"],
  );
  assertEquals(await repo.read("target.txt"), "100\n");
  assertEquals(await repo.git("status", "--porcelain"), "");
});
