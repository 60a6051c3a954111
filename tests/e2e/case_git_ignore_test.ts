import { assertEquals } from "@std/assert";
import { makeRepo, type Repo, SETUP } from "../harness.ts";

const FILES = { "eval.sh": 'echo "p50_ms: $(cat prompt.md)"\n' };
const FLAGS = SETUP.map((flag) => flag === "target.txt" ? "prompt.md" : flag);

/** Places where a rule can stand that hides a target. */
const RULES: [where: string, hide: (repo: Repo) => Promise<unknown>][] = [
  [".gitignore:1: *.md", async (repo) => {
    await repo.write(".gitignore", "*.md\n");
    await repo.git("add", ".gitignore");
    await repo.git("commit", "--quiet", "--message", "ignore");
  }],
  [".git/ignored:2: prompt.*", async (repo) => {
    await repo.write(".git/ignored", "# global\nprompt.*\n");
    await repo.git(
      "config",
      "core.excludesFile",
      `${repo.path}/.git/ignored`,
    );
  }],
  [".git/info/exclude:1: /prompt.md", async (repo) => {
    await repo.write(".git/info/exclude", "/prompt.md\n");
  }],
];
for (const [where, hide] of RULES) {
  Deno.test(`setup names the rule that hides the target: ${where}`, async () => {
    await using repo = await makeRepo(FILES);
    await hide(repo);
    await repo.write("prompt.md", "100\n");
    const exclude = await repo.read(".git/info/exclude");

    const { code, stderr } = await repo.autoresearch(...FLAGS);

    assertEquals(code, 1);
    const [error = "", hint = ""] = stderr.split("\n");
    assertEquals(error.includes(where), true, error);
    assertEquals(await repo.git("ls-files", "prompt.md"), "");
    assertEquals(await repo.exists("results.tsv"), false);
    assertEquals(await repo.read(".git/info/exclude"), exclude);

    await repo.sh(hint.replace("Hint: Run: ", ""));
    const again = await repo.autoresearch(...FLAGS);
    assertEquals(again.code, 0, again.stderr);
  });
}

Deno.test("setup says how to track a target that was never added", async () => {
  await using repo = await makeRepo(FILES);
  await repo.write("prompt.md", "100\n");

  const { code, stderr } = await repo.autoresearch(...FLAGS);
  const [, hint = ""] = stderr.split("\n");
  await repo.sh(hint.replace("Hint: Run: ", ""));
  const again = await repo.autoresearch(...FLAGS);

  assertEquals([code, again.code], [1, 0], again.stderr);
});

for (const [where, hide] of RULES) {
  Deno.test(`a target that is tracked and ignored works: ${where}`, async () => {
    await using repo = await makeRepo({ ...FILES, "prompt.md": "100\n" });
    await hide(repo);

    const setup = await repo.autoresearch(...FLAGS);
    await repo.write("prompt.md", "90\n");
    await repo.autoresearch("run", "--single");
    await repo.loop("echo 120 >prompt.md");

    assertEquals(setup.code, 0, setup.stderr);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
    assertEquals(await repo.git("show", "HEAD:prompt.md"), "90\n");
    assertEquals(await repo.read("prompt.md"), "90\n");
  });
}

Deno.test("a new file of the target is judged although a rule of the user's hides it", async () => {
  await using repo = await makeRepo({
    "src/a.txt": "100\n",
    "eval.sh": 'echo "p50_ms: $(cat src/* | sort -n | head -n 1)"\n',
  });
  await repo.write(".git/ignored", "*.gen\n");
  await repo.git("config", "core.excludesFile", `${repo.path}/.git/ignored`);
  await repo.autoresearch(
    ...SETUP.map((flag) => flag === "target.txt" ? "src/**" : flag),
  );

  await repo.loop("echo 90 >src/b.gen");
  await repo.loop("echo 120 >src/a.txt; echo 130 >src/b.gen");

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
  assertEquals(await repo.git("show", "HEAD:src/b.gen"), "90\n");
  assertEquals(await repo.read("src/b.gen"), "90\n");
});
