import { assertEquals } from "@std/assert";
import type { Answers } from "../../../src/core/config/config.ts";
import {
  formatConfig,
  parseAnswers,
  parseConfig,
} from "../../../src/core/config/config_text.ts";
import { parseKeyLines } from "../../../src/core/config/key_lines.ts";
import {
  mergeAnswers,
  openAnswers,
  toConfig,
} from "../../../src/core/config/setup_plan.ts";
import { pathsWithComma } from "../../../src/core/config/target.ts";
import { CONFIG_FILE } from "../../../src/core/layout.ts";
import type { Draw } from "../draw.ts";
import { mutate, oddNumeral, oddText } from "../odd_text.ts";
import { claim, makeRoom, orRefused } from "../room.ts";

const CONFIGS: readonly [string, ...string[]] = [
  "target: train.py\nevaluate_cmd: uv run train.py\nmetric: val_bpb\n" +
  "metric_direction: lower\ntime_budget_minutes: 5\n",
  "# mine\ntarget: a.py, src/{b,c}.py, data/**/*.csv\n" +
  "evaluate_cmd: python bench.py --url http://x:80 # not a comment\n" +
  "metric: recall@10\nmetric_grep: ^recall@10=(\\S+)\nbranch: autoresearch/t\n" +
  "metric_direction: higher\ntime_budget_minutes: .5\nagent_cmd: claude -p\n" +
  "agent_minutes: 1e1\nprotected: eval.sh, lib\nmine: kept\n",
  "target:SKILL.md\r\nmetric:m\r\nmetric:n\r\nevaluate_cmd:sh e.sh\r\n",
];

const KEYS: readonly [string, ...string[]] = [
  "target",
  "evaluate_cmd",
  "metric",
  "metric_direction",
  "time_budget_minutes",
  "metric_grep",
  "branch",
  "agent_cmd",
  "agent_minutes",
  "protected",
  "__proto__",
];

const MAX_CONFIG = 20_000;

function makeInput(draw: Draw) {
  const line = () => {
    const value = draw.chance(0.3) ? oddNumeral(draw) : oddText(draw);
    return `${draw.pick(...KEYS)}:${draw.pick("", " ")}${value}\n`;
  };
  const base = draw.pick(...CONFIGS);
  const more = draw.list(0, 3, line).join("");
  return {
    text: mutate(draw, base + more).slice(0, MAX_CONFIG),
    existing: draw.list(0, 3, () => draw.pick("a,b", "train.py", "lib/x", "#")),
    domain: draw.pick(undefined, "ml", "skill"),
  } as const;
}

/** What is read from a config can be written, and is read again the same. */
export const configRoom = makeRoom("config", 12, makeInput, (input) => {
  const { text, domain } = input;
  const existing = new Set(input.existing);
  const lines = orRefused(() => parseKeyLines(text, CONFIG_FILE));
  for (const { value } of lines?.lines ?? []) pathsWithComma(value);

  const found = orRefused(() => parseConfig(text, CONFIG_FILE, existing));
  const answers = orRefused(() => parseAnswers(text, "my.cfg", existing));
  claim(
    found === undefined || answers !== undefined,
    () => "a config that is no file of answers",
  );
  if (found !== undefined) {
    assertEquals(reread(found.config, existing), found.config);
  }
  if (answers === undefined) return;
  const merged: Answers = mergeAnswers({}, answers.answers, domain);
  const config = toConfig(merged);
  claim(
    (config === undefined) === (openAnswers(merged).length > 0),
    () => "answers that are open make a config",
  );
  if (config === undefined) return;
  // An expression is compiled only once its metric is known.
  const again = orRefused(() => reread(config, existing));
  if (again !== undefined) assertEquals(again, config);
});

function reread(
  config: Parameters<typeof formatConfig>[0],
  existing: ReadonlySet<string>,
) {
  return parseConfig(formatConfig(config), CONFIG_FILE, existing).config;
}
