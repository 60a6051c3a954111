import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { SKILL_FILES } from "../../src/core/skill/skill.ts";
import { makeRepo, makeSession, Repo } from "../harness.ts";
import { homeAt } from "../home.ts";
import { assertRefused } from "../refusal.ts";
import { assertSound } from "../soundness.ts";
import { endOf, untilThere } from "../waiting.ts";

const AGENTS = ".agents/skills/autoresearch";
const CLAUDE = ".claude/skills/autoresearch";
const NAMES = SKILL_FILES.map(({ name }) => name);
const COUNT = NAMES.length;

async function makeFolder(): Promise<Repo> {
  return new Repo(await Deno.makeTempDir({ prefix: "autoresearch " }));
}

/** Which of the skill's files lie in a folder, with our text in them. */
async function installedIn(repo: Repo, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name, text } of SKILL_FILES) {
    const path = `${folder}/${name}`;
    if (!await repo.exists(path)) continue;
    if ((await repo.read(path)).startsWith(text)) found.push(name);
  }
  return found;
}

/** Makes a file one that another version wrote. */
async function makeOlder(repo: Repo, path: string): Promise<void> {
  const text = "An older text\n";
  await repo.write(path, text);
  const [hash] = (await repo.sh(`sha256sum '${path}'`)).split(" ");
  const stamp = `<!-- Installed by autoresearch; sha256 ${hash} -->\n`;
  await repo.write(path, text + stamp);
}

const PLACES: [flags: string[], folders: string[]][] = [
  [[], [AGENTS, CLAUDE]],
  [["--agent", "claude"], [CLAUDE]],
  [["--agent", "codex"], [AGENTS]],
  [["--agent", "goose"], [AGENTS]],
];
for (const [flags, folders] of PLACES) {
  Deno.test(`skill install ${flags.join(" ")} writes ${folders.join(" and ")}`, async () => {
    await using folder = await makeFolder();

    const result = await folder.autoresearch("skill", "install", ...flags);

    assertEquals(result, {
      code: 0,
      stdout: folders.map((path) =>
        `${path}: ${COUNT} of ${COUNT} files written\n`
      ).join(""),
      stderr: "",
    });
    for (const path of [AGENTS, CLAUDE]) {
      const expected = folders.includes(path) ? NAMES : [];
      assertEquals(await installedIn(folder, path), expected);
    }
  });
}

Deno.test("skill install --user writes below HOME, and nothing into the project", async () => {
  await using folder = await makeFolder();
  const home = join(folder.path, "home");
  await Deno.mkdir(home);

  const { code, stdout } = await folder.autoresearchWith(
    homeAt(home),
    ...["skill", "install", "--user", "--agent", "pi", "--json"],
  );

  assertEquals([code, JSON.parse(stdout)], [0, {
    folders: [{ path: join(home, AGENTS), written: NAMES, unchanged: [] }],
  }]);
  assertEquals(await installedIn(folder, `home/${AGENTS}`), NAMES);
  assertEquals(await folder.exists(".agents"), false);
});

Deno.test("skill install again writes nothing", async () => {
  await using folder = await makeFolder();
  await folder.autoresearch("skill", "install", "--agent", "claude");
  const path = join(folder.path, CLAUDE, "SKILL.md");
  const before = await Deno.stat(path);

  const { stdout } = await folder.autoresearch("skill", "install", "--json");

  assertEquals(JSON.parse(stdout).folders, [
    { path: AGENTS, written: NAMES, unchanged: [] },
    { path: CLAUDE, written: [], unchanged: NAMES },
  ]);
  const after = await Deno.stat(path);
  assertEquals([after.ino, after.mtime], [before.ino, before.mtime]);
  assertEquals(
    (await folder.autoresearch("skill", "install")).stdout,
    [
      `${AGENTS}: up to date\n`,
      `${CLAUDE}: up to date\n`,
    ].join(""),
  );
});

Deno.test("skill install replaces what an older version wrote, and no other file", async () => {
  await using folder = await makeFolder();
  await folder.autoresearch("skill", "install", "--agent", "codex");
  await makeOlder(folder, `${AGENTS}/SKILL.md`);
  await folder.write(`${AGENTS}/notes.md`, "mine\n");

  const { code, stdout } = await folder.autoresearch(
    ...["skill", "install", "--agent", "codex"],
  );

  assertEquals([code, stdout], [
    0,
    `${AGENTS}: 1 of ${COUNT} files written\n`,
  ]);
  assertEquals(await installedIn(folder, AGENTS), NAMES);
  assertEquals(await folder.read(`${AGENTS}/notes.md`), "mine\n");
});

const OWN_WORK: [what: string, change: (text: string) => string][] = [
  ["a line more", (text) => `${text}mine\n`],
  ["another word", (text) => text.replace("autoresearch", "mine")],
  ["a file of one's own", () => "mine\n"],
];
for (const [what, change] of OWN_WORK) {
  Deno.test(`skill install leaves ${what} alone until --force`, async () => {
    await using repo = await makeRepo();
    const install = ["skill", "install"];
    await repo.autoresearch(...install, "--agent", "codex");
    const path = `${AGENTS}/references/protocol.md`;
    await repo.write(path, change(await repo.read(path)));

    await assertRefused(repo, install, {
      code: 1,
      message: `Cannot install the skill: not as it was installed: "${path}"`,
      hint: "Keep what you changed elsewhere, then overwrite it with --force",
    });

    const { code } = await repo.autoresearch(...install, "--force");
    assertEquals([code, await installedIn(repo, AGENTS)], [0, NAMES]);
  });
}

const BLOCKED: [script: string, message: string][] = [
  ["echo mine > .agents", '".agents" is no folder'],
  [
    "mkdir -p .claude/skills; echo mine > .claude/skills/autoresearch",
    `"${CLAUDE}" is no folder`,
  ],
  [
    "mkdir -p .claude/skills; ln -s gone .claude/skills/autoresearch",
    `"${CLAUDE}" is no folder`,
  ],
  [
    `mkdir -p ${CLAUDE}; echo mine > ${CLAUDE}/references`,
    `"${CLAUDE}/references" is no folder`,
  ],
  [`mkdir -p ${CLAUDE}/SKILL.md`, `"${CLAUDE}/SKILL.md" is no file`],
  [
    `mkdir -p ${CLAUDE}; mkfifo ${CLAUDE}/SKILL.md`,
    `"${CLAUDE}/SKILL.md" is no file`,
  ],
];
for (const [script, message] of BLOCKED) {
  Deno.test(`skill install writes nothing after ${script}, forced or not`, async () => {
    await using repo = await makeRepo();
    await repo.sh(script);

    for (const force of [[], ["--force"]]) {
      await assertRefused(repo, ["skill", "install", ...force], {
        code: 1,
        message: `Cannot install the skill: ${message}`,
        hint: "Move it out of the way, then run the same command again",
      });
    }
  });
}

Deno.test("skill install leaves a link alone that leads nowhere", async () => {
  await using repo = await makeRepo();
  await repo.sh(`mkdir -p ${CLAUDE}; ln -s gone ${CLAUDE}/SKILL.md`);

  await assertRefused(repo, ["skill", "install"], {
    code: 1,
    message: "Cannot install the skill: not as it was installed: " +
      `"${CLAUDE}/SKILL.md"`,
    hint: "Keep what you changed elsewhere, then overwrite it with --force",
  });
});

Deno.test("skill install knows a copy to which git gave other line ends", async () => {
  await using repo = await makeRepo();
  const install = ["skill", "install", "--agent", "codex"];
  await repo.autoresearch(...install);
  await makeOlder(repo, `${AGENTS}/SKILL.md`);
  await repo.sh("git add .agents; git commit -qm skill; rm -r .agents");
  await repo.sh("git -c core.autocrlf=true checkout .agents");

  const { stdout } = await repo.autoresearch(...install);

  assertEquals(stdout, `${AGENTS}: 1 of ${COUNT} files written\n`);
});

Deno.test("skill install refuses an agent that has no skills", async () => {
  await using repo = await makeRepo();

  await assertRefused(repo, ["skill", "install", "--agent", "aider"], {
    code: 1,
    message: "Cannot install the skill for aider: it reads none",
    hint: "Leave --agent out, and name the SKILL.md in aider's own command " +
      "line",
  });
});

Deno.test("skill install refuses an agent that nobody knows", async () => {
  await using repo = await makeRepo();

  await assertRefused(repo, ["skill", "install", "--agent", "../x"], {
    code: 2,
    message: 'Cannot install the skill for "../x": no agent is known by that ' +
      "name",
    hint: "Take one of claude, codex, opencode, pi, gemini, qwen, copilot, " +
      "cline, aider, crush, cursor, goose, amp, or leave --agent out",
  });
});

for (const path of ["gone", "file"]) {
  Deno.test(`skill install makes no folder where the project is none: ${path}`, async () => {
    await using repo = await makeRepo({ file: "" });

    await assertRefused(repo, ["skill", "install", "--path", path], {
      code: 1,
      message: `Cannot install the skill: there is no folder "${
        join(repo.path, path)
      }"`,
      hint: "Check --path",
    });
  });
}

Deno.test("skill install --user says so where nobody has a home", async () => {
  await using folder = await makeFolder();

  const { code, stderr } = await folder.autoresearchWith(
    homeAt(""),
    ...["skill", "install", "--user"],
  );

  assertEquals([code, stderr], [
    1,
    "Error: Cannot install the skill for you: HOME is not set\n" +
    "Hint: Set it to your home folder, or install into a project without " +
    "--user\n",
  ]);
});

Deno.test("a run goes on beside the skill, which stays the user's", async () => {
  await using repo = await makeSession();
  await repo.autoresearch("skill", "install");
  const agent = "echo 90 > target.txt; git status --short > .git/seen";

  const { code } = await repo.loop(agent);

  assertEquals([code, await repo.verdicts()], [0, ["keep 100", "keep 90"]]);
  assertEquals(await installedIn(repo, AGENTS), NAMES);
  assertEquals(await installedIn(repo, CLAUDE), NAMES);
  assertEquals(
    await repo.git("status", "--short"),
    "?? .agents/\n?? .claude/\n",
  );
  await assertSound(repo);
});

Deno.test("the skill is no part of a target whose glob matches it", async () => {
  await using repo = await makeSession({
    files: { "docs/a.md": "" },
    flags: ["--target", "target.txt,**/*.md"],
  });
  await repo.autoresearch("skill", "install");
  const mine = `${CLAUDE}/SKILL.md`;
  const change = `echo 90 > target.txt; echo 9 > docs/a.md; echo 9 >> ${mine}`;

  const { code } = await repo.loop(change);
  await repo.git("add", "--force", CLAUDE);
  await repo.git("commit", "--quiet", "--message", "the skill");
  const rejected = await repo.autoresearch("run", "--single");

  assertEquals([code, rejected.code], [0, 4]);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard N/A"]);
  assertEquals(
    await repo.git("diff", "--name-only", "main"),
    "docs/a.md\ntarget.txt\n",
  );
  assertEquals((await repo.read(mine)).endsWith("-->\n9\n"), true);
  await assertSound(repo);
});

Deno.test("the skill may be the target by its own name", async () => {
  const mine = `${CLAUDE}/SKILL.md`;
  await using repo = await makeSession({
    evaluate: `echo "p50_ms: $(cat ${mine})"`,
    files: { [mine]: "100\n" },
    flags: ["--target", mine],
  });
  await repo.write(mine, "90\n");

  await repo.autoresearch("run", "--single");

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
});

Deno.test("skill install is refused beside a run, which would take the files for its agent's", async () => {
  await using repo = await makeSession();
  const agent = "touch .git/busy; until [ -e .git/go ]; do sleep 0.05; done; " +
    "echo 90 > target.txt";
  const loop = repo.start(
    ...["run", "--loop", "--agent", agent, "--max-experiments", "1"],
  );
  await untilThere(repo, ".git/busy");

  const { code, stderr } = await repo.autoresearch("skill", "install");
  const isThere = await repo.exists(".agents");
  await repo.write(".git/go", "");
  await endOf(loop);

  assertEquals([code, isThere], [1, false]);
  assertEquals(
    stderr.replace(/process \d+.*/, "…"),
    "Error: Cannot install the skill into a project where a run is under " +
      "way: …\nHint: End it with  autoresearch stop, or install for all " +
      "projects with --user\n",
  );
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
});
