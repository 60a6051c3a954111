import { assertEquals } from "@std/assert";
import { makeSession } from "../harness.ts";
import { assertSound } from "../soundness.ts";

/** Worse, better, worse, better …, each with an idea of its own. */
const FICKLE = [
  "n=$(ls .autoresearch/experiments | tail -n 1 | sed 's/^0*//')",
  "now=$(cat target.txt)",
  "if [ $((n % 2)) = 1 ]; then echo $((now + 5)) > target.txt; else echo $((now - 3)) > target.txt; fi",
  'echo "idea $n" > "$AUTORESEARCH_IDEA_FILE"',
].join("; ");

Deno.test("run --loop leaves exactly the better ones of 20 on the branch, and git log tells the ledger's story", async () => {
  await using repo = await makeSession();

  const { code } = await repo.loop(FICKLE, 20);

  assertEquals(code, 0);
  const rows = await repo.rows();
  assertEquals(rows.length, 21);
  const kept = rows.slice(1).filter(({ status }) => status === "keep");
  assertEquals(kept.length, 10);
  assertEquals(
    kept.map(({ description }) => description),
    Array.from({ length: 10 }, (_, index) => `idea ${2 * index + 2}`),
  );
  const log = await repo.git(
    "log",
    "--reverse",
    "--format=%h%x09%s",
    "--abbrev=7",
    "main..autoresearch/t1",
  );
  assertEquals(
    log.trimEnd().split("\n"),
    kept.map(({ commit, description }) => `${commit}\t${description}`),
  );
  assertEquals(
    rows.slice(1).filter(({ status }) => status === "discard").length,
    10,
  );
  assertEquals(await repo.read("target.txt"), "70\n");
  await assertSound(repo);
});
