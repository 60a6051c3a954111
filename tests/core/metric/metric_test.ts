import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../../src/core/failure.ts";
import {
  compileMetric,
  countMetricLines,
  type MetricSpec,
  type Reading,
  readMetric,
  readSecondary,
} from "../../../src/core/metric/metric.ts";

const NAMED: MetricSpec = { metric: "p50_ms" };
const LABEL: MetricSpec = { metric: "p50_ms", grep: "^p50_ms:" };

function read(output: string, spec: MetricSpec = NAMED): Reading {
  return readMetric(output, compileMetric(spec));
}

function grep(expression: string, metric = "p50_ms"): MetricSpec {
  return { metric, grep: expression };
}

const VALUES: readonly (readonly [
  output: string,
  value: number,
  spec?: MetricSpec,
])[] = [
  // Case 1: colour, also where nobody asked for it
  ["\x1b[1mp50_ms\x1b[0m: \x1b[32m90\x1b[0m\n", 90],
  ["\x1b[1mp50_ms\x1b[0m: \x1b[32m90\x1b[0m\n", 90, LABEL],
  ["\x1b[2K\x1b[?25l\x1b(Bp50_ms: 90\x1b[K\n", 90],
  ["\x1b]0;title\n\x1b[0mp50_ms: 90\n\x07", 90],
  // Case 2: scientific notation
  ["p50_ms: 6.05e-06\n", 6.05e-6],
  ["p50_ms: -7.539458549707136e-05\n", -7.539458549707136e-5],
  // Case 4: carriage returns
  ["epoch 1\repoch 2\rp50_ms: 90\r\n", 90],
  ["epoch 1\repoch 2\rp50_ms: 90\r\n", 90, LABEL],
  ["p50_ms: 90\rdone", 90],
  // Case 5: several lines, one forged, one that is no number
  ["p50_ms: 500\nnote: p50_ms: 1\np50_ms: 7 retries\np50_ms: 90\n", 90],
  ["p50_ms: 500\nnote: p50_ms: 1\np50_ms: 7 retries\np50_ms: 90\n", 90, LABEL],
  ["p50_ms: 90\nfinal p50_ms: 1\np50_ms_ema: 2\np50: 3\n", 90],
  // The three forms
  ["  p50_ms: 90", 90],
  ["\uFEFFp50_ms: 90", 90],
  ["p50_ms    :    90 ms\n", 90],
  ["METRIC p50_ms=90\n", 90],
  ["  METRIC  p50_ms = 90\n", 90],
  ['{"p50_ms": 90, "p99": 3}\n', 90],
  ['  {"p50_ms": "90 ms"}  \n', 90],
  ['{"p50_ms": 90}\nMETRIC p50_ms=80\np50_ms: 70\n', 70],
  ['p50_ms: 90\n{"other": 1}\n{"config": {"p50_ms": 2}}\n{\n', 90],
  ['p50_ms: 90\n{"about": "p50_ms"}\n{"about": "p50_ms"\n', 90],
  ['{"combined_\\u00b5s": 90}', 90, { metric: "combined_µs" }],
  ['{"__proto__": 90}', 90, { metric: "__proto__" }],
  // A name is never an expression
  ["recall@10: 0.9", 0.9, { metric: "recall@10", grep: "^recall@10:" }],
  ["a+b (x): 3", 3, { metric: "a+b (x)", grep: "^a+b (x):" }],
  ["combined_µs: 3", 3, { metric: "combined_µs", grep: "^combined_µs:" }],
  ["a.b: 1\naxb: 2\n", 1, { metric: "a.b", grep: "^a.b:" }],
  ["a.b: 1\naxb: 2\n", 1, { metric: "a.b" }],
  ["a:b: 1\n", 1, { metric: "a:b" }],
  ["METRIC p50_ms=90\n", 90, { metric: "p50_ms", grep: "" }],
  // A custom expression
  ["loss 3\nloss = 0.5 | acc = 7\n", 0.5, grep("^loss")],
  ["final p50_ms (of 7) is 90 ms", 7, grep("final")],
  ["p50_ms=90 in 3 runs", 90, grep("p50_ms=(\\S+)")],
  ["p50_ms=7.0E-07", 7e-7, grep("p50_ms=([-+.\\deE]+)")],
  ["b=90", 90, grep("a=(\\d+)|b=(\\d+)")],
  ["0.95,3", 0.95, grep("^([\\d.]+),")],
  ["3,0.95", 0.95, grep("^\\d+,([\\d.]+)")],
  ['p50 "90" `x` $(y)', 90, grep('^p50 "(\\d+)"')],
  ["µ: 90", 90, grep("^µ:")],
  [`p50=90 ${"x".repeat(1e6)}`, 90, grep("^p50=(\\d+)")],
  [`p50=90 ${"x".repeat(1e6)}`, 90, grep("^p50")],
];
for (const [output, value, spec] of VALUES) {
  const shown = JSON.stringify(output.slice(0, 60));
  const by = spec === undefined ? "" : ` by ${spec.grep ?? spec.metric}`;
  Deno.test(`readMetric() reads ${value} from ${shown}${by}`, () => {
    const reading = read(output, spec);

    assertEquals(
      reading.kind === "number" ? reading.value : reading.reason,
      value,
    );
  });
}

const NO_LINE = 'no line reads "p50_ms: NUMBER"';
const NONE: readonly (readonly [
  output: string,
  reason: string,
  spec?: MetricSpec,
])[] = [
  ["", NO_LINE],
  ["note: p50_ms: 1\n", NO_LINE],
  ["METRICp50_ms=1\nMETRIC p50_ms: 1\np50_ms=1\n", NO_LINE],
  ["  p50_ms: 90", 'no line starts with "p50_ms:"', LABEL],
  ["METRIC p50_ms=1\n", 'no line starts with "p50_ms:"', LABEL],
  ["loss: 1", 'no line matches "^p50 (\\\\d+)"', grep("^p50 (\\d+)")],
  ["p50_ms:", 'p50_ms is no clear number: ""'],
  ["p50_ms: 90\np50_ms: 7 retries", unclear("7 retries")],
  ["p50_ms: 90\np50_ms: 7 retries", unclear("7 retries"), LABEL],
  ["p50_ms: 90\np50_ms: nan\n", unclear("nan")],
  ["p50_ms: -inf\n", unclear("-inf")],
  ["p50_ms: 1e999\n", unclear("1e999")],
  ["p50_ms: 0,95\n", unclear("0,95")],
  ["p50_ms: \x1b[2J\x07oops\tnow\n", unclear("oops now")],
  ["METRIC p50_ms=\n", unclear("")],
  ['p50_ms: 90\n{"p50_ms": null}\n', unclear("null")],
  ['p50_ms: 90\n{"p50_ms": [1]}\n', unclear("[1]")],
  ['p50_ms: 90\n{"p50_ms": 1e999}\n', unclear("null")],
  ['p50_ms: 90\n{"p50_ms": NaN}\n', unclear('{"p50_ms": NaN}')],
  ['p50_ms: 90\n{"p50_ms": 8', unclear('{"p50_ms": 8')],
  ["p50: nan, best 3", unclear(": nan, best 3"), grep("^p50")],
  ["p50 7\np50 none", unclear("none"), grep("^p50")],
  ["p50=0,95", unclear("0,95"), grep("^p50=(.*)")],
  ["p50=0,95", unclear("0,95"), grep("^p50=([\\d.]+)")],
  ["p50=7.0E-07", unclear("7.0E-07"), grep("^p50=([\\d.]+)")],
  ["p50=7.0E-07", unclear("7.0E-07"), grep("^p50=([\\d.]+).*")],
  ["p50=-7", unclear("7"), grep("^p50=.*(\\d+)")],
  ["p50=12.5", unclear("5"), grep("^p50=.*(\\d+)")],
  ["p50=12.5", unclear(".5"), grep("^p50=\\d+")],
  ["p50=90", unclear(""), grep("^p50.*")],
  ["p50=", unclear(""), grep("^p50=(\\d+)?")],
];
for (const [output, reason, spec] of NONE) {
  const by = spec?.grep === undefined ? "" : ` by ${spec.grep}`;
  Deno.test(`readMetric() finds none in ${JSON.stringify(output)}${by}`, () => {
    const kind = reason.startsWith("no line") ? "missing" : "unreadable";
    assertEquals(read(output, spec), { kind, reason });
  });
}

function unclear(text: string): string {
  return `p50_ms is no clear number: ${JSON.stringify(text)}`;
}

Deno.test("readMetric() returns the line clean and cut", () => {
  const line = `\tp50_ms:\t\x1b[1m90\x1b[0m${" ".repeat(20_000)}`;
  const long = `p50=90 ${"x".repeat(20_000)}`;

  assertEquals(read(line), { kind: "number", value: 90, line: "p50_ms: 90" });
  assertEquals(read(long, grep("^p50")), {
    kind: "number",
    value: 90,
    line: `p50=90 ${"x".repeat(192)}…`,
  });
});

Deno.test("readMetric() never takes the part of a number before a cut", () => {
  const output = `${" ".repeat(9_995)}p=123456789`;

  const byGroup = read(output, grep("p=(\\d+)"));
  const byPlace = read(output, grep("p="));

  assertEquals(byGroup, { kind: "unreadable", reason: unclear("123") });
  assertEquals(byPlace, { kind: "unreadable", reason: unclear("123") });
});

const MEGABYTE = 1_000_000;
const HUGE: readonly (readonly [what: string, line: string])[] = [
  ["digits", "9".repeat(MEGABYTE)],
  ["commas", ",".repeat(MEGABYTE)],
  ["spaces", " ".repeat(MEGABYTE)],
  ["groups", `1${",234".repeat(MEGABYTE / 4)}`],
  ["spaces within", `5${" ".repeat(MEGABYTE)}x`],
  ["open brackets", `{"p50_ms": ${"[".repeat(MEGABYTE)}`],
  ["open escapes", "\x1b]".repeat(MEGABYTE / 2)],
];
for (const [what, huge] of HUGE) {
  Deno.test(`readMetric() reads past a line of 1 MB of ${what} at once`, () => {
    const output = `${huge}\np50_ms: ${huge}\np50_ms ${huge}\n`;

    // Not timed: an expression that backtracks would not come back at all.
    const readings = [NAMED, LABEL, grep("p50_ms: (.*)$"), grep("^p50_ms:? $")]
      .map((spec) => read(output, spec).kind);
    const secondary = readSecondary(output, compileMetric(NAMED));

    assertEquals(readings, [
      "unreadable",
      "unreadable",
      "unreadable",
      "missing",
    ]);
    assertEquals(secondary, {});
  });
}

const COUNTS: readonly (readonly [
  output: string,
  count: number,
  spec: MetricSpec,
])[] = [
  ["", 0, NAMED],
  ["p50_ms: 500\nnote: p50_ms: 1\np50_ms: 7 retries\np50_ms: 90\n", 3, NAMED],
  ['p50_ms: 1\rMETRIC p50_ms=2\r\n{"p50_ms": 3}', 3, NAMED],
  ["p50_ms: 1\nMETRIC p50_ms=2\n", 1, LABEL],
  ["loss 1\nloss 2\n", 2, grep("^loss")],
];
for (const [output, count, spec] of COUNTS) {
  Deno.test(`countMetricLines() is ${count} for ${JSON.stringify(output)}`, () => {
    assertEquals(countMetricLines(output, compileMetric(spec)), count);
  });
}

const GREPS:
  readonly (readonly [grep: string, message: string, hint: string])[] = [
    [
      "loss: (",
      'Cannot read metric_grep "loss: (": it is no regular expression (unterminated group)',
      "Write it as JavaScript does, such as ^loss: or loss=(\\S+)",
    ],
    [
      "(?P<v>\\d+)",
      'Cannot read metric_grep "(?P<v>\\\\d+)": it is no regular expression (invalid group)',
      "Write it as JavaScript does, such as ^loss: or loss=(\\S+)",
    ],
    [
      "loss[[:space:]]",
      'Cannot read metric_grep "loss[[:space:]]": it has a POSIX class',
      "Write \\s for [[:space:]], \\d for [[:digit:]]",
    ],
  ];
for (const [expression, message, hint] of GREPS) {
  Deno.test(`compileMetric() refuses ${expression}`, () => {
    const error = assertThrows(() => compileMetric(grep(expression)), Failure);

    const { kind } = error;
    assertEquals([kind, error.message, error.hint], ["user", message, hint]);
  });
}

Deno.test("compileMetric() takes a name that is no expression literally", () => {
  const metric = "p50 (ms";
  assertEquals(compileMetric({ metric, grep: "^p50 (ms:" }), {
    kind: "label",
    metric,
  });
});

const SECONDARY: readonly (readonly [
  output: string,
  secondary: Readonly<Record<string, number>>,
])[] = [
  ["", {}],
  ["p50_ms: 90\nmemory gb: 44.0\nMETRIC steps=953\n", {
    "memory gb": 44,
    steps: 953,
  }],
  ["loss: 3\nacc: 1\nloss: 2\rloss: oops\n", { acc: 1, loss: 2 }],
  ['{"p50_ms": 90, "a": 1, "b": "2 ms", "c": null, "d": true}', { a: 1, b: 2 }],
  ["12:30:01 loss: 3\nnote: p50_ms: 1\nhttp://x: 1\n", {}],
  ["\x1b[1mlo\tss\x07\x1b[0m: 3\n", { "lo ss": 3 }],
  ["METRIC __proto__=3\nconstructor: 4\n", {
    ["__proto__"]: 3,
    constructor: 4,
  } as unknown as Record<string, number>],
  [`${"x".repeat(80)}: 1\n${"y".repeat(81)}: 1\n`, { ["x".repeat(80)]: 1 }],
  [`{"${"y".repeat(81)}": 1}`, {}],
];
for (const [output, secondary] of SECONDARY) {
  Deno.test(`readSecondary() of ${JSON.stringify(output)}`, () => {
    assertEquals(readSecondary(output, compileMetric(NAMED)), secondary);
  });
}

Deno.test("readSecondary() keeps the last hundred names", () => {
  const names = Array.from({ length: 250 }, (_, at) => `n${at}`);
  const output = names.map((name) => `${name}: 1\n`).join("");

  const secondary = readSecondary(output, compileMetric(NAMED));

  assertEquals(Object.keys(secondary), names.slice(150));
});
