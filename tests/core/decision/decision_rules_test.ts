import { assertEquals, assertThrows } from "@std/assert";
import type { Config } from "../../../src/core/config/config.ts";
import {
  type DecisionRules,
  toDecisionRules,
} from "../../../src/core/decision/decision_rules.ts";
import {
  type MinEffect,
  parseMinEffect,
  toAmount,
} from "../../../src/core/decision/min_effect.ts";

const RULES: readonly (readonly [
  config: Partial<Config>,
  rules: Partial<DecisionRules>,
])[] = [
  [{ decision: "strict" }, { mode: "strict" }],
  [{ alpha: 0.01 }, { clearKeep: true }],
  [{ alpha: 0.005 }, { alpha: 0.005, clearKeep: false }],
  [{ clearKeep: false }, { clearKeep: false }],
  [{ alpha: 0.05, clearKeep: true }, { alpha: 0.05, clearKeep: false }],
  [{ maxPairs: 0 }, { maxPairs: 0 }],
  [{ calibrateRuns: 1 }, { calibrateRuns: 3 }],
  [{ calibrateRuns: 7 }, { calibrateRuns: 7 }],
  [{ calibrateRuns: 100 }, { calibrateRuns: 10 }],
];
for (const [config, rules] of RULES) {
  Deno.test(`toDecisionRules() of ${JSON.stringify(config)}`, () => {
    const usual = toDecisionRules({});
    assertEquals(toDecisionRules(config), { ...usual, ...rules });
  });
}

const EFFECTS: readonly (readonly [
  text: string,
  effect: MinEffect,
  amount: number,
])[] = [
  ["0", { kind: "absolute", amount: 0 }, 0],
  ["0.5", { kind: "absolute", amount: 0.5 }, 0.5],
  ["1e-3", { kind: "absolute", amount: 0.001 }, 0.001],
  ["2%", { kind: "relative", share: 0.02 }, 4],
  ["0.5 %", { kind: "relative", share: 0.005 }, 1],
];
for (const [text, effect, amount] of EFFECTS) {
  Deno.test(`parseMinEffect() reads ${text}, ${amount} of -200`, () => {
    assertEquals(parseMinEffect(text), effect);
    assertEquals(toAmount(effect, -200), amount);
  });
}

for (const text of ["", "%", "-1", "-1%", "some", "1..2"]) {
  Deno.test(`parseMinEffect() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => parseMinEffect(text), RangeError);
  });
}
