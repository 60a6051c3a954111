import { assertEquals } from "@std/assert";
import { makeSession } from "../harness.ts";

const DRAWN_FROM_DIFF = "target.txt: 100 -> 90";

/** What an agent leaves where its idea should be, and what the idea is then. */
const IDEAS: readonly (readonly [
  what: string,
  leave: string,
  idea: string,
])[] = [
  ["nothing", ":", DRAWN_FROM_DIFF],
  ["an empty file", ": >$F", DRAWN_FROM_DIFF],
  ["blanks", "printf ' \\n\\t\\n' >$F", DRAWN_FROM_DIFF],
  ["several lines", "printf '\\r\\n first \\r\\nsecond' >$F", "first"],
  ["a byte that is no UTF-8", "printf 'gr\\366sser\\0\\n' >$F", "gr�sser"],
  ["a folder", "mkdir $F", DRAWN_FROM_DIFF],
  ["a pipe", "mkfifo $F", DRAWN_FROM_DIFF],
  ["a link to a device without an end", "ln -s /dev/zero $F", DRAWN_FROM_DIFF],
  [
    "a link to a file of somebody else",
    "ln -s $PWD/eval.sh $F",
    DRAWN_FROM_DIFF,
  ],
  ["a link to nowhere", "ln -s nowhere $F", DRAWN_FROM_DIFF],
  ["a gigabyte", "echo short >$F; truncate -s 1G $F", "short"],
  ["no folder for it", "rm -r $(dirname $F)", DRAWN_FROM_DIFF],
];
for (const [what, leave, idea] of IDEAS) {
  Deno.test(`run takes ${what} in the place of an idea`, async () => {
    await using repo = await makeSession();
    const script = leave.replaceAll("$F", '"$AUTORESEARCH_IDEA_FILE"');

    const { code } = await repo.loop(`echo 90 >target.txt; ${script}`);

    const row = (await repo.rows()).at(-1);
    const subject = (await repo.git("log", "-1", "--format=%s")).trimEnd();
    assertEquals([code, row?.["description"], subject], [0, idea, idea]);
  });
}

Deno.test("run goes on where an agent puts a pipe in its log's place", async () => {
  await using repo = await makeSession();
  const log = '"$(dirname "$AUTORESEARCH_IDEA_FILE")/agent.log"';

  const { code } = await repo.loop(
    `echo 90 >target.txt; rm ${log}; mkfifo ${log}`,
  );

  assertEquals([code, await repo.verdicts()], [0, ["keep 100", "keep 90"]]);
});

Deno.test("run calls an evaluation a crash that puts a pipe in its log's place", async () => {
  const evaluate = 'v=$(cat target.txt); echo "p50_ms: $v"; ' +
    "[ $v = 100 ] || { rm run.log; mkfifo run.log; }";
  await using repo = await makeSession({ evaluate });

  const { code } = await repo.loop(
    "echo $((90 - $(wc -l <results.tsv))) >target.txt",
    2,
  );

  assertEquals([code, await repo.verdicts()], [
    0,
    ["keep 100", "crash N/A", "crash N/A"],
  ]);
});
