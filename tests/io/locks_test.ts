import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { locks } from "../../src/io/locks.ts";
import { machine } from "../../src/io/machine.ts";

Deno.test("acquire() holds a lock until it is disposed of, and says who has it", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "deep", "lock");

  const first = await locks.acquire(path, "the first");
  const second = await locks.acquire(path, "the second");
  const holder = await locks.holder(path);
  if (first.kind !== "taken") await first[Symbol.asyncDispose]();
  const third = await locks.acquire(path, "3");
  const after = await locks.holder(path);
  if (third.kind !== "taken") await third[Symbol.asyncDispose]();

  assertEquals(second, { kind: "taken", by: "the first" });
  assertEquals([first.kind, holder], ["held", "the first"]);
  assertEquals([third.kind, after], ["held", "3"]);
  assertEquals(await locks.holder(path), undefined);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("hostName() returns one word", async () => {
  assertMatch(await machine.hostName(), /^\S+$/);
});
