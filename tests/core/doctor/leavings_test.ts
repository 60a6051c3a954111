import { assertEquals } from "@std/assert";
import type { Direction } from "../../../src/core/config/config.ts";
import {
  isFlattered,
  judgeLeavings,
  type TwoRuns,
  wantsAnotherCopy,
} from "../../../src/core/doctor/leavings.ts";

type Pairs = readonly (readonly [first: number, second: number])[];

function toCopies(pairs: Pairs): readonly TwoRuns[] {
  return pairs.map(([first, second]) => ({ first, second }));
}

type Verdict = "flattered" | "another copy" | "nothing";

const COPIES: [title: string, Pairs, Direction, Verdict][] = [
  ["nothing yet", [], "lower", "another copy"],
  ["no difference", [[100, 100]], "lower", "nothing"],
  ["a second run that is worse", [[100, 104]], "lower", "nothing"],
  ["a second run that is better", [[100, 50]], "lower", "another copy"],
  ["the same, where more is better", [[100, 50]], "higher", "nothing"],
  ["two that agree", [[100, 50], [100, 50]], "lower", "another copy"],
  ["one that disagrees", [[100, 50], [100, 100]], "lower", "nothing"],
  ["three equal gains", [[9, 8], [9, 8], [9, 8]], "lower", "flattered"],
  ["the same the other way", [[8, 9], [8, 9], [8, 9]], "higher", "flattered"],
  [
    "gains above the noise",
    [[99, 51], [101, 50], [100, 49]],
    "lower",
    "flattered",
  ],
  [
    "gains within the noise",
    [[99, 97], [104, 100], [101, 96]],
    "lower",
    "nothing",
  ],
];
for (const [title, pairs, direction, verdict] of COPIES) {
  Deno.test(`isFlattered() judges ${title}`, () => {
    const copies = toCopies(pairs);

    const found = isFlattered(copies, direction)
      ? "flattered"
      : wantsAnotherCopy(copies, direction)
      ? "another copy"
      : "nothing";

    assertEquals(found, verdict);
  });
}

const CONFIG = {
  metric: "p50_ms",
  direction: "lower",
  evaluateCmd: "sh eval.sh",
} as const;

Deno.test("judgeLeavings() names the files and removes them", () => {
  const copies = toCopies([[100, 50], [100, 50], [100, 50]]);

  const findings = judgeLeavings(copies, ["a cache", "tmp/"], CONFIG);

  assertEquals(findings, [{
    kind: "leavings",
    severity: "warning",
    message: "What an evaluation leaves flatters the next one: in a fresh " +
      "copy the first has p50_ms 100, the second 50; it left a cache, tmp/",
    fix: "Let  sh eval.sh  begin with: rm -rf 'a cache' tmp/",
  }]);
});

Deno.test("judgeLeavings() looks outside where no file is new", () => {
  const copies = toCopies([[100, 50], [100, 50], [100, 50]]);

  const [finding] = judgeLeavings(copies, [], CONFIG);

  assertEquals(
    finding?.message.endsWith("it left something outside of the project"),
    true,
  );
});

Deno.test("judgeLeavings() says nothing where nothing is flattered", () => {
  assertEquals(judgeLeavings(toCopies([[100, 100]]), ["cache"], CONFIG), []);
});
