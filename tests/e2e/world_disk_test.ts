import { assert, assertEquals, assertMatch } from "@std/assert";
import { COLUMNS } from "../../src/core/ledger/ledger.ts";
import type { Repo } from "../harness.ts";
import { CAN_MOUNT, makeMounted, WHY_NOT } from "../mount.ts";
import { assertSound } from "../soundness.ts";

const AGENT = "echo $(($(cat target.txt) - 1)) > target.txt";

/** What fills a disk until nothing more goes on it, and what frees it again. */
const FULL: [what: string, options: string, fill: string, free: string][] = [
  [
    "is full",
    "size=4m",
    "dd if=/dev/zero of=.git/filler bs=4k 2>/dev/null; true",
    "rm .git/filler",
  ],
  [
    "has no inodes left",
    "size=16m,nr_inodes=400",
    "mkdir .git/filler; seq 400 | (cd .git/filler; xargs touch) 2>/dev/null; " +
    "true",
    "rm -r .git/filler",
  ],
];
for (const [what, options, fill, free] of FULL) {
  Deno.test({
    name: `run stops in two lines where the disk ${what}, and goes on where ` +
      `there is room again${WHY_NOT}`,
    ignore: !CAN_MOUNT,
    async fn() {
      await using repo = await makeMounted(options);
      await repo.loop(AGENT, 2);
      await repo.sh(fill);

      const full = await repo.loop(AGENT, 5);
      const rows = await repo.verdicts();
      const reading = await repo.autoresearch("log", "--json");
      await repo.sh(free);
      const next = await repo.loop(AGENT, 2);

      assertEquals(full.code, 1);
      assertError(full.stderr);
      assertEquals(rows.slice(0, 3), ["keep 100", "keep 99", "keep 98"]);
      assertEquals(reading.code, 0);
      assertEquals(next.code, 0, next.stderr);
      assertEquals(await repo.verdicts(), [
        ...rows,
        ...[1, 2].map((more) => `keep ${101 - rows.length - more}`),
      ]);
      await assertSound(repo);
    },
  });
}

Deno.test({
  name: "run --loop that fills the disk itself stops in two lines, and loses " +
    `no row${WHY_NOT}`,
  ignore: !CAN_MOUNT,
  async fn() {
    await using repo = await makeMounted("size=3m");
    const hungry = "head -c 100000 /dev/urandom >> .git/filler";

    const full = await repo.loop(`${AGENT}; ${hungry} 2>/dev/null`, 60);
    const rows = await lines(repo);
    await repo.sh("rm .git/filler");
    const next = await repo.loop(AGENT, 1);

    assertEquals(full.code, 1);
    assertError(full.stderr);
    assertEquals(next.code, 0, next.stderr);
    // What was torn is completed from what was announced, or from its folder.
    const after = await lines(repo);
    assertEquals(after.slice(0, rows.length - 1), rows.slice(0, -1));
    assert(after.every((line) => line.split("\t").length === COLUMNS.length));
    assertEquals(new Set(after).size, after.length);
    await assertSound(repo);
  },
});

Deno.test({
  name: "run refuses a file system that is read-only, changes nothing, and " +
    `goes on where it is not${WHY_NOT}`,
  ignore: !CAN_MOUNT,
  async fn() {
    await using repo = await makeMounted("size=16m");
    await repo.loop(AGENT, 1);
    await repo.write("target.txt", "90\n");
    await repo.sh('mount -o remount,ro "$PWD"');

    const readers = [];
    for (const args of [["log"], ["show", "1"], ["run", "--dry-run"]]) {
      readers.push((await repo.autoresearch(...args)).code);
    }
    const single = await repo.autoresearch("run", "--single");
    const undo = await repo.autoresearch("undo", "--json");
    await repo.sh('mount -o remount,rw "$PWD"');
    const next = await repo.autoresearch("run", "--single");

    assertEquals(readers, [0, 0, 0]);
    assertEquals([single.code, undo.code, next.code], [1, 1, 0]);
    assertMatch(
      single.stderr,
      /^Error: Cannot go on: Read-only file system.*\nHint: It lies on .*\n$/,
    );
    assertEquals(JSON.parse(undo.stdout).error.kind, "user");
    assertEquals(await repo.verdicts(), ["keep 100", "keep 99", "keep 90"]);
    await assertSound(repo);
  },
});

/** The last two lines are for the user: what is wrong, and what to do. */
function assertError(stderr: string): void {
  const [error = "", hint = ""] = stderr.trimEnd().split("\n").slice(-2);
  assertMatch(error, /^Error: Cannot /);
  assertMatch(hint, /^Hint: \w/);
}

async function lines(repo: Repo): Promise<string[]> {
  // The last cells of a row may be empty: only the newline goes.
  return (await repo.read("results.tsv")).replace(/\n$/, "").split("\n");
}
