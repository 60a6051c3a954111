import { assertEquals } from "@std/assert";
import { assertSound } from "../soundness.ts";
import { copyOf, makeWorld, type World } from "./world.ts";

/** An agent that would rather have a better number than a better target. */
export type Cheat = readonly [
  does: string,
  /** What it runs; the target that it leaves is worse than the best one. */
  script: string,
  verdict: string,
  reason: string,
];

export const NOT_BETTER = "not better: 110 against 100";

/** Says that a path changed that no candidate may change. */
export function changed(path: string): string {
  return `rejected: ${path} changed, which is protected`;
}

/** Makes the change itself look honest. */
export function worse(script: string): string {
  return `echo 110 > target.txt\n${script}`;
}

/**
 * Lets each agent try once: its verdict has its reason, all but the record of
 * it is as before, and honest work goes on.
 */
export function testCheats(cheats: readonly Cheat[]): void {
  let world: World;
  Deno.test.beforeAll(async () => {
    world = await makeWorld();
  });
  Deno.test.afterAll(() => world[Symbol.asyncDispose]());

  for (const [does, script, verdict, reason] of cheats) {
    Deno.test(`an agent that ${does} gains nothing: ${verdict}`, async () => {
      await using copy = await copyOf(world);
      await copy.write("../agent.sh", script);
      const before = await copy.whole();

      await copy.loop("sh ../agent.sh");

      const said = ((await copy.rows())[1]?.["reason"] ?? "")
        .replace(copy.folder, "");
      assertEquals(
        [await copy.verdicts(), said.replace(/ \(and \d+ more\)$/, "")],
        [["keep 100", verdict], reason],
      );
      assertEquals(await copy.whole(), before);
      await assertSound(copy);
      await copy.loop("echo 90 > target.txt");
      assertEquals(await copy.verdicts(), ["keep 100", verdict, "keep 90"]);
    });
  }
}
