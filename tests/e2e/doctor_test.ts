import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { editConfig, runDoctor, until } from "../doctor_report.ts";
import { makeRepo, makeSession, type Repo } from "../harness.ts";

Deno.test("doctor finds nothing in a healthy session and changes nothing", async () => {
  await using repo = await makeSession();
  await repo.try(90);
  const before = await stateOf(repo);

  const report = await runDoctor(repo);

  assertEquals(report, { code: 0, findings: [], lines: [] });
  assertEquals(await stateOf(repo), before);
});

Deno.test("doctor says that all is well, and on stderr what it measured", async () => {
  await using repo = await makeSession();

  const { code, stdout, stderr } = await repo.autoresearch("doctor");

  assertEquals(code, 0);
  assert(stdout.endsWith("Ready for the night\n"));
  assertEquals(
    stderr.match(/^Measured the unchanged target in .* s: 100$/gm)
      ?.length,
    2,
  );
});

Deno.test("doctor says what is wrong, what to do about it, and exits 1", async () => {
  await using repo = await makeSession();
  await repo.write("eval.sh", "echo 1\n");

  const { code, stdout } = await repo.autoresearch("doctor");

  assertEquals(code, 1);
  assertEquals(
    withoutMachine(stdout),
    "error: Changed outside the target, and not committed: eval.sh\n" +
      "  fix: Undo these changes, or put them aside: git stash push -- eval.sh\n" +
      "Not ready: mend what is marked as an error\n",
  );
});

Deno.test("doctor exits 0 where it has only warnings", async () => {
  await using repo = await makeSession();
  await repo.git("config", "commit.gpgSign", "true");

  const { code, stdout } = await repo.autoresearch("doctor");

  assertEquals(code, 0);
  assertEquals(
    withoutMachine(stdout),
    "warning: The commits of a run are not signed, although commit.gpgSign " +
      "says so\n  fix: Sign when you take the branch over: " +
      "git merge --no-ff -S autoresearch/t1\nReady for the night\n",
  );
});

Deno.test("doctor finds a folder that isn't there", async () => {
  await using repo = await makeRepo();

  const { code, lines } = await runDoctor(repo, { flags: ["--path", "nope"] });

  assertEquals(code, 1);
  assertEquals(lines, [
    'error no-folder: Cannot use "REPO/nope": there is no such folder',
  ]);
});

Deno.test("doctor finds that there is no git, and goes on", async () => {
  await using repo = await makeSession();
  const bin = join(repo.path, ".git/bin");
  await repo.sh(`mkdir "${bin}" && ln -s "$(command -v sh)" "${bin}/sh"`);
  await repo.sh("echo 'agent_cdm: x' >> .autoresearch.cfg");

  const { code, lines } = await runDoctor(repo, { variables: { PATH: bin } });

  assertEquals(code, 1);
  assertEquals(lines, [
    "error git-missing: Cannot run git: it is not on PATH",
    "warning unknown-keys: Keys without effect in .autoresearch.cfg: agent_cdm",
  ]);
});

Deno.test("doctor in no repository leaves no file behind", async () => {
  await using repo = await makeRepo();
  await repo.sh("rm -rf .git");
  const config = "target: a\nevaluate_cmd: sh x\nmetric: m\n";
  await repo.write(".autoresearch.cfg", config);

  const { code, lines } = await runDoctor(repo);

  assertEquals(code, 1);
  assertEquals(lines, [
    'error no-repository: Cannot use "REPO": not a git repository',
  ]);
  assertEquals(await repo.sh("ls -A"), ".autoresearch.cfg\n");
});

Deno.test("doctor before setup says so, and leaves no file behind", async () => {
  await using repo = await makeRepo({ "target.txt": "100\n" });

  const { code, findings } = await runDoctor(repo);

  assertEquals(code, 1);
  assertEquals(findings, [{
    kind: "no-config",
    severity: "error",
    message: 'Cannot read ".autoresearch.cfg": there is no such file',
    fix: "Run autoresearch setup",
  }]);
  assertEquals(await repo.sh("ls -A"), ".git\ntarget.txt\n");
});

Deno.test("doctor measures nothing while another autoresearch works", async () => {
  await using repo = await makeSession({
    evaluate:
      "touch .git/started; [ ! -e .git/slow ] || sleep 60; echo p50_ms: 1",
  });
  await editConfig("_minutes: 0.05", "_minutes: 1")(repo);
  await repo.sh("touch .git/slow; rm .git/started");
  const running = repo.start("doctor");
  await until(() => repo.exists(".git/started"));

  const { code, findings } = await runDoctor(repo);
  running.kill("SIGTERM");
  await running.output();

  assertEquals(code, 0);
  assertEquals(findings.map(({ kind }) => kind), ["busy"]);
  assert(findings[0]?.message.includes(`(process ${running.pid} on `));
});

Deno.test("doctor that is interrupted puts back what the evaluator changed", async () => {
  await using repo = await makeSession({
    evaluate: "echo p50_ms: 1; [ ! -e .git/slow ] || " +
      "{ echo 2 > lock.txt; touch .git/started; sleep 60; }",
    files: { "lock.txt": "1\n" },
  });
  await editConfig("_minutes: 0.05", "_minutes: 1")(repo);
  await repo.sh("touch .git/slow");
  const running = repo.start("doctor");
  await until(() => repo.exists(".git/started"));

  running.kill("SIGTERM");
  const { code, stderr } = await running.output();

  assertEquals(code, 130);
  assertEquals(
    new TextDecoder().decode(stderr),
    "Error: Stopped while the unchanged target was measured: nothing was " +
      "changed\nHint: Run autoresearch doctor again\n",
  );
  assertEquals(await repo.git("status", "--porcelain"), "");
});

/** All that a run builds on: git's own state, the ledger and our folder. */
async function stateOf(repo: Repo): Promise<Record<string, string>> {
  return {
    status: await repo.git("status", "--porcelain"),
    head: await repo.git("symbolic-ref", "HEAD"),
    refs: await repo.git("for-each-ref"),
    ledger: await repo.read("results.tsv"),
    config: await repo.read(".autoresearch.cfg"),
    own: await repo.sh("find .autoresearch | sort"),
  };
}

/** Whether a test's own machine may sleep, or has a disk, is no matter. */
function withoutMachine(text: string): string {
  const ofMachine =
    /^warning: (?:The machine may go to sleep|The project lies on ).*\n.*\n/gm;
  return text.replace(ofMachine, "");
}
