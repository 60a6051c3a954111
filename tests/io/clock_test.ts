import { assertEquals } from "@std/assert";
import { clock } from "../../src/io/clock.ts";

const FAILING: readonly (readonly [how: string, act: () => Promise<void>])[] = [
  ["at once", () => {
    throw new Error("at once");
  }],
  ["later", () => Promise.reject(new Error("later"))],
];
for (const [how, fail] of FAILING) {
  Deno.test(`every() goes on after what fails ${how}`, async () => {
    let count = 0;
    const third = Promise.withResolvers<void>();

    using _ = clock.every(0.001, () => {
      if (++count === 3) third.resolve();
      return fail();
    });
    await third.promise;

    assertEquals(count >= 3, true);
  });
}
