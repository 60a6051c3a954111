import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import {
  makeRepo,
  makeSession,
  PRINT_TARGET,
  Repo,
  SETUP,
} from "../harness.ts";
import {
  type Attempt,
  attemptAll,
  makeHome,
  makeSandboxed,
  sandboxTest,
} from "../sandboxed.ts";
import { assertSound } from "../soundness.ts";

sandboxTest(
  "an agent in the sandbox changes the target, and tells its idea",
  async () => {
    await using home = await makeHome();
    await using repo = await makeSandboxed();

    const agent = 'wc -l < "$AUTORESEARCH_PROMPT"; cat > "$HOME/prompt"; ' +
      'echo 90 > target.txt; echo mine > "$AUTORESEARCH_IDEA_FILE"';
    await repo.autoresearchWith(
      home.variables,
      ...["run", "--loop", "--max-experiments", "1", "--agent", agent],
    );

    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    assertEquals((await repo.rows())[1]?.["description"], "mine");
    assertEquals(await home.has("prompt"), true);
    await assertSound(repo);
  },
);

const TRIED: readonly Attempt[] = [
  ["the evaluator", "echo '#' >> eval.sh"],
  ["the ledger", "echo >> results.tsv"],
  ["the settings", "echo >> .autoresearch.cfg"],
  ["an older experiment", "echo > .autoresearch/experiments/0000/x"],
  ["git's settings", "git config a.b c"],
  ["git's ignore rules", "echo >> .git/info/exclude"],
  ["a hook", "echo > .git/hooks/post-commit"],
  ["the tool's own state", 'cat "$HOME/.local/state/autoresearch/secret"'],
];

const withHooks = (repo: Repo) => repo.sh("mkdir -p .git/hooks");

sandboxTest(
  "an agent in the sandbox has no hold on what is not its own",
  async () => {
    await using home = await makeHome();
    await using repo = await makeSandboxed({
      files: { "agent.sh": `echo 90 > target.txt\n${attemptAll(TRIED)}` },
      before: withHooks,
    });

    await repo.autoresearchWith(
      home.variables,
      ...["run", "--loop", "--max-experiments", "1", "--agent", "sh agent.sh"],
    );

    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    const log = ".autoresearch/experiments/0001/agent.log";
    assertEquals(await repo.read(log), "");
    await assertSound(repo);
  },
);

Deno.test("an agent outside of the sandbox has a hold on all that it tries", async () => {
  await using home = await makeHome();
  await using repo = await makeSession({ before: withHooks });

  const script = attemptAll(TRIED);
  const { stdout } = await repo.exec("sh", ["-c", script], home.variables);

  assertEquals(
    stdout.trimEnd().split("\n"),
    TRIED.map(([what]) => `has a hold on ${what}`),
  );
});

/** Where a project may lie, with what git keeps of it elsewhere. */
const PLACES: [where: string, script: string, path: string][] = [
  ["at the top level", "true", "."],
  [
    "below the top level",
    "mkdir 'a b' && cp *.* 'a b' && git add . && git commit -qm copy",
    "a b",
  ],
  ["in a linked work tree", "git worktree add -q -b w '.git/w t'", ".git/w t"],
];
for (const [where, script, path] of PLACES) {
  sandboxTest(
    `an agent in the sandbox commits in a project ${where}`,
    async () => {
      await using top = await makeRepo({
        "target.txt": "100\n",
        "eval.sh": `git rev-parse -q HEAD && ${PRINT_TARGET}\n`,
        "answers.cfg": "sandbox: bwrap\n",
      });
      await top.sh(script);
      const repo = new Repo(join(top.path, path));
      await repo.autoresearch(...SETUP, "--config", "answers.cfg");

      await repo.loop("echo 90 > target.txt; git commit -qam faster");

      assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
      assertEquals((await repo.rows())[1]?.["description"], "faster");
    },
  );
}
