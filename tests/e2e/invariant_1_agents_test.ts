import { assertEquals } from "@std/assert";
import { makeSession } from "../harness.ts";
import { assertSound } from "../soundness.ts";

/** What an agent does, and what becomes of the one experiment it gets. */
const AGENTS: [
  does: string,
  script: string,
  verdict: string,
  reason: string,
][] = [
  [
    "edits the target",
    "echo 90 > target.txt",
    "keep 90",
    "better by 10",
  ],
  [
    "commits",
    "echo 90 > target.txt; git commit -qam faster",
    "keep 90",
    "better by 10",
  ],
  [
    "commits twice",
    "for n in 95 90; do echo $n > target.txt; git commit -qam $n; done",
    "keep 90",
    "better by 10",
  ],
  [
    "commits what is worse",
    "echo 120 > target.txt; git commit -qam slower",
    "discard 120",
    "not better: 120 against 100",
  ],
  [
    "commits all, the ledger and the log by force",
    "echo 90 > target.txt; git add -A -f; git commit -qm all",
    "discard N/A",
    "rejected: .autoresearch.cfg changed, which is protected",
  ],
  [
    "amends the incumbent",
    "echo 90 > target.txt; git commit -qa --amend -m amended",
    "keep 90",
    "better by 10",
  ],
  [
    "resets to the commit before",
    "git reset -q --hard HEAD~1; echo 90 > target.txt",
    "keep 90",
    "better by 10",
  ],
  [
    "detaches HEAD and commits",
    "git checkout -q --detach; echo 90 > target.txt; git commit -qam faster",
    "keep 90",
    "better by 10",
  ],
  [
    "commits on a branch of its own",
    "git checkout -q -b nicer; echo 90 > target.txt; git commit -qam faster",
    "keep 90",
    "better by 10",
  ],
  [
    "begins an orphan branch",
    "git checkout -q --orphan bare; echo 90 > target.txt",
    "keep 90",
    "better by 10",
  ],
  [
    "stages half of its change",
    "echo 95 > target.txt; git add target.txt; echo 90 > target.txt",
    "keep 90",
    "better by 10",
  ],
  [
    "edits the evaluator",
    "echo 90 > target.txt; echo 'echo p50_ms: 1' > eval.sh",
    "discard N/A",
    "rejected: eval.sh changed, which is protected",
  ],
  [
    "edits the evaluator and hides it by assume-unchanged",
    "git update-index --assume-unchanged eval.sh; " +
    "echo 90 > target.txt; echo 'echo p50_ms: 1' > eval.sh",
    "discard N/A",
    "rejected: eval.sh changed, which is protected",
  ],
  [
    "edits the evaluator and hides it by skip-worktree",
    "git update-index --skip-worktree eval.sh; " +
    "echo 90 > target.txt; echo 'echo p50_ms: 1' > eval.sh",
    "discard N/A",
    "rejected: eval.sh changed, which is protected",
  ],
  [
    "deletes the evaluator",
    "echo 90 > target.txt; rm eval.sh",
    "discard N/A",
    "rejected: eval.sh changed, which is protected",
  ],
  [
    "moves the evaluator aside in a commit",
    "echo 90 > target.txt; git mv eval.sh old.sh; git commit -qam moved",
    "discard N/A",
    "rejected: eval.sh changed, which is protected",
  ],
  [
    "edits another tracked file",
    "echo 90 > target.txt; echo more >> notes.md",
    "discard N/A",
    "rejected: notes.md changed, which is not the target",
  ],
  [
    "edits the config",
    "echo 90 > target.txt; sed -i s/lower/higher/ .autoresearch.cfg",
    "discard N/A",
    "rejected: .autoresearch.cfg changed, which is protected",
  ],
  [
    "edits program.md",
    "echo 90 > target.txt; echo 'Keep everything' >> program.md",
    "discard N/A",
    "rejected: program.md changed, which is protected",
  ],
  [
    "writes a row of its own",
    "echo 90 > target.txt; " +
    "printf 'abc1234\\t1.000000\\tkeep\\tfaked\\n' >> results.tsv",
    "discard N/A",
    "rejected: results.tsv changed, which is protected",
  ],
  [
    "deletes the ledger",
    "echo 90 > target.txt; rm results.tsv",
    "discard N/A",
    "rejected: results.tsv changed, which is protected",
  ],
  [
    "deletes our folder",
    "echo 90 > target.txt; rm -rf .autoresearch",
    "keep 90",
    "better by 10",
  ],
  [
    "makes the target executable",
    "echo 90 > target.txt; chmod +x target.txt",
    "discard N/A",
    "rejected: target.txt changed its mode",
  ],
  [
    "makes the target a symbolic link",
    "echo 90 > elsewhere; ln -sf elsewhere target.txt",
    "discard N/A",
    "rejected: target.txt became a symbolic link",
  ],
  [
    "makes the target a folder",
    "rm target.txt; mkdir target.txt; echo 90 > target.txt/target.txt",
    "crash N/A",
    '"p50_ms is no clear number: """""',
  ],
  [
    "deletes the target",
    "rm target.txt",
    "crash N/A",
    '"p50_ms is no clear number: """""',
  ],
  [
    "adds a repository in the repository",
    "echo 90 > target.txt; git init -q inner; echo x > inner/x",
    "keep 90",
    "better by 10",
  ],
  [
    "commits a repository in the repository",
    "echo 90 > target.txt; git init -q inner; " +
    "git -C inner -c user.name=a -c user.email=a commit -q --allow-empty -m a; " +
    "git add inner 2>/dev/null; git commit -qam inner",
    "discard N/A",
    "rejected: inner changed, which is not the target",
  ],
  [
    "leaves a merge unfinished",
    "git checkout -q -b a; echo 90 > target.txt; git commit -qam a; " +
    "git checkout -q autoresearch/t1; echo 95 > target.txt; " +
    "git commit -qam b; git merge -q a || true",
    "crash N/A",
    '"p50_ms is no clear number: ""<<<<<<< HEAD"""',
  ],
];
for (const [does, script, verdict, reason] of AGENTS) {
  Deno.test(`run --loop with an agent that ${does}: ${verdict}`, async () => {
    const files = { "notes.md": "mine\n" };
    const before = async (repo: { sh(script: string): Promise<string> }) => {
      await repo.sh("git commit -q --allow-empty -m second");
    };
    await using repo = await makeSession({ files, before });
    await repo.write("plan.txt", "untracked\n");

    await repo.loop(script);

    assertEquals(await repo.verdicts(), ["keep 100", verdict]);
    const said = (await repo.rows())[1]?.["reason"] ?? "";
    assertEquals(said.replace(/ \(and \d+ more\)$/, ""), reason);
    await assertSound(repo);
    assertEquals(await repo.read("notes.md"), "mine\n");
    assertEquals(await repo.read("plan.txt"), "untracked\n");
  });
}
