import { assertEquals } from "@std/assert";
import { makeSession } from "../harness.ts";
import { assertSound } from "../soundness.ts";

Deno.test("run --single without a candidate says so, writes no row and touches nothing", async () => {
  await using repo = await makeSession();
  const before = await repo.sh("cat results.tsv; git rev-parse HEAD");

  const { code, stderr } = await repo.autoresearch("run", "--single");

  assertEquals(code, 0);
  assertEquals(
    stderr,
    "Done: no candidate: the target is the incumbent's\n",
  );
  assertEquals(await repo.sh("cat results.tsv; git rev-parse HEAD"), before);
});

Deno.test("run --single measures against the best kept row, not the last", async () => {
  await using repo = await makeSession();
  await repo.try(80);
  await repo.autoresearch("log", "record", "HEAD~1", "95", "keep", "by hand");

  await repo.try(85);

  assertEquals(await repo.verdicts(), [
    "keep 100",
    "keep 80",
    "keep 95",
    "discard 85",
  ]);
  assertEquals(await repo.read("target.txt"), "80\n");
});

Deno.test("run --single passes over a keep that was taken back", async () => {
  await using repo = await makeSession();
  await repo.try(80);
  const kept = (await repo.rows())[1]?.["commit"] ?? "";
  await repo.git("reset", "-q", "--hard", "main");
  await repo.sh(
    `printf '${kept}\\tN/A\\tdiscard\\tx\\t\\t\\tundone: row 1\\t\\n' >> results.tsv`,
  );

  await repo.try(90);

  assertEquals(await repo.verdicts(), [
    "keep 100",
    "keep 80",
    "discard N/A",
    "keep 90",
  ]);
  await assertSound(repo);
});

Deno.test("run --single does not measure what was judged before, and names the row", async () => {
  await using repo = await makeSession();
  await repo.try(120);

  const { code, stderr } = await repo.try(120);

  assertEquals(code, 0);
  assertEquals(
    stderr,
    "No new row: the same target was judged in row 1\n" +
      "Done: the same target was judged in row 1\n",
  );
  assertEquals(await repo.verdicts(), ["keep 100", "discard 120"]);
  assertEquals(await repo.read("target.txt"), "100\n");
  await assertSound(repo);
});

Deno.test("run --single repeats nothing that was judged inside several commits, either", async () => {
  await using repo = await makeSession();
  await repo.try(120);
  await repo.sh(
    "for n in 110 120; do echo $n > target.txt; git commit -qam $n; done",
  );

  await repo.autoresearch("run", "--single");

  assertEquals(await repo.verdicts(), ["keep 100", "discard 120"]);
  assertEquals(await repo.read("target.txt"), "100\n");
  await assertSound(repo);
});
