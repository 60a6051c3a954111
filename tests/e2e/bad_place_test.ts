import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { stateOf } from "../folder_state.ts";
import {
  commandLine,
  makeRepo,
  makeSession,
  PRINT_TARGET,
  Repo,
  SETUP,
} from "../harness.ts";
import { assertRefused } from "../refusal.ts";

const FILES = { "target.txt": "100\n", "eval.sh": PRINT_TARGET };

for (const place of ["nowhere", "target.txt", "target.txt/x"]) {
  Deno.test(`setup refuses --path ${place}`, async () => {
    await using repo = await makeRepo(FILES);

    await assertRefused(repo, [...SETUP, "--path", place], {
      code: 1,
      message: `Cannot use "${
        join(repo.path, place)
      }": there is no such folder`,
      hint: "Check --path",
    });
  });

  Deno.test(`run and log refuse --path ${place}`, async () => {
    await using repo = await makeRepo(FILES);
    const root = join(repo.path, place);
    const hint =
      "Run autoresearch setup there first, or name the project with --path";

    await assertRefused(repo, ["run", "--single", "--path", place], {
      code: 1,
      message: `Cannot read ".autoresearch.cfg" in "${root}": there is none`,
      hint,
    });
    await assertRefused(repo, ["log", "--path", place], {
      code: 1,
      message: `Cannot read "results.tsv" in "${root}": there is none`,
      hint,
    });
  });
}

Deno.test("setup refuses a folder that is no repository", async () => {
  await using folder = new Repo(await Deno.makeTempDir());

  const { code, stderr } = await folder.autoresearch(...SETUP);

  assertEquals([code, stderr], [
    1,
    `Error: Cannot use "${folder.path}": not a git repository\n` +
    "Hint: Run: git init && git add . && git commit -m start\n",
  ]);
  assertEquals(await folder.sh("ls -A"), "");
});

Deno.test("setup refuses a repository without commits", async () => {
  await using repo = new Repo(await Deno.makeTempDir());
  await repo.sh("git init -q; echo 100 > target.txt");

  await assertRefused(repo, SETUP, {
    code: 1,
    message: `Cannot set up in "${repo.path}": the repository has no commits`,
    hint: "Run: git add . && git commit -m start",
  });
});

/** Branches that are there, and the tag that they are in the way of. */
const BRANCHES: readonly (readonly [
  there: string,
  tag: string,
  hint: string,
])[] = [
  ["autoresearch/t1", "t1", "Choose another name with --tag"],
  [
    "autoresearch",
    "t1",
    "Choose another --tag, or rename it: git branch -m autoresearch " +
    "autoresearch-old",
  ],
  [
    "autoresearch/a",
    "a/b",
    "Choose another --tag, or rename it: git branch -m autoresearch/a " +
    "autoresearch-a-old",
  ],
  [
    "autoresearch/a/b",
    "a",
    "Choose another --tag, or rename it: git branch -m autoresearch/a/b " +
    "autoresearch-a-b-old",
  ],
];
for (const [there, tag, hint] of BRANCHES) {
  Deno.test(`setup refuses tag ${tag} beside a branch ${there}`, async () => {
    await using repo = await makeRepo(FILES);
    await repo.git("branch", there);

    await assertRefused(repo, SETUP.map((word) => word === "t1" ? tag : word), {
      code: 1,
      message: `Cannot make the branch "autoresearch/${tag}": ` +
        `there is a branch "${there}"`,
      hint,
    });
  });
}

Deno.test("setup never writes over the attempts of a session whose branch is gone", async () => {
  await using repo = await makeSession();
  await repo.sh("git switch -q main; git branch -qD autoresearch/t1");

  await assertRefused(repo, SETUP, {
    code: 1,
    message: 'Cannot take the tag "t1": attempts of an earlier session have ' +
      "it (refs/autoresearch/t1/0)",
    hint: "Choose another name with --tag",
  });
});

for (const args of [SETUP, ["run", "--single"], ["doctor"]] as const) {
  Deno.test(`${args[0]} says so where there is no git on PATH`, async () => {
    await using repo = await makeSession();
    const PATH = join(repo.path, "no-such-folder");

    const { code, stdout } = await repo.autoresearchWith(
      { PATH },
      ...args,
      "--json",
    );

    const isSaid = /Cannot run git[^"]*: (no git|it is not) on PATH/;
    assertEquals([code, isSaid.test(stdout.replaceAll('\\"', ""))], [1, true]);
  });
}

/** Permission bits don't bind root, unless it gives that privilege away. */
const BOUND = ["--bounding-set=-dac_override,-dac_read_search", "--"];
const CAN_BE_BOUND = await canBeBound();

async function canBeBound(): Promise<boolean> {
  await using folder = new Repo(await Deno.makeTempDir());
  await folder.sh("chmod a-w .");
  try {
    const touch = [...BOUND, "sh", "-c", "! touch x 2>&-"];
    return (await folder.exec("setpriv", touch)).code === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

for (const closed of [".", ".git", ".git/refs/heads", ".git/info"]) {
  Deno.test({
    name: `setup refuses a project in which ${closed} is read-only, in words`,
    ignore: !CAN_BE_BOUND,
    async fn() {
      await using repo = await makeRepo(FILES);
      await repo.sh(
        `find '${closed}' -type d -o -name exclude | xargs chmod a-w`,
      );
      const before = await stateOf(repo);

      const { code, stdout } = await repo.exec(
        "setpriv",
        [...BOUND, ...commandLine(), ...SETUP, "--json"],
      );

      const { error } = JSON.parse(stdout);
      assertEquals([code, error.kind], [1, "user"]);
      assertEquals(
        /permission denied|unable to create/i.test(error.message),
        true,
      );
      await repo.sh("chmod -R u+w .; rm -f run.log");
      assertEquals(await stateOf(repo), before);
      assertEquals(await repo.exists(".autoresearch"), false);
    },
  });
}
