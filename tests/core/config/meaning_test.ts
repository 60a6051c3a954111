import { assertEquals } from "@std/assert";
import type { Config } from "../../../src/core/config/config.ts";
import {
  formatMeaning,
  meaningOf,
  readMeaning,
  whatChanged,
} from "../../../src/core/config/meaning.ts";

const CONFIG: Config = {
  target: ["train.py"],
  evaluateCmd: "sh eval.sh",
  metric: "loss",
  direction: "lower",
  budgetMinutes: 5,
  protected: [],
};

const FILES = new Map([["eval.sh", "0a1b"], ["metric", "77"]]);
const BEFORE = meaningOf(CONFIG, FILES, "EPYC");

/** What else gives a number its meaning. */
const CHANGES: [change: Partial<Config>, name: string | undefined][] = [
  [{ target: ["model.py"] }, "target changed"],
  [{ evaluateCmd: "sh other.sh" }, "evaluate_cmd changed"],
  [{ metric: "bpb" }, "metric changed"],
  [{ direction: "higher" }, "metric_direction changed"],
  [{ metricGrep: "^loss" }, "metric_grep changed"],
  [{ budgetMinutes: 6 }, "time_budget_minutes changed"],
  [
    { decision: "strict", alpha: 0.05, maxPairs: 3, minEffect: "1%" },
    undefined,
  ],
  [{ agentCmd: "claude", agentMinutes: 3, maxHours: 2, until: 1 }, undefined],
  [{ checksCmd: "make", holdoutCmd: "sh h.sh", branch: "b" }, undefined],
];
for (const [change, expected] of CHANGES) {
  Deno.test(`whatChanged() with ${JSON.stringify(change)}`, () => {
    const after = meaningOf({ ...CONFIG, ...change }, FILES, "EPYC");
    assertEquals(whatChanged(BEFORE, after), expected);
    assertEquals(
      formatMeaning(after) === formatMeaning(BEFORE),
      expected === undefined,
    );
  });
}

Deno.test("whatChanged() names files that changed, came and went, and the machine", () => {
  const files = new Map([["eval.sh", "2c3d"], ["data.csv", "4e5f"]]);
  const after = meaningOf(CONFIG, files, "M4");
  assertEquals(
    whatChanged(BEFORE, after),
    "eval.sh, metric, the machine, data.csv changed",
  );
});

Deno.test("meaningOf() keeps a file apart from the key of its name", () => {
  const after = meaningOf({ ...CONFIG, metric: "77" }, new Map(), "EPYC");
  assertEquals(BEFORE["metric"], "loss");
  assertEquals(after["metric"], "77");
});

Deno.test("readMeaning() reads what went through JSON", () => {
  assertEquals(readMeaning(JSON.parse(JSON.stringify(BEFORE))), BEFORE);
  assertEquals(readMeaning(undefined), undefined);
});
