import { assertEquals } from "@std/assert";
import { makeSession, type Repo } from "../harness.ts";

/** What people have in their configuration, lines of git config by theme. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  core: [
    "core.autocrlf input",
    "core.quotePath false",
    "core.ignoreCase true",
    "core.precomposeUnicode true",
    "core.fileMode false",
    "core.symlinks false",
    "core.commentChar auto",
    "core.abbrev 40",
    "core.editor false",
    "core.pager false",
    "core.attributesFile /dev/null",
    "core.logAllRefUpdates false",
    "core.sharedRepository group",
  ],
  index: [
    "core.untrackedCache true",
    "core.fsmonitor true",
    "core.splitIndex true",
    "core.sparseCheckout true",
    "core.preloadIndex false",
    "index.version 4",
    "index.threads 1",
    "index.sparse true",
    "feature.manyFiles true",
    "extensions.worktreeConfig true",
  ],
  status: [
    "status.showUntrackedFiles no",
    "status.relativePaths false",
    "status.short true",
    "status.branch true",
    "status.showStash true",
    "status.renames copies",
    "status.submoduleSummary true",
  ],
  diff: [
    "diff.noprefix true",
    "diff.mnemonicPrefix true",
    "diff.external false",
    "diff.renames copies",
    "diff.algorithm histogram",
    "diff.context 0",
    "diff.orderFile /dev/null",
    "diff.relative true",
    "diff.ignoreSubmodules all",
    "diff.autoRefreshIndex false",
    "diff.wsErrorHighlight all",
  ],
  color: [
    "color.ui always",
    "color.status always",
    "color.diff always",
    "column.ui always",
  ],
  log: [
    "log.showSignature true",
    "log.decorate full",
    "log.date relative",
    "log.follow true",
    "log.mailmap true",
    "format.pretty fuller",
  ],
  commit: [
    "commit.template .git/missing",
    "commit.verbose true",
    "commit.cleanup scissors",
    "commit.status false",
    "i18n.commitEncoding ISO-8859-1",
    "i18n.logOutputEncoding ISO-8859-1",
    "user.useConfigOnly true",
    "author.name somebody",
  ],
  others: [
    "push.default current",
    "rerere.enabled true",
    "gc.auto 1",
    "advice.detachedHead true",
    "receive.denyCurrentBranch refuse",
    "safe.bareRepository explicit",
    "grep.lineNumber true",
    "uploadpack.allowFilter true",
    "alias.status '!false'",
    "alias.commit-tree '!false'",
    "interactive.singleKey true",
    "help.autocorrect immediate",
  ],
};

const IDEA = "größer ⚙ 'quoted' $HOME `x`";

for (const [theme, settings] of Object.entries(SETTINGS)) {
  Deno.test(`run judges and undoes the same under settings of ${theme}`, async () => {
    await using repo = await makeSession({
      before: (made) =>
        made.sh(settings.map((line) => `git config ${line}`).join("\n")),
    });

    assertEquals(await outcome(repo, {}), expectedOutcome());
  });
}

/** Locales and variables that somebody's shell may have. */
const VARIABLES: [what: string, variables: Record<string, string>][] = [
  ["a German locale", { LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" }],
  ["a locale that is not there", { LANG: "xx_YY", LC_ALL: "xx_YY" }],
  ["the C locale", { LC_ALL: "C" }],
  ["LANGUAGE", { LANGUAGE: "de:fr" }],
  ["variables of another repository", {
    GIT_DIR: "/nonexistent",
    GIT_WORK_TREE: "/nonexistent",
    GIT_INDEX_FILE: "/nonexistent",
    GIT_OBJECT_DIRECTORY: "/nonexistent",
    GIT_NAMESPACE: "x",
    GIT_PREFIX: "x/",
  }],
  ["an editor and a pager that fail", {
    GIT_EDITOR: "false",
    GIT_PAGER: "false",
    GIT_SEQUENCE_EDITOR: "false",
    PAGER: "false",
    EDITOR: "false",
  }],
  ["options of git by variable", {
    GIT_LITERAL_PATHSPECS: "0",
    GIT_ICASE_PATHSPECS: "1",
    GIT_EXTERNAL_DIFF: "false",
    GIT_DIFF_OPTS: "-u0",
    GIT_TRACE: "1",
    GIT_OPTIONAL_LOCKS: "0",
  }],
  ["settings by variable", {
    GIT_CONFIG_COUNT: "2",
    GIT_CONFIG_KEY_0: "core.hooksPath",
    GIT_CONFIG_VALUE_0: "/nonexistent",
    GIT_CONFIG_KEY_1: "status.showUntrackedFiles",
    GIT_CONFIG_VALUE_1: "no",
  }],
];
for (const [what, variables] of VARIABLES) {
  Deno.test(`run judges and undoes the same with ${what}`, async () => {
    await using repo = await makeSession();

    assertEquals(await outcome(repo, variables), expectedOutcome());
  });
}

/** One keep, one discard that left a file, one rejection; and what is left. */
async function outcome(repo: Repo, variables: Record<string, string>) {
  await repo.write("target.txt", "90\n");
  const single = await repo.autoresearchWith(
    variables,
    ...["run", "--single", "--message", IDEA],
  );
  const agent = "if grep -q 90 target.txt && [ ! -e .git/second ]; then " +
    "touch .git/second; echo 120 >target.txt; echo x >'ü b'; " +
    "else echo 80 >target.txt; echo x >>eval.sh; fi";
  const loop = await repo.autoresearchWith(
    variables,
    ...["run", "--loop", "--agent", agent, "--max-experiments", "2"],
  );
  const [, kept] = await repo.rows();
  return {
    codes: [single.code, loop.code],
    verdicts: await repo.verdicts(),
    idea: kept?.description,
    target: await repo.read("target.txt"),
    head: await repo.git("show", "HEAD:target.txt"),
    subject: await repo.git(
      "-c",
      "i18n.logOutputEncoding=UTF-8",
      ...["-c", "log.showSignature=false"],
      ...["show", "--no-patch", "--no-color", "--format=%s", "HEAD"],
    ),
    status: await repo.git(
      ...["-c", "color.status=false", "-c", "column.ui=never"],
      ...["status", "--porcelain", "--untracked-files=all"],
    ),
    leaving: await repo.exists(".autoresearch/experiments/0002/leavings/ü b"),
  };
}

function expectedOutcome() {
  return {
    codes: [0, 0],
    verdicts: ["keep 100", "keep 90", "discard 120", "discard N/A"],
    idea: IDEA,
    target: "90\n",
    head: "90\n",
    subject: `${IDEA}\n`,
    status: "",
    leaving: true,
  };
}
