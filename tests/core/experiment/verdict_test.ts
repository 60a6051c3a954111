import { assertEquals } from "@std/assert";
import {
  type Evidence,
  judge,
  type Verdict,
} from "../../../src/core/experiment/verdict.ts";

const CLEAN: Evidence = {
  violations: [],
  brokenSeals: [],
  result: { kind: "keep", metric: 90, reason: "better by 10" },
  changedTarget: [],
  isHeadMoved: false,
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
    { result: { kind: "discard", metric: 110, reason: "not better" } },
    { status: "discard", metric: 110, reason: "not better" },
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
    { result: undefined },
    { status: "crash", metric: undefined, reason: "not measured" },
  ],
  [
    "says why a measurement failed",
    { result: { kind: "crash", reason: "exited with code 7" } },
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
    { violations: ["a"], result: { kind: "crash", reason: "x" } },
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
