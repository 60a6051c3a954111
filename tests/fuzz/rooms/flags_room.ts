import { assertEquals } from "@std/assert";
import { toAnswers } from "../../../src/cli/answer_flags.ts";
import {
  formatConfig,
  parseConfig,
} from "../../../src/core/config/config_text.ts";
import { guessDomain, toConfig } from "../../../src/core/config/setup_plan.ts";
import { CONFIG_FILE } from "../../../src/core/layout.ts";
import { compileMetric } from "../../../src/core/metric/metric.ts";
import { fillTemplate, skeletonFor } from "../../../src/core/prompt/program.ts";
import type { Draw } from "../draw.ts";
import { oddNumeral, oddText } from "../odd_text.ts";
import { claim, makeRoom, orRefused, orRefusedAsTyped } from "../room.ts";

function makeInput(draw: Draw) {
  const maybe = (text: string) => draw.chance(0.3) ? oddText(draw) : text;
  return {
    target: maybe("train.py, src/*.py"),
    evaluateCmd: maybe("sh eval.sh"),
    metric: maybe("val_bpb"),
    ...(draw.chance(0.3) ? { metricGrep: maybe("^val_bpb:") } : {}),
    direction: draw.chance(0.1) ? oddText(draw) : "lower",
    budget: draw.chance(0.3) ? oddNumeral(draw) : "5",
    ...(draw.chance(0.3) ? { protected: maybe("lib, eval.sh") } : {}),
    ...(draw.chance(0.3) ? { agent: maybe("claude -p") } : {}),
  };
}

/** What `setup` takes it writes, and `run` reads the very same. */
export const flagsRoom = makeRoom("flags", 5, makeInput, (flags) => {
  const answers = orRefusedAsTyped(() => toAnswers(flags));
  const config = answers && toConfig(answers);
  if (config === undefined) return;
  guessDomain(config);
  const { metric, metricGrep } = config;
  if (metricGrep !== undefined) {
    orRefused(() => compileMetric({ metric, grep: metricGrep }));
  }
  for (const script of ["eval.py", "eval.sh", "eval.js", config.evaluateCmd]) {
    skeletonFor("code", script, metric);
  }
  claim(
    fillTemplate("{{x}}", { x: metric }) === metric,
    () => "a value is changed by its template",
  );
  const text = orRefused(() => formatConfig(config));
  if (text === undefined) return;
  const read = orRefused(() => parseConfig(text, CONFIG_FILE));
  if (read !== undefined) assertEquals(read.config, config);
});
