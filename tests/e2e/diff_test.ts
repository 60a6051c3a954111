import { assertEquals } from "@std/assert";
import { makeSession, type Repo } from "../harness.ts";
import { type PseudoTerminal, startInTerminal } from "../pseudo_terminal.ts";
import { assertRefused } from "../refusal.ts";

/** Writes what a command prints into a file, byte for byte. */
async function save(repo: Repo, name: string, ...args: string[]) {
  const child = repo.start(...args);
  const { code, stdout, stderr } = await child.output();
  await Deno.writeFile(`${repo.path}/.git/${name}`, stdout);
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("diff prints the patch alone, and git apply makes the candidate of it", async () => {
  await using repo = await makeSession();
  await repo.try(90);
  await repo.try(120);

  const result = await save(repo, "x.patch", "diff", "2");

  assertEquals(result, { code: 0, stderr: "" });
  await repo.sh("git apply .git/x.patch");
  assertEquals(await repo.read("target.txt"), "120\n");
});

Deno.test("diff is exact where a file is no UTF-8 or binary", async () => {
  await using repo = await makeSession({
    before: (repo) =>
      repo.sh(
        "printf 'gr\\374n\\n' > latin.txt; printf 'a\\0b' > binary.txt; " +
          "printf 'old\\r\\n' > crlf.txt; git add .; git commit -qm more",
      ),
    flags: ["--target", "*.txt"],
  });
  await repo.sh(
    "printf 'gr\\366\\337e\\n' > latin.txt; printf 'a\\0c' > binary.txt; " +
      "printf 'new\\r\\n' > crlf.txt; printf '1' > added.txt",
  );
  await repo.try(120);

  assertEquals(await save(repo, "x.patch", "diff", "1"), {
    code: 0,
    stderr: "",
  });
  await repo.sh("git apply .git/x.patch; git add --all -- '*.txt'");

  const tree = await repo.git("rev-parse", "refs/autoresearch/t1/1^{tree}");
  assertEquals(await repo.git("write-tree"), tree);
});

Deno.test("diff N M goes from one candidate to the other", async () => {
  await using repo = await makeSession();
  await repo.try(120);
  await repo.try(90);
  await repo.try(130);

  const { code, stdout } = await repo.autoresearch("diff", "3", "1");

  const ends = ["refs/autoresearch/t1/3", "refs/autoresearch/t1/1"];
  assertEquals(
    [code, stdout],
    [0, await repo.git("diff-tree", "-p", "--full-index", ...ends)],
  );
});

Deno.test("diff --json names both ends", async () => {
  await using repo = await makeSession();
  await repo.try(90);

  const { stdout } = await repo.autoresearch("diff", "1", "--json");

  const { from, to, diff, ...rest } = JSON.parse(stdout);
  assertEquals(rest, { row: 1, other: null, isCut: false });
  assertEquals(`${from}\n`, await repo.git("rev-parse", "main"));
  assertEquals(`${to}\n`, await repo.git("rev-parse", "HEAD"));
  assertEquals(diff, (await repo.autoresearch("diff", "1")).stdout);
});

Deno.test("diff takes what was kept where git knows the candidate no longer", async () => {
  await using repo = await makeSession();
  await repo.try(120);
  const before = await repo.autoresearch("show", "1", "--json");
  await repo.sh(
    "git update-ref -d refs/autoresearch/t1/1; " +
      "git reflog expire --expire=now --all; git gc -q --prune=now",
  );

  const { code, stdout } = await repo.autoresearch("diff", "1");

  assertEquals([code, stdout], [0, JSON.parse(before.stdout).diff]);
  await assertRefused(repo, ["diff", "0", "1"], {
    code: 1,
    message: 'Cannot find the candidate of row 1: git does not know "' +
      `${(await repo.rows())[1]?.["commit"]}"`,
    hint: "Fetch that commit; what was kept of it: autoresearch show 1",
  });
});

Deno.test("diff refuses the baseline alone, and a row that isn't there", async () => {
  await using repo = await makeSession();

  await assertRefused(repo, ["diff", "0"], {
    code: 1,
    message: "Cannot diff row 0: there is nothing that it was compared with",
    hint: "Name a second row, as in  autoresearch diff 0 1",
  });
  await assertRefused(repo, ["diff", "0", "4"], {
    code: 1,
    message: "Cannot diff row 4: row 0 is the only one",
    hint: "See  autoresearch log --history",
  });
});

Deno.test("diff on a terminal has colors, and no escapes but those", async () => {
  await using repo = await makeSession();
  await repo.try("120 \x1b[2Jtrick");

  await using terminal: PseudoTerminal = startInTerminal(repo, "diff", "1");
  await terminal.see("\x1b[32m+120 trick\x1b[0m");

  assertEquals(await terminal.end(), 0);
  assertEquals(terminal.shown.includes("\x1b[2J"), false);
});
