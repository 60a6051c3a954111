import { assertEquals, assertMatch } from "@std/assert";
import { makeRepo, makeSession, PRINT_TARGET, SETUP } from "../harness.ts";

const FILES = { "target.txt": "100\n", "eval.sh": `${PRINT_TARGET}\n` };

function setupWith(tag: string): readonly string[] {
  return SETUP.map((flag) => flag === "t1" ? tag : flag);
}

/** What a setup that refuses must leave as it was, byte for byte. */
const STATE =
  "git for-each-ref; git symbolic-ref HEAD; cat .git/info/exclude; ls -A";

/** A branch, and a tag that git can't have beside it. */
const IN_THE_WAY: [branch: string, tag: string, command: RegExp][] = [
  ["autoresearch", "t1", /git branch -m autoresearch autoresearch-old/],
  ["autoresearch/a", "a/b", /git branch -m autoresearch\/a autoresearch-a-old/],
  ["autoresearch/a/b", "a", /git branch -m autoresearch\/a\/b /],
  ["autoresearch/t1", "t1", /--tag/],
];
for (const [branch, tag, command] of IN_THE_WAY) {
  Deno.test(`setup --tag ${tag} names the branch ${branch} that is in its way`, async () => {
    await using repo = await makeRepo(FILES);
    await repo.git("branch", branch);
    const before = await repo.sh(STATE);

    const { code, stderr } = await repo.autoresearch(...setupWith(tag));

    assertEquals(code, 1);
    assertMatch(stderr, new RegExp(`^Error: .*"${branch}"\\nHint: `));
    assertMatch(stderr, command);
    assertEquals(await repo.sh(STATE), before);
  });
}

Deno.test("setup takes over a session a/b only under another tag than a", async () => {
  await using repo = await makeRepo(FILES);
  const first = await repo.autoresearch(...setupWith("a"));

  const second = await repo.autoresearch(...setupWith("a/b"));

  assertEquals([first.code, second.code], [0, 1]);
  assertMatch(second.stderr, /"autoresearch\/a"/);
  assertEquals(
    await repo.git("symbolic-ref", "--short", "HEAD"),
    "autoresearch/a\n",
  );
  assertEquals((await repo.try(90)).code, 0);
});

const BAD_TAGS = [
  "../x",
  "a b",
  "-f",
  ".lock",
  "a.lock",
  "a..b",
  "a~1",
  "a^",
  "a:b",
  "a\\b",
  "a*",
  "@{-1}",
  "a//b",
  "/a",
  "a/",
  "a.",
  "",
];
Deno.test("setup calls every tag that can be no branch a usage error", async () => {
  await using repo = await makeRepo(FILES);
  const before = await repo.sh(STATE);

  const codes = await Promise.all(BAD_TAGS.map(async (tag) => {
    const { code, stderr } = await repo.autoresearch(...setupWith(tag));
    const isNamed = stderr.includes("tag") || stderr.includes(" -f\n");
    return `"${tag}": ${code}, ${isNamed ? "named" : stderr}`;
  }));

  assertEquals(codes, BAD_TAGS.map((tag) => `"${tag}": 2, named`));
  assertEquals(await repo.sh(STATE), before);
});

Deno.test("run refuses to work on another branch than the session's", async () => {
  await using repo = await makeSession();
  await repo.git("switch", "--quiet", "main");
  const onMain = await repo.try(90);
  await repo.git("stash", "--quiet");
  await repo.git("checkout", "--quiet", "--detach", "autoresearch/t1");
  const detached = await repo.try(90);

  assertEquals([onMain.code, detached.code], [1, 1]);
  assertMatch(onMain.stderr, /the branch is main\nHint: .*autoresearch\/t1/);
  assertMatch(detached.stderr, /detached\nHint: .*autoresearch\/t1/);
  assertEquals(await repo.verdicts(), ["keep 100"]);
  assertEquals(await repo.read("target.txt"), "90\n");
});
