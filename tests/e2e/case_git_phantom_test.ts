import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, type Repo } from "../harness.ts";

/** Git forgets the outputs of a notebook, as nbstripout does. */
async function stripOutputs(repo: Repo) {
  await repo.git("config", "filter.strip.clean", "sed -e '/^# out:/d'");
}

const STRIPPED = {
  ".gitattributes": "*.txt filter=strip\n",
  "notes.txt": "notes\n",
};

Deno.test("run finds no candidate in what a clean filter takes away", async () => {
  await using repo = await makeSession({
    files: STRIPPED,
    before: async (made) => {
      await stripOutputs(made);
      // Else git believes the times it knows, and sees no change at all.
      await made.write("notes.txt", "notes\n# out: 54321\n");
    },
  });
  await repo.write("notes.txt", "notes\n# out: 12345\n");
  await repo.write("target.txt", "100\n# out: 12345\n");

  const { code, stderr } = await repo.autoresearch("run", "--single");

  assertEquals(code, 0);
  assertMatch(stderr, /no candidate/);
  assertEquals(await repo.verdicts(), ["keep 100"]);
  assertEquals(await repo.read("notes.txt"), "notes\n# out: 12345\n");
  assertEquals(await repo.read("target.txt"), "100\n# out: 12345\n");
});

Deno.test("run judges a change of the target beside another file's phantom", async () => {
  const evaluate = 'echo "p50_ms: $(head -n 1 target.txt)"';
  await using repo = await makeSession({
    evaluate,
    files: STRIPPED,
    before: stripOutputs,
  });
  await repo.write("notes.txt", "notes\n# out: 12345\n");

  for (const target of ["90\n# out: 1\n", "120\n# out: 2\n"]) {
    await repo.write("target.txt", target);
    await repo.autoresearch("run", "--single");
  }

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
  assertEquals(await repo.git("show", "HEAD:target.txt"), "90\n");
  assertEquals(await repo.read("notes.txt"), "notes\n# out: 12345\n");
});

Deno.test("run finds no candidate in other ends of line, and changes none", async () => {
  await using repo = await makeSession({
    target: "100\r\n",
    evaluate: `echo "p50_ms: $(tr -d '\\r' <target.txt)"`,
    before: (made) => renormalize(made, "core.autocrlf true"),
  });
  await repo.write("target.txt", "100\n");

  const { code, stderr } = await repo.autoresearch("run", "--single");

  assertEquals(code, 0);
  assertMatch(stderr, /no candidate/);
  assertEquals(await repo.verdicts(), ["keep 100"]);
  assertEquals(await repo.read("target.txt"), "100\n");
});

/** Commits the files as the setting wants them to be stored. */
async function renormalize(repo: Repo, setting: string) {
  await repo.git("config", ...setting.split(" "));
  await repo.git("add", "--renormalize", ".");
  await repo.git("commit", "--quiet", "--allow-empty", "--message", "ends");
}

/** Settings of ends of line, and the end that the target has under them. */
const ENDS: [setting: string, attributes: string, end: string][] = [
  ["core.autocrlf true", "", "\r\n"],
  ["core.autocrlf input", "", "\n"],
  ["core.autocrlf false", "", "\r\n"],
  ["core.eol crlf", "*.txt text\n", "\r\n"],
  ["core.safecrlf true", "*.txt text eol=crlf\n", "\r\n"],
];
for (const [setting, attributes, end] of ENDS) {
  Deno.test(`a discard brings the target's own ends of line back under ${setting}`, async () => {
    const lines = (number: number) => `${number}${end}# more${end}`;
    await using repo = await makeSession({
      target: lines(100),
      evaluate: `echo "p50_ms: $(head -n 1 target.txt | tr -d '\\r')"`,
      files: attributes === "" ? {} : { ".gitattributes": attributes },
      before: (made) => renormalize(made, setting),
    });

    const script = `
      calls=$(($(cat .git/calls 2>/dev/null) + 1)); echo $calls >.git/calls
      printf '%s${end.replace("\r", "\\r").replace("\n", "\\n")}# LF\\n' ` +
      "$((100 + calls)) >target.txt";
    await repo.write(".git/agent.sh", script);
    const { code } = await repo.loop("sh .git/agent.sh", 10);

    assertEquals(code, 0);
    assertEquals(
      (await repo.verdicts()).slice(1),
      Array.from({ length: 10 }, (_, row) => `discard ${101 + row}`),
    );
    assertEquals(await repo.read("target.txt"), lines(100));
    assertEquals(await repo.git("status", "--porcelain"), "");
  });
}
