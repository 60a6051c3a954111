import { assertEquals, assertThrows } from "@std/assert";
import {
  domainOf,
  DOMAINS,
  parseDomainName,
  type Preset,
} from "../../../src/core/config/domain.ts";

Deno.test("DOMAINS has the four presets", () => {
  const rows = Object.entries(DOMAINS).map(([name, preset]) =>
    toRow(name, preset)
  );

  assertEquals(rows, [
    "ml (train.py; uv run train.py; val_bpb; lower; 5)",
    "prompt (prompt.md; python evaluate.py; eval_score; higher; 2)",
    "code (src/module.py; python benchmark.py; p50_ms; lower; 10)",
    "skill (SKILL.md; python scripts/skill_evaluator.py; pass_rate; higher; 5)",
  ]);
});

function toRow(name: string, preset: Preset): string {
  const { target, evaluateCmd, metric, direction, budgetMinutes } = preset;
  return `${name} (${target}; ${evaluateCmd}; ${metric}; ${direction}; ${budgetMinutes})`;
}

for (const name of Object.keys(DOMAINS)) {
  Deno.test(`parseDomainName() reads ${name}`, () => {
    assertEquals(domainOf(parseDomainName(name)).budgetMinutes > 0, true);
  });
}

for (const text of ["", "ML", "code ", "art", "constructor", "__proto__"]) {
  Deno.test(`parseDomainName() refuses ${JSON.stringify(text)}`, () => {
    const error = assertThrows(() => parseDomainName(text), RangeError);

    assertEquals(error.message, "it must be ml, prompt, code or skill");
  });
}
