import { assertEquals, assertMatch } from "@std/assert";
import { makeSession } from "../harness.ts";

const LEAVINGS = [
  ".aider.chat.history.md",
  ".omx/state/x.json",
  ".pytest_cache/v",
  "__pycache__/t.pyc",
];
const LEAVE = LEAVINGS.map((path) =>
  `mkdir -p "$(dirname ${path})"; echo x >${path}`
).join("; ");

Deno.test("an agent's own files do not spoil a good candidate, and are moved away", async () => {
  await using repo = await makeSession();
  await repo.write(".aider.chat.history.md", "the user's own\n");
  await repo.write("notes.txt", "mine\n");

  const { code } = await repo.loop(`${LEAVE}; echo 90 >target.txt`);

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  const folder = ".autoresearch/experiments/0001";
  const record = JSON.parse(await repo.read(`${folder}/experiment.json`));
  assertEquals([...record.leavings].sort(), LEAVINGS.slice(1));
  for (const path of LEAVINGS.slice(1)) {
    assertEquals(await repo.read(`${folder}/leavings/${path}`), "x\n");
  }
  assertEquals(
    await repo.git("status", "--porcelain"),
    "?? .aider.chat.history.md\n?? notes.txt\n",
  );
  assertEquals(await repo.git("diff", "--name-only", "HEAD~1"), "target.txt\n");
});

Deno.test("an agent's line in a tracked .gitignore is a rejection with that reason", async () => {
  await using repo = await makeSession({ files: { ".gitignore": "*.o\n" } });

  const { code } = await repo.loop(
    `${LEAVE}; echo .omx >>.gitignore; echo 90 >target.txt`,
  );

  assertEquals(code, 0);
  const [, row] = await repo.rows();
  assertEquals(
    [row?.status, row?.metric, row?.reason],
    ["discard", "N/A", "rejected: .gitignore changed, which is not the target"],
  );
  assertEquals(await repo.read(".gitignore"), "*.o\n");
  assertEquals(await repo.read("target.txt"), "100\n");
  assertEquals(await repo.git("status", "--porcelain"), "");
});

/** What makes git name a folder as a whole, with the user's files in it. */
const WHOLE: [what: string, agent: string][] = [
  ["an ignore rule", "echo data/ >>.gitignore"],
  ["an ignore file in it", "echo '*' >data/.gitignore"],
  ["a repository", "git init -q data"],
  [
    "a repository with a commit",
    "cd data; git init -q; git add -A; " +
    "git -c user.name=a -c user.email=a commit -qm a; cd ..",
  ],
  ["a commit of all", "git add -A -f; git commit -qm all"],
];
for (const [what, agent] of WHOLE) {
  Deno.test(`an agent moves no file of the user's away with ${what}`, async () => {
    await using repo = await makeSession({ files: { ".gitignore": "*.o\n" } });
    await repo.write("data/mine.csv", "mine\n");
    await repo.write("data/deep/er.csv", "mine\n");

    await repo.loop(`${agent}; echo x >data/new.csv; echo 90 >target.txt`);
    await repo.loop("echo 80 >target.txt");

    assertEquals(await repo.read("data/mine.csv"), "mine\n");
    assertEquals(await repo.read("data/deep/er.csv"), "mine\n");
    assertEquals(
      await repo.sh("find data -mindepth 1 | sort"),
      "data/deep\ndata/deep/er.csv\ndata/mine.csv\n",
    );
    assertEquals(
      await repo.git("status", "--porcelain", "--untracked-files=all"),
      "?? data/deep/er.csv\n?? data/mine.csv\n",
    );
    assertEquals((await repo.verdicts()).at(-1), "keep 80");
  });
}

Deno.test("an agent's leavings have names that no shell likes", async () => {
  await using repo = await makeSession();
  const names = ["-rf", "a b", 'q"uote', "ümlaut", "new\nline", ":colon", "*"];
  await repo.write(
    ".git/agent.sh",
    names.map((name) => `echo x >'./${name}'`).join("\n") +
      "\necho 90 >target.txt\n",
  );

  const { code } = await repo.loop("sh .git/agent.sh");

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.git("status", "--porcelain"), "");
  const folder = ".autoresearch/experiments/0001/leavings";
  for (const name of names) {
    assertEquals(await repo.exists(`${folder}/${name}`), true, name);
  }
});

Deno.test("an agent that commits all it finds takes nothing of the tool's along", async () => {
  await using repo = await makeSession();

  await repo.loop(
    "echo 90 >target.txt; git add -A -f; git commit -qm all",
  );

  assertMatch((await repo.verdicts()).at(-1) ?? "", /^(keep 90|discard N\/A)$/);
  assertEquals(await repo.git("ls-files"), "eval.sh\ntarget.txt\n");
  for (const name of ["results.tsv", ".autoresearch.cfg", "run.log"]) {
    assertEquals(await repo.exists(name), true, name);
  }
});
