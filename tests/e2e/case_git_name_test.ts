import { assertEquals, assertMatch } from "@std/assert";
import { makeRepo, type Repo, SETUP } from "../harness.ts";

/** Names that git, a shell or a glob takes for something else. */
const NAMES: readonly string[] = [
  "zwei Wörter/größe 日本語 e\u0301.txt",
  "q\"uo'te\tback\\slash.txt",
  "-rf",
  ":(top)x.txt",
  ":!x",
  "!x",
  "#x",
  "[abc].txt",
  "*.txt",
  "{a}?.txt",
  "$(touch pwned);touch pwned",
  "HEAD",
  "x.lock",
];
for (const name of NAMES) {
  Deno.test(`a target called ${JSON.stringify(name)} is kept, undone and judged by a loop`, async () => {
    await using repo = await makeRepo({
      [name]: "100\n",
      // A glob would hit them, and so would a cut name.
      "a.txt": "beside\n",
      "x.txt": "beside\n",
      "eval.sh": `echo "p50_ms: $(cat "$(cat .git/name)")"\n`,
    });
    await repo.write(".git/name", `./${name}`);

    const setup = await setUp(repo, name);
    await repo.write(name, "90\n");
    const better = await repo.autoresearch("run", "--single");
    const worse = await repo.loop('echo 120 >"$(cat .git/name)"');
    const stray = await repo.loop(
      'echo 80 >"$(cat .git/name)"; echo changed >a.txt',
    );

    const codes = [setup, better, worse, stray].map(({ code }) => code);
    assertEquals(codes, [0, 0, 0, 0], setup.stderr);
    assertEquals(await repo.verdicts(), [
      "keep 100",
      "keep 90",
      "discard 120",
      "discard N/A",
    ]);
    assertEquals(await repo.read(name), "90\n");
    assertEquals(await repo.git("show", `HEAD:./${name}`), "90\n");
    assertEquals(await repo.read("a.txt"), "beside\n");
    assertEquals(await repo.git("status", "--porcelain"), "");
    assertEquals(await repo.exists("pwned"), false);
  });
}

/** In one word, so that no name is taken for a flag. */
function setUp(repo: Repo, target: string) {
  const [command, , , ...flags] = SETUP;
  return repo.autoresearch(command, `--target=${target}`, ...flags);
}

Deno.test("setup refuses a target whose name has two lines", async () => {
  await using repo = await makeRepo({ "two\nlines": "100\n", "eval.sh": "" });

  const { code, stderr } = await setUp(repo, "two\nlines");

  assertEquals(code, 2);
  assertMatch(stderr, /target/);
});

Deno.test("an agent's changes of files with any name are rejected and put back", async () => {
  await using repo = await makeRepo({
    ...Object.fromEntries(NAMES.map((name) => [`names/${name}`, "before\n"])),
    "names/two\nlines": "before\n",
    "target.txt": "100\n",
    "eval.sh": 'echo "p50_ms: $(cat target.txt)"\n',
  });
  await repo.autoresearch(...SETUP);

  const { code } = await repo.loop(
    "find names -type f -exec sh -c 'echo after >\"$1\"' sh {} \\; ; " +
      "echo 90 >target.txt",
  );

  const [, row] = await repo.rows();
  assertEquals([code, row?.status], [0, "discard"]);
  assertMatch(row?.reason ?? "", /^rejected: names\/.* \(and 13 more\)$/);
  assertEquals(await repo.git("status", "--porcelain"), "");
});

Deno.test("a sparse checkout stays sparse, and what is missing is no change", async () => {
  await using repo = await makeRepo({
    "src/target.txt": "100\n",
    "elsewhere/big.txt": "big\n",
    "eval.sh": 'echo "p50_ms: $(cat src/target.txt)"\n',
  });
  await repo.git("sparse-checkout", "set", "src");
  const setup = await setUp(repo, "src/target.txt");
  await repo.write("src/target.txt", "90\n");
  const better = await repo.autoresearch("run", "--single");
  const worse = await repo.loop("echo 120 >src/target.txt");

  const codes = [setup, better, worse].map(({ code }) => code);
  assertEquals(codes, [0, 0, 0], setup.stderr + better.stderr);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
  assertEquals(await repo.exists("elsewhere/big.txt"), false);
  assertEquals(await repo.git("show", "HEAD:elsewhere/big.txt"), "big\n");
  assertEquals(await repo.git("status", "--porcelain"), "");
});

Deno.test("a file that the user told git not to look at stays as it is", async () => {
  await using repo = await makeRepo({
    "target.txt": "100\n",
    "local.cfg": "shared\n",
    "other.cfg": "shared\n",
    "eval.sh": 'echo "p50_ms: $(cat target.txt)"\n',
  });
  await repo.git("update-index", "--skip-worktree", "local.cfg");
  await repo.git("update-index", "--assume-unchanged", "other.cfg");
  await repo.write("local.cfg", "mine\n");
  await repo.write("other.cfg", "mine\n");

  const setup = await setUp(repo, "target.txt");
  const better = await repo.try(90);
  const worse = await repo.loop("echo 120 >target.txt");

  const codes = [setup, better, worse].map(({ code }) => code);
  assertEquals(codes, [0, 0, 0], setup.stderr + better.stderr);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
  assertEquals(await repo.read("local.cfg"), "mine\n");
  assertEquals(await repo.read("other.cfg"), "mine\n");
  assertEquals(await repo.git("show", "HEAD:local.cfg"), "shared\n");
  assertEquals(
    await repo.git("ls-files", "-v", "*.cfg"),
    "S local.cfg\nh other.cfg\n",
  );
});

Deno.test("a split index is read, and left usable", async () => {
  await using repo = await makeRepo({
    "target.txt": "100\n",
    "eval.sh": 'echo "p50_ms: $(cat target.txt)"\n',
  });
  await repo.git("config", "core.splitIndex", "true");
  await repo.git("update-index", "--split-index");

  const setup = await setUp(repo, "target.txt");
  await repo.try(90);
  await repo.loop("echo 120 >target.txt");

  assertEquals(setup.code, 0, setup.stderr);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
  assertEquals(await repo.git("status", "--porcelain"), "");
  await repo.git("fsck");
});
