import { assertEquals } from "@std/assert";
import { makeSession } from "../harness.ts";
import { alive, assertSound } from "../soundness.ts";
import { changed } from "./cheat.ts";

/** Runs the target, and takes a shorter one for a better one. */
const RUN_TARGET = 'sh target.txt\necho "p50_ms: $(wc -c < target.txt)"';

/** What a target does while it is measured, and what that is called. */
const CHEATS: readonly (readonly [
  does: string,
  script: string,
  reason: string,
])[] = [
  ["edits the evaluator", "echo >> eval.sh", changed("eval.sh")],
  [
    "edits the settings",
    "echo >> .autoresearch.cfg",
    changed(".autoresearch.cfg"),
  ],
  ["edits the ledger", "echo x >> results.tsv", changed("results.tsv")],
  ["edits ignored data", "echo 2 > data/a", changed("data/a")],
  ["removes ignored data", "rm -r data", changed("data/a")],
  [
    "adds a hook",
    "echo > .git/hooks/pre-commit",
    changed(".git/hooks/pre-commit"),
  ],
  ["sets an alias", "git config alias.x y", changed(".git/config")],
  [
    "moves git's work tree",
    "git config core.worktree /",
    changed(".git/config"),
  ],
  [
    "lets git ignore a file",
    "echo x >> .git/info/exclude",
    changed(".git/info/exclude"),
  ],
  ["moves a branch", "git branch -f side HEAD^", changed("refs/heads/side")],
  [
    "flags a file",
    "git update-index --skip-worktree eval.sh",
    changed("git's flag of eval.sh"),
  ],
  [
    "edits the evaluator behind a flag of the tool's index",
    "export GIT_INDEX_FILE=.autoresearch/index; " +
    "git update-index --skip-worktree eval.sh; echo >> eval.sh",
    changed("eval.sh"),
  ],
];
for (const [does, script, reason] of CHEATS) {
  Deno.test(`a target that ${does} while it is measured gains nothing`, async () => {
    await using repo = await makeSession({
      target: `true ${"#".repeat(200)}\n`,
      evaluate: RUN_TARGET,
      files: { ".gitignore": "data/\n" },
      before: (repo) =>
        repo.sh(
          "mkdir data; echo 1 > data/a; " +
            "git commit -q --allow-empty -m more; git branch side",
        ),
      flags: ["--protected", "data/**"],
    });

    await repo.loop(`echo '${script}' > target.txt`);

    const [, row] = await repo.rows();
    const said = row?.["reason"]?.replace(/ \(and \d+ more\)$/, "");
    assertEquals([row?.["status"], said], ["discard", reason]);
    assertEquals(await repo.read("data/a"), "1\n");
    assertEquals(await repo.read("eval.sh"), `${RUN_TARGET}\n`);
    await assertSound(repo);
    await repo.loop("echo true > target.txt");
    assertEquals((await repo.verdicts()).at(-1), "keep 5");
  });
}

Deno.test("a target's process without an environment does not outlive its evaluation", async () => {
  const seconds = `351.${Deno.pid}`;
  await using repo = await makeSession({
    target: `true ${"#".repeat(200)}\n`,
    evaluate: RUN_TARGET,
  });

  await repo.loop(
    `echo 'cd /; env -i setsid sleep ${seconds} > /dev/null 2>&1 &' > target.txt`,
  );

  assertEquals(await alive(repo, seconds), "");
});

const hasPython = (await new Deno.Command("sh", {
  args: ["-c", "command -v python3"],
  stdout: "null",
}).output()).success;

Deno.test({
  name: "an agent that leaves byte code in a module's place gains nothing",
  ignore: !hasPython,
  async fn() {
    await using repo = await makeSession({
      evaluate: "python3 measure.py",
      before: (repo) => repo.sh("PYTHONDONTWRITEBYTECODE= python3 measure.py"),
      files: {
        ".gitignore": "__pycache__/\n",
        "score.py": "def score(text):\n    return int(text)\n",
        "measure.py": "from score import score\n" +
          "print('p50_ms:', score(open('target.txt').read()))\n",
      },
    });
    // Found valid by the source's size and time, which are as before.
    const agent = "cp -p score.py good; touch -r score.py stamp; " +
      "sed -i 's/int(text)/1 #######/' score.py; touch -r stamp score.py; " +
      "rm -rf __pycache__; PYTHONDONTWRITEBYTECODE= python3 -c 'import score'; " +
      "cp -p good score.py; rm good stamp; echo 110 > target.txt";

    await repo.loop(agent);

    assertEquals(await repo.verdicts(), ["keep 100", "discard 110"]);
    await assertSound(repo);
  },
});
