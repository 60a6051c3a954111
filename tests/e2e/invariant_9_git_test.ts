import { assertEquals } from "@std/assert";
import { makeSession } from "../harness.ts";
import { assertSound } from "../soundness.ts";

/** The user's own settings, under which all must work as ever. */
const SETTINGS: string[][] = [
  ["color.ui=always", "color.status=always", "color.diff=always"],
  ["status.short=true", "status.branch=true", "status.relativePaths=false"],
  ["status.showUntrackedFiles=no", "status.renames=copies"],
  ["status.submoduleSummary=true", "status.showStash=true"],
  ["diff.noprefix=true", "diff.mnemonicPrefix=true"],
  ["diff.external=false", "diff.renames=copies", "diff.relative=true"],
  ["diff.ignoreSubmodules=all", "diff.orderFile=missing"],
  ["log.showSignature=true", "log.follow=true", "log.decorate=full"],
  ["log.showRoot=false", "format.pretty=%s%n%b", "log.mailmap=false"],
  ["core.quotePath=false", "core.abbrev=40"],
  ["core.autocrlf=true"],
  ["core.autocrlf=input", "core.safecrlf=warn"],
  ["core.ignoreCase=true", "core.precomposeUnicode=true"],
  ["core.fileMode=false"],
  ["core.logAllRefUpdates=false"],
  ["core.untrackedCache=true", "core.splitIndex=true"],
  [
    "core.trustctime=false",
    "core.checkStat=minimal",
    "core.preloadIndex=false",
  ],
  ["core.commentChar=x", "commit.template=missing", "commit.verbose=true"],
  ["core.editor=false", "core.pager=false", "pager.status=true"],
  ["advice.statusHints=true", "i18n.commitEncoding=latin1"],
  ["push.default=nothing", "init.defaultBranch=x", "checkout.defaultRemote=x"],
  ["index.version=4", "feature.manyFiles=true"],
  ["user.useConfigOnly=true", "user.name=", "user.email="],
  ["alias.status=!false", "alias.commit=!false"],
  ["merge.conflictStyle=diff3", "rerere.enabled=true"],
  ["gc.auto=1"],
  ["submodule.recurse=true", "fetch.recurseSubmodules=true"],
  ["transfer.hideRefs=refs/autoresearch"],
];
for (const settings of SETTINGS) {
  Deno.test(`run keeps and takes back under ${settings.join(", ")}`, async () => {
    await using repo = await makeSession({
      files: { 'sub/ü "x".txt': "1\n" },
      before: async (repo) => {
        for (const setting of settings) {
          const equals = setting.indexOf("=");
          const value = setting.slice(equals + 1);
          await repo.git("config", setting.slice(0, equals), value);
        }
      },
    });

    await repo.loop(
      "case $(wc -l < results.tsv) in " +
        "2) echo 90 > target.txt; touch left;; " +
        '3) echo 120 > target.txt; for f in sub/*; do echo 2 >> "$f"; done;; ' +
        "*) echo 110 > target.txt;; esac",
      3,
    );

    assertEquals(await repo.verdicts(), [
      "keep 100",
      "keep 90",
      "discard N/A",
      "discard 110",
    ]);
    assertEquals((await repo.read("target.txt")).trim(), "90");
    await assertSound(repo);
  });
}

const NAMES: string[] = [
  "a b.txt",
  "ü 漢.txt",
  'say "x".txt',
  "back\\slash.txt",
  "new\nline.txt",
  "tab\t.txt",
  "*.txt",
  "[a].txt",
  ":(top)x.txt",
  "-rf",
  "#x.txt",
];
for (const name of NAMES) {
  Deno.test(`run judges and takes back a new file called ${JSON.stringify(name)}`, async () => {
    await using repo = await makeSession({
      files: { "src/one": "1\n" },
      evaluate: "echo p50_ms: $(ls src/ | wc -c)",
      flags: ["--target", "src/**"],
    });
    await repo.write(`src/${name}`, "x\n");

    await repo.autoresearch("run", "--single");

    assertEquals((await repo.rows())[1]?.["status"], "discard");
    assertEquals(await repo.sh("ls src"), "one\n");
    await assertSound(repo);
  });
}

Deno.test("run brings an identity where nobody has configured one", async () => {
  await using repo = await makeSession();
  await repo.sh("git config --unset user.name; git config --unset user.email");
  await repo.git("config", "user.useConfigOnly", "true");

  const { code } = await repo.try(90);

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.git("log", "-1", "--format=%an"), "autoresearch\n");
});

Deno.test("run looks at commits as they are, whatever replaces them", async () => {
  await using repo = await makeSession();

  await repo.loop(
    "echo 90 > target.txt; git commit -qam x; " +
      "echo 'echo p50_ms: 1' > eval.sh; git commit -qam cheat; " +
      "git replace HEAD~2 HEAD; git replace $(git rev-parse HEAD~2^{tree}) HEAD^{tree}",
  );

  assertEquals(await repo.verdicts(), ["keep 100", "discard N/A"]);
});
