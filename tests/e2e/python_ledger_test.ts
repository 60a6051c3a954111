/** What the Python version got wrong about the ledger. @module */
import { assertEquals, assertMatch } from "@std/assert";
import { makeSession } from "../harness.ts";
import { assertSound } from "../soundness.ts";

Deno.test("python: named the surviving commit in discard rows, and never the idea", async () => {
  await using repo = await makeSession();

  await repo.try(120);

  const [baseline, discard] = await repo.rows();
  assertEquals(discard?.["description"], "try 120");
  assertEquals(discard?.["commit"] === baseline?.["commit"], false);
  const idea = await repo.git("show", `${discard?.["commit"]}:target.txt`);
  assertEquals(idea, "120\n");
});

Deno.test("python: read a description with the word keep between tabs as a keep", async () => {
  await using repo = await makeSession();
  await repo.write("target.txt", "120\n");
  await repo.git("commit", "-qam", "x\tkeep\t1.000000\tkeep");

  await repo.autoresearch("run", "--single");

  const { stdout } = await repo.autoresearch("log", "--json");
  const { keep, discard, best } = JSON.parse(stdout);
  assertEquals([keep, discard, best.metric], [1, 1, 100]);
  await assertSound(repo);
});

/** From baseline to best, and what the change is. */
const BASELINES: [
  target: string,
  next: string,
  change: { absolute: number; percent: number | null },
][] = [
  ["0", "-5", { absolute: -5, percent: null }],
  ["-2", "-3", { absolute: -1, percent: -50 }],
  ["4", "-4", { absolute: -8, percent: -200 }],
];
for (const [target, next, change] of BASELINES) {
  Deno.test(`python: broke the percentages at a baseline of ${target}`, async () => {
    await using repo = await makeSession({ target: `${target}\n` });
    await repo.try(next);

    const { stdout } = await repo.autoresearch("log", "--summary", "--json");
    const shown = await repo.autoresearch("log", "--summary");

    assertEquals(JSON.parse(stdout).change, change);
    assertEquals([shown.code, /NaN|Infinity/.test(shown.stdout)], [0, false]);
  });
}

Deno.test("python: broke the percentages at a baseline of NaN", async () => {
  await using repo = await makeSession({ files: { other: "" } });
  await repo.sh("sed -i 's/100.000000/NaN/' results.tsv");

  const { code, stderr } = await repo.autoresearch("log", "--summary");

  assertEquals(code, 1);
  assertMatch(stderr, /line 2 has the metric "NaN"\nHint: /);
});

const RECORDS: [what: string, words: string[], code: number][] = [
  ["any status", ["HEAD", "90", "kept", "x"], 2],
  ["nan", ["HEAD", "nan", "keep", "x"], 2],
  ["a commit that there is not", ["beefbee", "90", "keep", "x"], 1],
  ["a keep that is not on the branch", ["other", "90", "keep", "x"], 1],
];
for (const [what, words, code] of RECORDS) {
  Deno.test(`python: record accepted ${what}`, async () => {
    await using repo = await makeSession();
    await repo.sh("git branch other $(git commit-tree -m other HEAD^{tree})");
    const before = await repo.read("results.tsv");

    const result = await repo.autoresearch("log", "record", ...words);

    assertEquals(result.code, code);
    assertMatch(result.stderr, /\nHint: /);
    assertEquals(await repo.read("results.tsv"), before);
  });
}

Deno.test("python: record accepted tabs and newlines", async () => {
  await using repo = await makeSession();

  await repo.autoresearch(
    "log",
    "record",
    "HEAD",
    "90",
    "discard",
    "a\tkeep\nb\r\x1b[1mc",
  );

  assertEquals((await repo.rows()).length, 2);
  assertEquals((await repo.rows())[1]?.["description"], "a keep b c");
});
