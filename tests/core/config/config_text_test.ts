import { assertEquals, assertThrows } from "@std/assert";
import type { Answers, Config } from "../../../src/core/config/config.ts";
import {
  formatConfig,
  parseAnswers,
  parseConfig,
} from "../../../src/core/config/config_text.ts";
import {
  parseBudget,
  parseDirection,
} from "../../../src/core/config/config_value.ts";
import { Failure } from "../../../src/core/failure.ts";

const FILE = ".autoresearch.cfg";
const LEAST = "target: t.txt\nevaluate_cmd: sh eval.sh\nmetric: p50_ms\n";
const LEAST_CONFIG: Config = {
  target: ["t.txt"],
  evaluateCmd: "sh eval.sh",
  metric: "p50_ms",
  direction: "lower",
  budgetMinutes: 5,
  protected: [],
};
const FULL_CONFIG: Config = {
  target: ["src/{a,b}.py", "train.py"],
  evaluateCmd: "FOO=a:b sh eval.sh # 3",
  metric: "recall@10",
  direction: "higher",
  budgetMinutes: 0.5,
  metricGrep: "^recall.*: ([\\d.]+)",
  branch: "autoresearch/2026-11-25",
  agentCmd: "sh propose.sh",
  agentMinutes: 20,
  protected: ["data/*.csv", "eval.sh"],
};

const READ: [name: string, text: string, config: Partial<Config>][] = [
  ["a file without direction and budget", LEAST, {}],
  [
    "a file with a byte order mark and CRLF",
    `\uFEFF${LEAST}`.replaceAll("\n", "\r\n"),
    {},
  ],
  ["a last line without a line end", LEAST.trimEnd(), {}],
  ["comments and blank lines", `# a: b\n\n  # c\n${LEAST}`, {}],
  ["keys with blanks around them", `${LEAST}  metric_direction : higher `, {
    direction: "higher",
  }],
  ["a # inside a value", `${LEAST}evaluate_cmd: sh a.sh # b`, {
    evaluateCmd: "sh a.sh # b",
  }],
  ["a : inside a value", `${LEAST}metric_grep: ^p50_ms:`, {
    metricGrep: "^p50_ms:",
  }],
  ["a budget with decimals", `${LEAST}time_budget_minutes: 0.05`, {
    budgetMinutes: 0.05,
  }],
  ["several targets", `${LEAST}target: a.py, src/**/*.py,`, {
    target: ["a.py", "src/**/*.py"],
  }],
  [
    "optional keys without a value",
    `${LEAST}branch:\nmetric_grep:\nagent_cmd:\nagent_minutes:\nprotected:`,
    {},
  ],
  [
    "a metric_grep that names its metric literally",
    `${LEAST}metric: f1(macro\nmetric_grep: ^f1(macro:`,
    {
      metric: "f1(macro",
      metricGrep: "^f1(macro:",
    },
  ],
];
for (const [name, text, config] of READ) {
  Deno.test(`parseConfig() reads ${name}`, () => {
    assertEquals(parseConfig(text, FILE).config, {
      ...LEAST_CONFIG,
      ...config,
    });
  });
}

Deno.test("parseConfig() names unknown and doubled keys, the last one counts", () => {
  const text =
    `metric: old\nmetric: older\nchecks: x\nconstructor: y\n${LEAST}`;

  const file = parseConfig(text, FILE);

  assertEquals(file, {
    config: LEAST_CONFIG,
    unknownKeys: ["checks", "constructor"],
    doubledKeys: ["metric"],
  });
});

Deno.test("parseConfig() takes a comma for a part of a name that exists", () => {
  const text = `${LEAST}target: a,b.txt, c.txt`;

  const { config } = parseConfig(text, FILE, new Set(["a,b.txt"]));

  assertEquals(config.target, ["a,b.txt", "c.txt"]);
});

const COLON_HINT =
  "Write it as  key: value, or start it with # to keep it as a comment";
const REFUSED: [text: string | undefined, state: string, hint: string][] = [
  [undefined, "there is no such file", "Run autoresearch setup"],
  ["", "it has no key: value line", COLON_HINT],
  ["# only: this\n", "it has no key: value line", COLON_HINT],
  [`# x\n${LEAST}no colon`, 'line 5 has no ":"', COLON_HINT],
  [": x", 'line 1 begins with ":"', COLON_HINT],
  [
    "metric: x\nevaluate_cmd: x",
    'it has no "target"',
    "Write it as  target: train.py",
  ],
  [
    "target: x\nmetric: x",
    'it has no "evaluate_cmd"',
    "Write it as  evaluate_cmd: python evaluate.py",
  ],
  [
    "target: x\nevaluate_cmd: x",
    'it has no "metric"',
    "Write it as  metric: val_loss",
  ],
  [
    `${LEAST}metric:`,
    'line 4, metric is "": it must not be empty',
    "Write it as  metric: val_loss",
  ],
  [
    `${LEAST}target: , `,
    'line 4, target is ",": it must name at least one file',
    "Write it as  target: train.py",
  ],
  [
    `${LEAST}target: a, ../x`,
    `line 4, target is "a, ../x": it must lie inside the project's folder`,
    "Write it as  target: train.py",
  ],
  [
    `${LEAST}metric_direction: up`,
    'line 4, metric_direction is "up": it must be "lower" or "higher"',
    "Write it as  metric_direction: lower",
  ],
  [
    `${LEAST}metric_direction:`,
    'line 4, metric_direction is "": it must be "lower" or "higher"',
    "Write it as  metric_direction: lower",
  ],
  [
    `${LEAST}time_budget_minutes: soon`,
    'line 4, time_budget_minutes is "soon": it must be minutes above 0, like 5 or 0.5',
    "Write it as  time_budget_minutes: 5",
  ],
];
for (const [text, state, hint] of REFUSED) {
  Deno.test(`parseConfig() refuses a file: ${state}`, () => {
    const failure = assertThrows(() => parseConfig(text, FILE), Failure);

    assertEquals(
      [failure.kind, failure.message, failure.hint],
      ["user", `Cannot read ".autoresearch.cfg": ${state}`, hint],
    );
  });
}

Deno.test("parseConfig() refuses a metric_grep that is no expression", () => {
  const text = `${LEAST}metric_grep: ^(p50`;

  assertThrows(() => parseConfig(text, FILE), Failure, 'metric_grep "^(p50"');
});

const ANSWERS: [text: string, answers: Answers][] = [
  ["metric: loss", { metric: "loss" }],
  ["target: a.py\nagent_minutes: 3", { target: ["a.py"], agentMinutes: 3 }],
  [formatConfig(FULL_CONFIG), FULL_CONFIG],
];
for (const [text, answers] of ANSWERS) {
  Deno.test(`parseAnswers() requires no key: ${JSON.stringify(text)}`, () => {
    assertEquals(parseAnswers(text, "a.cfg"), {
      answers,
      unknownKeys: [],
      doubledKeys: [],
    });
  });
}

Deno.test("formatConfig() writes a line a key and none for what is absent", () => {
  assertEquals(
    formatConfig(LEAST_CONFIG),
    `${LEAST}metric_direction: lower\ntime_budget_minutes: 5\n`,
  );
});

for (
  const config of [LEAST_CONFIG, FULL_CONFIG, {
    ...FULL_CONFIG,
    budgetMinutes: 1e-7,
  }]
) {
  Deno.test(`formatConfig() is read back, with a budget of ${config.budgetMinutes}`, () => {
    assertEquals(parseConfig(formatConfig(config), FILE).config, config);
  });
}

for (const evaluateCmd of ["sh a.sh\nsh b.sh", "sh a.sh\rmetric: x"]) {
  Deno.test(`formatConfig() refuses ${JSON.stringify(evaluateCmd)}`, () => {
    const failure = assertThrows(
      () => formatConfig({ ...LEAST_CONFIG, evaluateCmd }),
      Failure,
    );

    assertEquals(failure.kind, "usage");
  });
}

const MINUTES: [text: string, minutes: number][] = [
  ["5", 5],
  ["0.5", 0.5],
  [".05", 0.05],
  ["10.", 10],
  ["1e1", 10],
  ["10000", 10000],
];
for (const [text, minutes] of MINUTES) {
  Deno.test(`parseBudget() reads ${text}`, () => {
    assertEquals(parseBudget(text), minutes);
  });
}

for (
  const text of [
    "",
    " ",
    ".",
    "0",
    "0.0",
    "-1",
    "five",
    "5 min",
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    "1,5",
    "1e-999",
  ]
) {
  Deno.test(`parseBudget() refuses ${JSON.stringify(text)}`, () => {
    const message = "it must be minutes above 0, like 5 or 0.5";
    assertThrows(() => parseBudget(text), RangeError, message);
  });
}

for (const text of ["1e999", "10001"]) {
  Deno.test(`parseBudget() refuses ${text}, which no timer can wait for`, () => {
    const message = "it must be at most 10000 minutes";
    assertThrows(() => parseBudget(text), RangeError, message);
  });
}

Deno.test("parseDirection() reads lower and higher", () => {
  assertEquals(["lower", "higher"].map(parseDirection), ["lower", "higher"]);
});

// The Python version took every unknown word for "higher".
for (const text of ["", "Lower", "up", "min", "lower "]) {
  Deno.test(`parseDirection() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => parseDirection(text), RangeError, '"lower" or "higher"');
  });
}
