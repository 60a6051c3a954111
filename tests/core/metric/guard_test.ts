import { assertEquals, assertThrows } from "@std/assert";
import {
  formatGuards,
  medians,
  parseGuards,
  unanswered,
  whyNotHeld,
} from "../../../src/core/metric/guard.ts";

const BASELINE = { memory_mb: 100, zero: 0, loglik: -10 };

/** What a guard says of a value where the baseline has those above. */
const HELD: [guard: string, measured: Record<string, number>, why?: string][] =
  [
    ["memory_mb <= 1.1x", { memory_mb: 110 }],
    ["memory_mb <= 1.1x", { memory_mb: 110.1 }, "110.1, not <= 110 (1.1x)"],
    ["memory_mb < 1.1x", { memory_mb: 110 }, "110, not < 110 (1.1x)"],
    ["memory_mb >= 0.9x", { memory_mb: 89 }, "89, not >= 90 (0.9x)"],
    ["memory_mb>90", { memory_mb: 90 }, "90, not > 90"],
    ["memory_mb <= 40", { memory_mb: 40 }],
    // Times 0 is 0: nothing more is allowed than there was.
    ["zero <= 2x", { zero: 0 }],
    ["zero <= 2x", { zero: 0.1 }, "0.1, not <= 0 (2x)"],
    // 1.1 times -10 is -11, whichever side of it is meant.
    ["loglik >= 1.1x", { loglik: -11 }],
    ["loglik >= 1.1x", { loglik: -11.5 }, "-11.5, not >= -11 (1.1x)"],
    ["loglik <= 1x", { loglik: -10 }],
  ];
for (const [guard, measured, why] of HELD) {
  const [name = ""] = Object.keys(measured);
  Deno.test(`whyNotHeld() of ${guard} for ${measured[name]}`, () => {
    assertEquals(
      whyNotHeld(parseGuards(guard), measured, BASELINE),
      why === undefined ? undefined : `guard: ${name} is ${why}`,
    );
  });
}

Deno.test("whyNotHeld() names what the candidate or the baseline lacks", () => {
  const [own, other] = ["memory_mb <= 1", "new_mb <= 1.1x"].map(parseGuards);

  assertEquals(
    whyNotHeld(own ?? [], {}, BASELINE),
    "guard: the output has no memory_mb",
  );
  assertEquals(
    whyNotHeld(other ?? [], { new_mb: 1 }, BASELINE),
    "guard: the baseline has no new_mb",
  );
});

Deno.test("whyNotHeld() names the first of several that doesn't hold", () => {
  const guards = parseGuards("a <= 1, b <= 1, c <= 1");
  assertEquals(
    whyNotHeld(guards, { a: 1, b: 2, c: 3 }, {}),
    "guard: b is 2, not <= 1",
  );
});

for (const text of ["memory_mb", "memory_mb = 3", "<= 3", "a <= b", "a <= x"]) {
  Deno.test(`parseGuards() refuses ${text}`, () => {
    assertThrows(() => parseGuards(text), RangeError, "conditions like");
  });
}

for (const text of ["a <= 1.1x, b >= 0.98", "p95_ms < 40", ""]) {
  Deno.test(`formatGuards() writes what parseGuards() reads: ${text}`, () => {
    assertEquals(formatGuards(parseGuards(text)), text);
  });
}

Deno.test("unanswered() returns guards on what the baseline doesn't print", () => {
  const guards = parseGuards("memory_mb <= 1, speed >= 2x");
  assertEquals(unanswered(guards, BASELINE), parseGuards("speed >= 2x"));
});

Deno.test("medians() leaves out what a run lacks", () => {
  assertEquals(
    medians([{ a: 1, b: 4 }, { a: 9 }, { a: 3, c: 5 }]),
    { a: 3 },
  );
  assertEquals(medians([]), {});
});
