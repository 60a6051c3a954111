import { assertEquals, assertRejects } from "@std/assert";
import { within } from "../../src/io/within.ts";

Deno.test("within() returns what the work comes to", async () => {
  assertEquals(await within(20, () => /a(b)/.exec("ab")?.[1]), "b");
});

Deno.test("within() ends an expression that backtracks", async () => {
  const work = () => /^(a+)+$/.test(`${"a".repeat(60)}b`);
  assertEquals(await within(0.01, work), undefined);
});

Deno.test("within() hands an error of the work on", async () => {
  const work = () => {
    throw new RangeError("too far");
  };
  await assertRejects(() => within(20, work), RangeError, "too far");
});
