import { assertEquals } from "@std/assert";
import type { Config } from "../../../src/core/config/config.ts";
import {
  compareRuns,
  diagnose,
  type EvaluatorRun,
} from "../../../src/core/metric/evaluator_run.ts";

const CONFIG: Config = {
  target: ["target.txt"],
  evaluateCmd: "sh eval.sh",
  metric: "loss",
  direction: "lower",
  budgetMinutes: 0.5,
  protected: [],
};

const SCOPE = {
  isTarget: (path: string) => path === "target.txt" || path === "both.txt",
  isProtected: (path: string) => path === "eval.sh" || path === "both.txt",
};

const GOOD: EvaluatorRun = {
  measurement: { kind: "measured", value: 3, secondary: {} },
  ending: { kind: "exited", code: 0 },
  seconds: 10,
  metricLines: 1,
  lastLine: "loss: 3",
  missingScript: undefined,
  changed: [],
  leftBehind: [],
};

function crash(
  ending: EvaluatorRun["ending"],
  more: Partial<EvaluatorRun> = {},
): Partial<EvaluatorRun> {
  return { measurement: { kind: "crash", reason: "R" }, ending, ...more };
}

const RUNS: [run: Partial<EvaluatorRun>, findings: readonly string[]][] = [
  [{}, []],
  [{ seconds: 30 }, []],
  [{ seconds: 31 }, ["warning slow-evaluator"]],
  [{ metricLines: 2 }, ["warning metric-lines"]],
  [{ metricLines: 2, seconds: 40 }, [
    "warning metric-lines",
    "warning slow-evaluator",
  ]],
  [crash({ kind: "exited", code: 0 }, { metricLines: 0 }), [
    "error metric-missing",
  ]],
  [crash({ kind: "exited", code: 0 }, { metricLines: 2 }), [
    "error metric-unreadable",
  ]],
  [crash({ kind: "exited", code: 1 }), ["error evaluator-failed"]],
  [crash({ kind: "signaled", signal: "SIGKILL" }), ["error evaluator-failed"]],
  [crash({ kind: "exited", code: 126 }), ["error evaluator-unstartable"]],
  [crash({ kind: "exited", code: 127 }), ["error evaluator-unstartable"]],
  [crash({ kind: "spawnFailed", reason: "R" }), [
    "error evaluator-unstartable",
  ]],
  [crash({ kind: "exited", code: 2 }, { missingScript: "eval.sh" }), [
    "error evaluator-missing",
  ]],
  [crash({ kind: "timedOut", limitSeconds: 75 }, { seconds: 75 }), [
    "error evaluator-timeout",
  ]],
  [{ changed: ["uv.lock"] }, ["warning evaluator-writes"]],
  [{ changed: ["target.txt"] }, ["error evaluator-changes-target"]],
  [{ changed: ["eval.sh"] }, ["error evaluator-changes-protected"]],
  // Protected by name, though a glob of the target covers it: no candidate's.
  [{ changed: ["both.txt"] }, ["error evaluator-changes-protected"]],
  [{ changed: ["eval.sh", "target.txt", "uv.lock"] }, [
    "error evaluator-changes-protected",
    "error evaluator-changes-target",
    "warning evaluator-writes",
  ]],
  [{ leftBehind: ["17 sleep 60"] }, ["warning left-behind"]],
];

for (const [run, expected] of RUNS) {
  Deno.test(`diagnose() finds ${JSON.stringify(run)}: ${expected}`, () => {
    const findings = diagnose({ ...GOOD, ...run }, CONFIG, SCOPE);

    assertEquals(
      findings.map(({ severity, kind }) => `${severity} ${kind}`),
      expected,
    );
  });
}

Deno.test("diagnose() lets the evaluator write what the baseline showed", () => {
  const run = { ...GOOD, changed: ["eval.sh"] };

  const findings = diagnose(run, CONFIG, SCOPE, new Set(["eval.sh"]));

  assertEquals(findings.map(({ kind }) => kind), ["evaluator-writes"]);
});

Deno.test("diagnose() says how long a slow evaluator takes and may take", () => {
  assertEquals(diagnose({ ...GOOD, seconds: 41.26 }, CONFIG, SCOPE), [{
    kind: "slow-evaluator",
    severity: "warning",
    message:
      "The evaluation took 41.3 s, more than its budget of 30 s; it is " +
      "ended at 75 s",
    fix: "Let it measure less, or write  time_budget_minutes: 0.76",
  }]);
});

const PAIRS: [
  first: number,
  second: number,
  incumbent: number | undefined,
  messages: readonly string[],
][] = [
  [3, 3, 3, []],
  [3, 3, undefined, []],
  [3, 3.5, 3, [
    'Two runs of the unchanged target gave two values of "loss": 3 and 3.5',
  ]],
  [3, 3.5, undefined, [
    'Two runs of the unchanged target gave two values of "loss": 3 and 3.5',
  ]],
  [3, 3, 4, ["The best commit measures 3 now, its row says 4"]],
];

for (const [first, second, incumbent, expected] of PAIRS) {
  Deno.test(`compareRuns() of ${first}, ${second} and a best of ${incumbent}`, () => {
    const findings = compareRuns([first, second], "loss", incumbent);

    assertEquals(findings.map(({ message }) => message), expected);
  });
}
