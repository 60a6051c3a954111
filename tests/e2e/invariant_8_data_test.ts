import { assert, assertEquals, assertMatch } from "@std/assert";
import { makeSession, type Result } from "../harness.ts";
import { assertSound } from "../soundness.ts";

// deno-lint-ignore no-control-regex -- control characters are the point
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/;

function assertPlain({ stdout, stderr }: Result): void {
  assertEquals(CONTROL.exec(stdout + stderr), null);
}

Deno.test("run keeps an evaluator's escapes in the log and shows none", async () => {
  const evaluate = String
    .raw`printf '\033]0;owned\007\033[1mp50_ms\033[0m: \033[32m%s\033[0m\r\n' "$(cat target.txt)"`;
  await using repo = await makeSession({ evaluate });

  const result = await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assert((await repo.read("run.log")).includes("\x1b[32m90\x1b[0m\r\n"));
  assertPlain(result);
});

Deno.test("run quotes what it cannot read, on one line and without escapes", async () => {
  const evaluate = String
    .raw`[ $(cat target.txt) = 100 ] && { echo p50_ms: 100; exit; }
printf 'p50_ms: \033[31m\tkeep\t1"2\001%0999d\n' 7`;
  await using repo = await makeSession({ evaluate });

  const result = await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
  assertPlain(result);
  const text = await repo.read("results.tsv");
  assertEquals(CONTROL.exec(text), null);
  assertEquals(text.trimEnd().split("\n").length, 3);
  assert(text.length < 1000);
});

/** Subjects that would break a table, a terminal or a reader of status. */
const IDEAS: [subject: string, cell: string][] = [
  ["a\tkeep\tb", "a keep b"],
  ["\x1b[31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07", "red link"],
  ["right\u202eleft", "right left"],
  ["ünï 漢字 🚀", "ünï 漢字 🚀"],
  ["x".repeat(2000), `${"x".repeat(499)}…`],
];
for (const [subject, cell] of IDEAS) {
  Deno.test(`run makes one cell of the idea ${JSON.stringify(subject.slice(0, 30))}`, async () => {
    await using repo = await makeSession();
    await repo.write("target.txt", "90\n");
    await repo.git("commit", "-qam", subject);

    const result = await repo.autoresearch("run", "--single");

    assertEquals((await repo.rows())[1]?.["description"], cell);
    assertPlain(result);
    assertPlain(await repo.autoresearch("log", "--history"));
    await assertSound(repo);
  });
}

Deno.test("run reads an idea that an agent wrote as data", async () => {
  await using repo = await makeSession();

  const result = await repo.loop(
    `printf '\\n  \\033[2Jbold\\tidea $(touch owned) \`touch owned\`\\nsecond line\\n' ` +
      '> "$AUTORESEARCH_IDEA_FILE"; echo 90 > target.txt',
  );

  assertEquals(
    (await repo.rows())[1]?.["description"],
    "bold idea $(touch owned) `touch owned`",
  );
  assertEquals(await repo.exists("owned"), false);
  assertPlain(result);
});

Deno.test("run cleans what an agent said last before it quotes it", async () => {
  await using repo = await makeSession();

  const result = await repo.loop(
    "printf '\\033[31mno\\tcredit\\007\\033[0m\\n\\n'; exit 1",
  );

  assertEquals(result.code, 1);
  assertMatch(result.stderr, /and said last: no credit\n/);
  assertPlain(result);
});

Deno.test("run takes an evaluator that prints megabytes, without a newline too", async () => {
  const evaluate =
    'echo "p50_ms: 7"; head -c 6000000 /dev/zero | tr "\\0" x\n' +
    'printf "\\np50_ms: %s\\n" "$(cat target.txt)"\n' +
    'head -c 3000000 /dev/zero | tr "\\0" "\\n"; head -c 3000000 /dev/zero';
  await using repo = await makeSession({ evaluate });

  await repo.try(90);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  const folder = ".autoresearch/experiments/0001";
  assert((await repo.read(`${folder}/run.log`)).length <= 64 * 1024);
});

Deno.test("run keeps every part of an experiment's folder within its limit", async () => {
  await using repo = await makeSession({
    evaluate: "echo p50_ms: $(wc -c < target.txt)",
  });

  await repo.loop(
    "head -c 3000000 /dev/zero | tr '\\0' x > target.txt; head -c 3000000 target.txt",
  );

  const folder = ".autoresearch/experiments/0001";
  const sizes = await repo.sh(`du -b ${folder} | tail -1 | cut -f 1`);
  assert(Number(sizes) < 1_500_000, sizes);
  assertEquals((await repo.verdicts()).length, 2);
});
