import { assertEquals, assertMatch } from "@std/assert";
import { makeRepo, makeSession, type Repo, SETUP } from "../harness.ts";

const EVALUATE = 'echo "p50_ms: $(( $(cat target.txt) / $(cat lib/scale) ))"';

/** Adds a submodule `lib`, whose file `scale` the evaluator divides by. */
async function addLib(repo: Repo) {
  await repo.sh(`
    git init -q -b main .git/origin && cd .git/origin
    git config user.name test; git config user.email test@example.invalid
    echo 1 >scale; git add scale; git commit -qm scale; cd ../..
    git -c protocol.file.allow=always submodule --quiet add "$PWD/.git/origin" lib
    git -C lib config user.name test; git -C lib config user.email test@example.invalid
    git commit -qm lib`);
}

/** Ways in which an agent makes the evaluator's submodule kinder. */
const CHEATS: [what: string, agent: string][] = [
  ["changes a file of", "echo 10 >lib/scale"],
  [
    "changes the target and a file of",
    "echo 10 >lib/scale; echo 90 >target.txt",
  ],
  ["stages a file of", "cd lib; echo 10 >scale; git add scale"],
  ["commits in", "cd lib; echo 10 >scale; git commit -qam faster"],
  [
    "commits here and in",
    "cd lib; echo 10 >scale; git commit -qam a; cd ..; git commit -qam b",
  ],
];
for (const [what, agent] of CHEATS) {
  Deno.test(`an agent that ${what} a submodule is rejected, and undone there`, async () => {
    await using repo = await makeSession({
      evaluate: EVALUATE,
      before: addLib,
    });
    const lib = await repo.git("-C", "lib", "rev-parse", "HEAD");

    const { code } = await repo.loop(agent);

    const [, row] = await repo.rows();
    assertEquals([code, row?.status], [0, "discard"]);
    assertMatch(row?.reason ?? "", /^rejected: lib changed/);
    assertEquals(await repo.read("lib/scale"), "1\n");
    assertEquals(await repo.git("-C", "lib", "rev-parse", "HEAD"), lib);
    assertEquals(await repo.git("-C", "lib", "status", "--porcelain"), "");
    assertEquals(await repo.git("status", "--porcelain"), "");
    const folder = ".autoresearch/experiments/0001/rejected";
    assertEquals(await repo.read(`${folder}/lib/scale`), "10\n");
  });
}

Deno.test("a target that was rejected for a submodule's sake can be tried honestly", async () => {
  await using repo = await makeSession({ evaluate: EVALUATE, before: addLib });
  await repo.loop("echo 10 >lib/scale; echo 90 >target.txt");

  await repo.loop("echo 90 >target.txt");

  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A", "keep 90"]);
});

Deno.test("setup and run refuse to start over the user's change in a submodule", async () => {
  await using repo = await makeSession({ evaluate: EVALUATE, before: addLib });
  await repo.write("lib/scale", "2\n");

  const run = await repo.try(90);
  const loop = await repo.loop("echo 80 >target.txt");
  await repo.write("target.txt", "100\n");
  const setup = await repo.autoresearch(
    ...SETUP.map((flag) => flag === "t1" ? "t2" : flag),
  );

  assertEquals([run.code, loop.code, setup.code], [1, 1, 1]);
  for (const { stderr } of [run, loop, setup]) assertMatch(stderr, /: lib\n/);
  assertEquals(await repo.read("lib/scale"), "2\n");
  assertEquals(await repo.verdicts(), ["keep 100"]);
});

Deno.test("an untracked file in a submodule is nobody's candidate", async () => {
  await using repo = await makeSession({ evaluate: EVALUATE, before: addLib });
  await repo.write("lib/notes", "mine\n");

  const { code } = await repo.try(90);

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.read("lib/notes"), "mine\n");
});

/** What an agent does in a folder whose files are the target. */
const NESTED: [what: string, agent: string][] = [
  ["an empty one", "git init -q src; echo 90 >src/a.txt"],
  [
    "one with a commit",
    "cd src; echo 90 >a.txt; git init -q; git add -A; " +
    "git -c user.name=a -c user.email=a commit -qm a",
  ],
  [
    "one in a new folder",
    "echo 90 >src/a.txt; git init -q src/new; cd src/new; echo 1 >x; git add x;" +
    "git -c user.name=a -c user.email=a commit -qm a",
  ],
];
for (const [what, agent] of NESTED) {
  Deno.test(`an agent that makes a repository in the target's folder commits no gitlink: ${what}`, async () => {
    await using repo = await makeRepo({
      "src/a.txt": "100\n",
      "eval.sh": 'echo "p50_ms: $(cat src/a.txt)"\n',
    });
    const setup = SETUP.map((flag) => flag === "target.txt" ? "src/**" : flag);
    await repo.autoresearch(...setup);

    const { code, stderr } = await repo.loop(agent);

    assertEquals(code, 0, stderr);
    const [, row] = await repo.rows();
    const tree = await repo.git("ls-tree", "-r", "HEAD");
    assertEquals(tree.includes("160000"), false);
    assertEquals(row?.status, "keep", row?.reason);
    assertEquals(await repo.read("src/a.txt"), "90\n");
    const next = await repo.loop("echo 120 >src/a.txt");
    assertEquals(next.code, 0);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
    assertEquals(await repo.read("src/a.txt"), "90\n");
  });
}
