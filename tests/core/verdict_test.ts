import { assertEquals } from "@std/assert";
import { type Evidence, judge, type Verdict } from "../../src/core/verdict.ts";

const CLEAN: Evidence = {
  violations: [],
  brokenSeals: [],
  measurement: { kind: "measured", value: 90, secondary: {} },
  changedTarget: [],
  isHeadMoved: false,
  incumbent: 100,
  direction: "lower",
};

const VERDICTS: [
  what: string,
  evidence: Partial<Evidence>,
  verdict: Omit<Verdict, "isRejected">,
][] = [
  [
    "keeps what is better",
    {},
    { status: "keep", metric: 90, reason: "better by 10" },
  ],
  [
    "discards what is worse",
    { direction: "higher" },
    { status: "discard", metric: 90, reason: "not better: 90 against 100" },
  ],
  [
    "discards what is equal",
    { incumbent: 90 },
    { status: "discard", metric: 90, reason: "equal to 90" },
  ],
  [
    "keeps the first measurement",
    { incumbent: undefined },
    { status: "keep", metric: 90, reason: "the first measurement" },
  ],
  [
    "calls a target that changed meanwhile a crash",
    { changedTarget: ["a.py"] },
    {
      status: "crash",
      metric: undefined,
      reason: "a.py changed while it was measured",
    },
  ],
  [
    "calls a moved HEAD a crash",
    { isHeadMoved: true },
    {
      status: "crash",
      metric: undefined,
      reason: "somebody moved HEAD while it was measured",
    },
  ],
  [
    "calls no measurement a crash",
    { measurement: undefined },
    { status: "crash", metric: undefined, reason: "not measured" },
  ],
  [
    "says why a measurement failed",
    { measurement: { kind: "crash", reason: "exited with code 7" } },
    { status: "crash", metric: undefined, reason: "exited with code 7" },
  ],
];
for (const [what, evidence, verdict] of VERDICTS) {
  Deno.test(`judge() ${what}`, () => {
    assertEquals(judge({ ...CLEAN, ...evidence }), {
      ...verdict,
      isRejected: false,
    });
  });
}

const REJECTED: [evidence: Partial<Evidence>, reason: string][] = [
  [{ violations: ["a changed"] }, "rejected: a changed"],
  [{ violations: ["a", "b", "c"] }, "rejected: a (and 2 more)"],
  [
    { brokenSeals: ["eval.sh"] },
    "rejected: eval.sh changed, which is protected",
  ],
  [
    { violations: ["a"], measurement: { kind: "crash", reason: "x" } },
    "rejected: a",
  ],
];
for (const [evidence, reason] of REJECTED) {
  Deno.test(`judge() quotes no metric: ${reason}`, () => {
    assertEquals(judge({ ...CLEAN, ...evidence }), {
      status: "discard",
      metric: undefined,
      reason,
      isRejected: true,
    });
  });
}
