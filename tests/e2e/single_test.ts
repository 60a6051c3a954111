import { assertEquals } from "@std/assert";
import { makeSession } from "../harness.ts";

Deno.test("run --single keeps what is better and takes back what is not", async () => {
  await using repo = await makeSession();

  const better = await repo.try(90);
  const worse = await repo.try(120);

  assertEquals([better.code, worse.code], [0, 0]);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
  assertEquals(await repo.read("target.txt"), "90\n");
  assertEquals(await repo.git("status", "--porcelain"), "");
  assertEquals(await repo.git("log", "--format=%s"), "try 90\nstart\n");
});
