import { assertEquals } from "@std/assert";
import {
  makeRepo,
  makeSession,
  PRINT_TARGET,
  type Repo,
  SETUP,
} from "../harness.ts";
import { assertRefused } from "../refusal.ts";

const FILES = {
  "target.txt": "100\n",
  "eval.sh": PRINT_TARGET,
  "lib/part.txt": "1\n",
};

function setupWith(flag: string, value: string): string[] {
  const words = SETUP.map((word, at) => SETUP[at - 1] === flag ? value : word);
  return words.includes(value) ? words : [...words, flag, value];
}

/** Targets that no candidate could be made of, and why. */
const TARGETS: readonly (readonly [
  target: string,
  before: string,
  why: string,
  hint: string,
])[] = [
  [
    "missing.txt",
    ":",
    "there is no such file, and it matches no tracked one",
    "Check the path: it is relative to the project root (--path)",
  ],
  [
    "*.rs",
    ":",
    "there is no such file, and it matches no tracked one",
    "Check the path: it is relative to the project root (--path)",
  ],
  ["lib", ":", "a folder", "Name files, or a glob: --target 'lib/**'"],
  ["lib/", ":", "a folder", "Name files, or a glob: --target 'lib/**'"],
  [
    "out.txt",
    "ln -s /etc/hostname out.txt; git add out.txt; git commit -qm link",
    "it leads out of the project",
    "Name a file inside the project root, not a link to another place",
  ],
  [
    "dangling.txt",
    "ln -s nowhere dangling.txt; git add dangling.txt; git commit -qm link",
    "it leads out of the project",
    "Name a file inside the project root, not a link to another place",
  ],
  [
    "in.txt",
    "ln -s lib/part.txt in.txt; git add in.txt; git commit -qm link",
    'it is a link to "lib/part.txt"',
    "Name that file: lib/part.txt",
  ],
  [
    "linked/part.txt",
    "ln -s lib linked; git add linked; git commit -qm link",
    'it is a link to "lib/part.txt"',
    "Name that file: lib/part.txt",
  ],
  [
    "new file.txt",
    "echo 1 > 'new file.txt'",
    "git does not track it, so no rollback could bring it back",
    "Run: git add 'new file.txt' && git commit -m \"track the target\"",
  ],
  [
    "prompt.md",
    "echo '*.md' > .gitignore; git add .gitignore; git commit -qm x; echo 1 > prompt.md",
    "git ignores it (.gitignore:1: *.md)",
    'Run: git add -f prompt.md && git commit -m "track the target"',
  ],
  [
    "a[1]*.md",
    "echo '*.md' > .git/info/exclude; echo 1 > 'a[1]*.md'",
    "git ignores it (.git/info/exclude:1: *.md)",
    "Run: git add -f 'a[1]*.md' && git commit -m \"track the target\"",
  ],
];
for (const [target, before, why, hint] of TARGETS) {
  Deno.test(`setup refuses target "${target}": ${why}`, async () => {
    await using repo = await makeRepo(FILES);
    await repo.sh(before);

    await assertRefused(repo, setupWith("--target", target), {
      code: 1,
      message: `Cannot use target "${target}": ${why}`,
      hint,
    });
    assertEquals(await repo.exists(".autoresearch"), false);
  });
}

Deno.test("setup takes a target that is tracked and ignored", async () => {
  await using repo = await makeRepo(FILES);
  await repo.sh("echo '*.txt' > .gitignore; git add .; git commit -qm x");

  assertEquals((await repo.autoresearch(...SETUP)).code, 0);
});

/** Targets of which protection leaves nothing, and what is protected. */
const CLASHES:
  readonly (readonly [target: string, guarded: string, clash: string])[] = [
    ["target.txt", "target.txt", "target.txt"],
    ["target.txt", "./target.txt", "target.txt"],
    ["target.txt", "*.txt", "target.txt"],
    ["*.txt", "*.txt", "target.txt"],
    ["*.sh", "data.csv", "eval.sh"],
    ["lib/part.txt, target.txt", "target.txt", "target.txt"],
  ];
for (const [target, guarded, clash] of CLASHES) {
  Deno.test(`setup refuses target "${target}" with "${guarded}" protected`, async () => {
    await using repo = await makeRepo(FILES);

    await assertRefused(
      repo,
      [...setupWith("--target", target), "--protected", guarded],
      {
        code: 1,
        message: `Cannot use target "${clash}": it is protected as well`,
        hint: "Name it by its own path in --target and leave it out of " +
          "--protected, or choose another target",
      },
    );
  });
}

/** Names that look like a list or like a glob, and are a file. */
for (const name of ["a,b.txt", "a[1].txt", "{x}.txt", "größer als.txt"]) {
  Deno.test(`setup and run take the file "${name}" for a target`, async () => {
    await using repo = await makeRepo({
      [name]: "100\n",
      "b.txt": "0\n",
      "eval.sh": `echo "p50_ms: $(cat '${name}')"`,
    });

    const { code } = await repo.autoresearch(...setupWith("--target", name));
    await repo.write(name, "90\n");
    const single = await repo.autoresearch("run", "--single");

    assertEquals([code, single.code], [0, 0]);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  });
}

/** Edits of the config after setup, that leave nothing to do all night. */
const EDITS: readonly (readonly [line: string, message: string])[] = [
  [
    "target: missing.txt",
    'Cannot use target "missing.txt": there is no such file, and it matches ' +
    "no tracked one",
  ],
  [
    "protected: target.txt",
    'Cannot use target "target.txt": it is protected as well',
  ],
];
for (const [line, message] of EDITS) {
  for (const mode of ["--single", "--loop"]) {
    Deno.test(`run ${mode} refuses a config with ${line}`, async () => {
      await using repo = await makeSession();
      await edit(repo, line);

      const { code, stdout } = await repo.autoresearch("run", mode, "--json");

      assertEquals([code, JSON.parse(stdout).error.message], [1, message]);
      assertEquals(await repo.verdicts(), ["keep 100"]);
    });
  }
}

async function edit(repo: Repo, line: string): Promise<void> {
  const config = await repo.read(".autoresearch.cfg");
  await repo.write(".autoresearch.cfg", `${config}${line}\n`);
}
