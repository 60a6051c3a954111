import { assert, assertEquals } from "@std/assert";
import { editConfig, runDoctor } from "../doctor_report.ts";
import { makeRepo, makeSession, type Repo } from "../harness.ts";

type Row = [
  title: string,
  spoil: (repo: Repo) => Promise<unknown>,
  lines: readonly string[],
];

const FINDINGS: readonly Row[] = [
  ["a detached HEAD", (repo) => repo.git("switch", "--detach"), [
    "error detached-head: HEAD is detached; the session is on autoresearch/t1",
  ]],
  ["another branch", (repo) => repo.git("switch", "main"), [
    "error wrong-branch: The branch is main; the session is on autoresearch/t1",
  ]],
  [
    "a session's branch that isn't this one",
    (repo) => repo.git("switch", "--create", "autoresearch/t2"),
    [
      "error wrong-branch: The branch is autoresearch/t2; the session is on " +
      "autoresearch/t1",
    ],
  ],
  [
    "any branch, where the Python scripts left it open",
    async (repo) => {
      await editConfig(/branch: .*\n/, "")(repo);
      await repo.git("switch", "main");
    },
    [
      "error wrong-branch: The branch is main; the session is on autoresearch/…",
    ],
  ],
  ["changed files", (repo) => repo.sh("echo x >> a.txt; echo x >> 'b c'"), [
    "error dirty-files: Changed outside the target, and not committed: " +
    "a.txt, b c",
  ]],
  [
    "a staged change",
    (repo) => repo.sh("echo x >> a.txt; git add a.txt"),
    [
      "error dirty-files: Changed outside the target, and not committed: a.txt",
    ],
  ],
  [
    "a change that git was told not to look at",
    (repo) =>
      repo.sh("git update-index --assume-unchanged a.txt; echo x >> a.txt"),
    [
      "error dirty-files: Changed outside the target, and not committed: a.txt",
    ],
  ],
  [
    "changed files on another branch, but not the target's",
    (repo) =>
      repo.sh("git switch -q main; echo x >> a.txt; echo 9 > target.txt"),
    [
      "error wrong-branch: The branch is main; the session is on autoresearch/t1",
      "error dirty-files: Changed outside the target, and not committed: a.txt",
    ],
  ],
  [
    "a crash's state.json",
    (repo) => repo.write(".autoresearch/state.json", '{"stage":"be'),
    [
      "warning unfinished: A crash cut an experiment short: nothing was measured",
    ],
  ],
  ["an index.lock", (repo) => repo.write(".git/index.lock", ""), [
    "error index-lock: A git is at work, or was killed: " +
    '"REPO/.git/index.lock" exists',
  ]],
  [
    "hooks",
    (repo) =>
      repo.sh("cd .git/hooks; touch pre-commit commit-msg pre-push x.sample"),
    [
      "warning hooks: Hooks are not run for the commits of a run: commit-msg, " +
      "pre-commit",
    ],
  ],
  [
    "hooks elsewhere",
    (repo) =>
      repo.sh(
        "mkdir .git/own; touch .git/own/post-checkout; " +
          "git config core.hooksPath .git/own",
      ),
    ["warning hooks: Hooks are not run for the commits of a run: post-checkout"],
  ],
  [
    "signing",
    (repo) =>
      repo.sh("git config commit.gpgsign yes; git config tag.gpgsign 1"),
    [
      "warning signing: The commits of a run are not signed, although " +
      "commit.gpgSign and tag.gpgSign says so",
    ],
  ],
  [
    "a candidate that stands there",
    (repo) => repo.write("target.txt", "90\n"),
    [
      "warning candidate: Not measured: a candidate stands there, which differs " +
      "from the best commit COMMIT in target.txt",
    ],
  ],
  [
    "a candidate that is a commit",
    (repo) => repo.sh("echo 90 > target.txt; git commit -qam faster"),
    [
      "warning candidate: Not measured: a candidate stands there, which differs " +
      "from the best commit COMMIT in target.txt",
    ],
  ],
];

for (const [title, spoil, lines] of FINDINGS) {
  Deno.test(`doctor finds ${title}`, async () => {
    await using repo = await makeSession({
      files: { "a.txt": "a\n", "b c": "b\n" },
    });
    const commit = (await repo.git("rev-parse", "HEAD")).slice(0, 7);
    await spoil(repo);
    const before = await standingOf(repo);

    const report = await runDoctor(repo);

    const found = report.lines.map((line) => line.replace(commit, "COMMIT"));
    assertEquals(found, lines);
    const isError = lines.some((line) => line.startsWith("error"));
    assertEquals(report.code, isError ? 1 : 0);
    assertEquals(await standingOf(repo), before);
  });
}

Deno.test("doctor finds a repository without commits", async () => {
  await using repo = await makeRepo();
  await repo.sh("rm -rf .git && git init --quiet --initial-branch=main");

  const { code, lines } = await runDoctor(repo);

  assertEquals(code, 1);
  assertEquals(lines, [
    'error no-config: Cannot read ".autoresearch.cfg": there is no such file',
    "error no-commits: The repository has no commits: there is nothing to go " +
    "back to",
  ]);
});

Deno.test("doctor takes nothing for changed that a filter makes the same", async () => {
  await using repo = await makeSession({
    before: async (repo) => {
      await repo.git("config", "filter.strip.clean", "sed -e '/^# out:/d'");
      await repo.write(".gitattributes", "notes.txt filter=strip\n");
      await repo.write("notes.txt", "a\n");
      await repo.sh("git add . && git commit -qm notes");
    },
  });
  await repo.write("notes.txt", "a\n# out: 12345\n");
  const index = await repo.sh("cksum .git/index");

  const inSession = await runDoctor(repo);
  await repo.git("symbolic-ref", "HEAD", "refs/heads/main");
  const elsewhere = await runDoctor(repo);

  assertEquals(inSession.lines, []);
  assertEquals(elsewhere.findings.map(({ kind }) => kind), ["wrong-branch"]);
  assertEquals(await repo.sh("cksum .git/index"), index);
});

Deno.test("doctor of 10,000 untracked files proposes to ignore their folder", async () => {
  await using repo = await makeSession();
  await repo.sh(
    "mkdir -p 'my data/raw' && cd 'my data/raw' && seq 10000 | xargs touch",
  );

  const before = await runDoctor(repo);
  const [fix = ""] = before.findings.map(({ fix }) => fix);
  await repo.sh(fix.replace(/^.*?: /, ""));
  const after = await runDoctor(repo);

  assertEquals(before.lines, [
    "warning untracked-files: 10000 untracked files slow every experiment " +
    "down, most of them in my data/raw/",
  ]);
  assertEquals(after.lines, []);
});

Deno.test("doctor finds that git is not told of our files", async () => {
  await using repo = await makeSession();
  await repo.sh(": > .git/info/exclude");

  const before = await runDoctor(repo);
  const [fix = ""] = before.findings.map(({ fix }) => fix);
  await repo.sh(fix.replace(/^.*?: /, ""));
  const after = await runDoctor(repo);

  assertEquals(before.findings.map(({ kind }) => kind), ["own-files"]);
  assert((await repo.read(".git/info/exclude")).includes("/.autoresearch/\n"));
  assertEquals(after.lines, []);
});

async function standingOf(repo: Repo): Promise<readonly string[]> {
  return [
    await repo.git("status", "--porcelain", "--untracked-files=all"),
    await repo.sh("cat .git/HEAD"),
    await repo.git("for-each-ref"),
    await repo.read("results.tsv"),
    await repo.read("target.txt"),
    await repo.read("a.txt"),
  ];
}
