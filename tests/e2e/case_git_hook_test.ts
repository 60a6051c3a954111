import { assertEquals, assertMatch } from "@std/assert";
import { runDoctor } from "../doctor_report.ts";
import { makeSession, type Repo } from "../harness.ts";
import { assertSoon } from "../waiting.ts";

async function writeHook(repo: Repo, path: string, text: string) {
  await repo.write(path, `#!/bin/sh\n${text}\n`);
  await repo.sh(`chmod +x "${path}"`);
}

/** Hooks that change, refuse or swallow a commit, or only tell on us. */
const HOOKS: [what: string, name: string, text: string][] = [
  [
    "rewrites what is committed",
    "pre-commit",
    "sed -i s/90/91/ target.txt && git add target.txt; touch HOOK_RAN",
  ],
  ["refuses every commit", "pre-commit", "touch HOOK_RAN; exit 1"],
  [
    "refuses our subjects",
    "commit-msg",
    `touch HOOK_RAN; grep -q '^feat:' "$1"`,
  ],
  [
    "rewrites the subject",
    "prepare-commit-msg",
    `touch HOOK_RAN; echo other >"$1"`,
  ],
  ["watches checkouts", "post-checkout", "touch HOOK_RAN"],
  ["watches commits", "post-commit", "touch HOOK_RAN"],
  ["watches the index", "post-index-change", "touch HOOK_RAN"],
  ["refuses to move a ref", "reference-transaction", "touch HOOK_RAN; exit 1"],
];
for (const [what, name, text] of HOOKS) {
  Deno.test(`run commits the very bytes that it measured where a hook ${what}`, async () => {
    await using repo = await makeSession();
    await writeHook(repo, `.git/hooks/${name}`, text);

    const better = await repo.try(90);
    const worse = await repo.try(120);

    assertEquals([better.code, worse.code], [0, 0]);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
    assertEquals(await repo.git("show", "HEAD:target.txt"), "90\n");
    assertEquals(await repo.git("show", "-s", "--format=%s"), "try 90\n");
    assertEquals(await repo.read("target.txt"), "90\n");
    assertEquals(await repo.exists("HOOK_RAN"), false);
  });
}

Deno.test("run needs no hook helper that a checkout lacks", async () => {
  await using repo = await makeSession();
  await writeHook(repo, "hooks/pre-commit", '. "$(dirname "$0")/_/husky.sh"');
  await writeHook(repo, "hooks/post-checkout", "touch HOOK_RAN");
  await repo.git("config", "core.hooksPath", "hooks");

  await repo.try(90);
  await repo.try(120);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
  assertEquals(await repo.exists("HOOK_RAN"), false);
});

/** Settings by which git would ask somebody who is asleep. */
const SIGNING: [what: string, settings: readonly string[]][] = [
  ["commit.gpgsign", ["commit.gpgsign true"]],
  ["gpg.format ssh", [
    "commit.gpgsign true",
    "gpg.format ssh",
    'gpg.ssh.program "$PWD/slow"',
    "user.signingkey ~/.ssh/id_ed25519",
  ]],
  ["tag.gpgsign", ["tag.gpgsign true", "commit.gpgsign true"]],
];
for (const [what, settings] of SIGNING) {
  Deno.test(`run keeps unsigned and without a wait under ${what}`, async () => {
    await using repo = await makeSession({
      files: { slow: "#!/bin/sh\nexec sleep 300\n" },
      before: (made) => made.sh("chmod +x slow; git commit -qam slow"),
    });
    await repo.sh('git config gpg.program "$PWD/slow"');
    for (const setting of settings) await repo.sh(`git config ${setting}`);
    const started = performance.now();

    const { code } = await repo.try(90);

    assertEquals(code, 0);
    assertSoon(started);
    const commit = await repo.git("cat-file", "commit", "HEAD");
    assertEquals(commit.includes("gpgsig"), false);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  });
}

Deno.test("doctor says that commits are not signed", async () => {
  await using repo = await makeSession();
  await repo.git("config", "commit.gpgsign", "true");

  const { code, lines } = await runDoctor(repo);

  assertEquals(code, 0);
  assertMatch(lines.join("\n"), /^warning .* not signed, .*commit\.gpgSign/);
});

Deno.test("run keeps where nobody has told git a name", async () => {
  await using repo = await makeSession();
  await repo.git("config", "--remove-section", "user");
  await repo.git("config", "user.useConfigOnly", "true");

  const { code } = await repo.try(90);

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(
    await repo.git("show", "--no-patch", "--format=%an <%ae>"),
    "autoresearch <autoresearch@localhost>\n",
  );
});
