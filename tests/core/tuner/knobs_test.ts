import { assertEquals } from "@std/assert";
import type { KnobValue } from "../../../src/core/tuner/knob_domain.ts";
import { pointOf, readKnobs, setKnobs } from "../../../src/core/tuner/knobs.ts";

/** A line, its knob's name and value, and the line with another value. */
const LANGUAGES: [
  line: string,
  name: string,
  value: KnobValue,
  next: KnobValue,
  written: string,
][] = [
  ["const width = 40; // tune: 4..64", "width", 40, 24, "24"],
  ['  "lr": 0.01,  # tune: 1e-4..1e-1 log', "lr", 0.01, 0.003, "0.003"],
  ["width: 40  # tune: 4..64", "width", 40, 24, "24"],
  ["WIDTH=40 #tune:4..64", "WIDTH", 40, 24, "24"],
  ["let rate: f64 = 1e-3; // tune: 1e-5..1 log", "rate", 1e-3, 2e-4, "2e-4"],
  ["#define BLOCK 64 // tune: 1..256", "BLOCK", 64, 65, "65"],
  ["#define BLOCK 64 /* tune: 1..256 */", "BLOCK", 64, 65, "65"],
  ["self.lr = 3e-4  # tune: 1e-5..1 log", "lr", 3e-4, 0.02, "2e-2"],
  ["opt = Adam(net, lr=0.01,  # tune: 0..1", "lr", 0.01, 0.5, "0.5"],
  ["local n = 3 -- tune: -3..3", "n", 3, -2, "-2"],
  ["(setq learning-rate 0.5) ;; tune: 0..1", "learning-rate", 0.5, 1, "1.0"],
  ["depth = 4; % tune: 1..9", "depth", 4, 5, "5"],
  ["<width>40</width> <!-- tune: 4..64 -->", "width", 40, 24, "24"],
  ['<rect width="40"/> <!-- tune: 4..64 -->', "width", 40, 24, "24"],
  ["let width = 40 (* tune: 4..64 *)", "width", 40, 24, "24"],
  ["SET WIDTH=40 & REM tune: 4..64", "WIDTH", 40, 24, "24"],
  ["set WIDTH=40 :: tune: 4..64", "WIDTH", 40, 24, "24"],
  ["width = 40 {- tune: 4..64 -}", "width", 40, 24, "24"],
  ["Dim width = 40 ' tune: 4..64", "width", 40, 24, "24"],
  ["width = 40 ! tune: 4..64", "width", 40, 24, "24"],
  ["width =: 40 NB. tune: 4..64", "width", 40, 24, "24"],
  ["{% set n = 3 %} {# tune: 1..8 #}", "n", 3, 4, "4"],
  ["Use at most 40 words. <!-- tune: 9..99 -->", "most", 40, 24, "24"],
  ["It's 40, isn't it? <!-- tune: 4..64 -->", "s", 40, 24, "24"],
  ["40 # tune: 4..64", "value", 40, 24, "24"],
  ["n := 40 // tune: 4..64", "n", 40, 24, "24"],
  ["n <- 40 # tune: 4..64", "n", 40, 24, "24"],
  [":n => 40, # tune: 4..64", "n", 40, 24, "24"],
  ['cfg["n"] = 40 # tune: 4..64', "n", 40, 24, "24"],
  ["n += 40 # tune: 4..64", "n", 40, 24, "24"],
  ["std::size_t n{40}; // tune: 4..64", "n", 40, 24, "24"],
  ["def f(n: int = 40) -> int:  # tune: 4..64", "n", 40, 24, "24"],
  ["const f = (n = 40) => {  // tune: 4..64", "n", 40, 24, "24"],
  ["x: dict[str, int] = 4 # tune: 1..8", "x", 4, 5, "5"],
  ["else: x = 4 # tune: 1..8", "x", 4, 5, "5"],
  ["parts = n // 8  # tune: 2..16", "parts", 8, 9, "9"],
  ["x = f(y2, 3) # tune: 1..8", "x", 3, 4, "4"],
  ["x = 3  # 4 layers; tune: 1..8", "x", 3, 5, "5"],
  ["x = 3  # 4 layers, we tune: 1..8", "x", 3, 5, "5"],
  ["x = 3; /* not 4 */ // tune: 1..8", "x", 3, 5, "5"],
  ["x = 3 # tune: 1..8 (small is faster)", "x", 3, 4, "4"],
  ["act = relu // activation, tune: relu|gelu", "act", "relu", "gelu", "gelu"],
  ["x = 3 # Tune: 1 .. 8, log", "x", 3, 4, "4"],
];
for (const [line, name, value, next, written] of LANGUAGES) {
  Deno.test(`readKnobs() and setKnobs() understand ${line}`, () => {
    const { knobs, problems } = readKnobs("x", line);
    const text = setKnobs("x", line, new Map([[`x:${name}`, next]]));

    assertEquals(problems, []);
    assertEquals(pointOf(knobs), new Map([[`x:${name}`, value]]));
    const literal = knobs[0]?.literal ?? "";
    const at = line.lastIndexOf(literal, line.search(/tune:/i));
    const expected = line.slice(0, at) + written +
      line.slice(at + literal.length);
    assertEquals(text, expected);
  });
}

/** The code before, the range, a value and the code after. */
const NOTATIONS: [
  code: string,
  range: string,
  next: KnobValue,
  written: string,
][] = [
  ["n = 40", "4..64", 24, "n = 24"],
  ["n = 40u32;", "4..64", 24, "n = 24u32;"],
  ["n = 40_u32;", "4..64", 24, "n = 24_u32;"],
  ["n = 64L;", "4..64", 24, "n = 24L;"],
  ["n = 10px;", "4..64", 24, "n = 24px;"],
  ["n = 40%;", "4..64", 24, "n = 24%;"],
  ["n = 1_000", "1..90000", 900, "n = 900"],
  ["n = 1_000", "1..90000", 12000, "n = 12_000"],
  ["n = 1'000;", "1..9000000", 1234567, "n = 1'234'567;"],
  ["n = 0x1F", "1..255", 254, "n = 0xFE"],
  ["n = 0x1f", "1..255", 254, "n = 0xfe"],
  ["n = 0b101", "1..255", 6, "n = 0b110"],
  ["n = -3", "-9..9", 2, "n = 2"],
  ["n = 3", "-9..-1", -2, "n = -2"],
  ["n = m -1", "1..9", 2, "n = m -2"],
  ["n = m-1", "-9..9", 2, "n = m-2"],
  ["x = 0.50", "0..1", 0.25, "x = 0.25"],
  ["x = 0.50", "0..1", 0.00012, "x = 0.00012"],
  ["x = 0.50", "0..2", 2, "x = 2.0"],
  ["x = 0.50", "0..1", 1e-9, "x = 0.000000001"],
  ["x = 0.50", "0.1..1e9 log", 123000, "x = 123000.0"],
  ["x = .5", "0..1", 0.25, "x = .25"],
  ["x = -.5", "-1..1", -0.25, "x = -.25"],
  ["x = 1.", "0..1.5", 0.25, "x = 0.25"],
  ["x = 1.", "0..3.5", 2, "x = 2."],
  ["x = 1.0f;", "0..3", 0.25, "x = 0.25f;"],
  ["x = 1.0f;", "0..3", 2, "x = 2.0f;"],
  ["x = 0", "0..0.5", 0.25, "x = 0.25"],
  ["x = 1e-3", "1e-5..1", 0.0003, "x = 3e-4"],
  ["x = 1e-3", "1e-5..1", 0.15, "x = 1.5e-1"],
  ["x = 1e-3", "0..1", 0, "x = 0e0"],
  ["x = 1E-03", "1e-5..1", 0.0003, "x = 3E-04"],
  ["x = 1.0e+03", "1..1e5", 20000, "x = 2.0e+04"],
  ['x = "0.01"', "0..1", 0.02, 'x = "0.02"'],
  ['x = "relu"', "relu|gelu", "gelu", 'x = "gelu"'],
  ["x = 'relu'", "relu|gelu", "gelu", "x = 'gelu'"],
  ["x = `relu`;", "'relu'|'gelu'", "gelu", "x = `gelu`;"],
  ['x = f("relu")', "relu|gelu", "gelu", 'x = f("gelu")'],
  ["x: relu", "relu|gelu", "gelu", "x: gelu"],
  ["x=True,", "True|False", "False", "x=False,"],
  ['"x": false,', "true|false", "true", '"x": true,'],
  ["x = Mode.FAST", "FAST|SLOW", "SLOW", "x = Mode.SLOW"],
  ["x = Mode.FAST", "Mode.FAST|Mode.SLOW", "Mode.SLOW", "x = Mode.SLOW"],
  ["x = 32", "16|32|64", "64", "x = 64"],
  ["x = 32u;", "16 | 32 | 64", "64", "x = 64u;"],
  ["x = 0.10", "0.1|0.2", "0.2", "x = 0.2"],
  ['x = "step by step"', '"step by step"|bare', "bare", 'x = "bare"'],
  ['x = "a"', "a|b, b is slower", "b", 'x = "b"'],
];
for (const [code, range, next, written] of NOTATIONS) {
  Deno.test(`setKnobs() writes ${next} like ${code} in ${range}`, () => {
    const { knobs } = readKnobs("x", `${code} /* tune: ${range} */`);
    const id = knobs[0]?.id ?? "";

    const text = setKnobs(
      "x",
      `${code} /* tune: ${range} */`,
      new Map([[id, next]]),
    );

    assertEquals(text, `${written} /* tune: ${range} */`);
    const [again] = readKnobs("x", text).knobs;
    assertEquals([again?.id, again?.value], [id, next]);
  });
}

const DOMAINS: [line: string, domain: unknown][] = [
  ["x = 4 # tune: 1..8", { kind: "integer", low: 1, high: 8, log: false }],
  ["x = 4 # tune: -8..-1", { kind: "integer", low: -8, high: -1, log: false }],
  ["x = 4 # tune: 1..8 log", { kind: "integer", low: 1, high: 8, log: true }],
  ["x = 4 # tune: 1..8_000", {
    kind: "integer",
    low: 1,
    high: 8000,
    log: false,
  }],
  ["x = 4.0 # tune: 1..8", { kind: "float", low: 1, high: 8, log: false }],
  ["x = 4e0 # tune: 1..8", { kind: "float", low: 1, high: 8, log: false }],
  ["x = 4 # tune: 1..8.0", { kind: "float", low: 1, high: 8, log: false }],
  ["x = 4 # tune: 1..1e2", { kind: "float", low: 1, high: 100, log: false }],
  ["x = 4 # tune: .5..8", { kind: "float", low: 0.5, high: 8, log: false }],
  ["x = a # tune: a|b|a", { kind: "choice", options: ["a", "b"] }],
];
for (const [line, domain] of DOMAINS) {
  Deno.test(`readKnobs() reads the domain of ${line}`, () => {
    assertEquals(readKnobs("x", line).knobs.map(({ domain }) => domain), [
      domain,
    ]);
  });
}

const FORMS = 'write "tune: low..high", "tune: low..high log" or "tune: a|b|c"';
const TWO = 'a choice needs two options, write "tune: a|b"';
const BEFORE = "write it before the comment, on the same line";
const PROBLEMS: [line: string, message: string][] = [
  ["# tune: 4..64", `Cannot find the number for "tune: 4..64": ${BEFORE}`],
  [
    "x = y # tune: 4..64",
    `Cannot find the number for "tune: 4..64": ${BEFORE}`,
  ],
  [
    'x = "abc" # tune: 4..64',
    `Cannot find the number for "tune: 4..64": ${BEFORE}`,
  ],
  [
    "x = 3; y = z; // tune: 4..64",
    `Cannot find the number for "tune: 4..64": ${BEFORE}`,
  ],
  [
    "x = 3 # tune: 64..4",
    'Cannot tune "x": "tune: 64..4" holds no range, write the lower bound first',
  ],
  [
    "x = 3 # tune: 4..4",
    'Cannot tune "x": "tune: 4..4" holds no range, write the lower bound first',
  ],
  [
    "x = 3 # tune: 0..4 log",
    'Cannot tune "x": "tune: 0..4 log" starts at 0, write a lower bound above 0 or leave out "log"',
  ],
  [
    "f(1,200) // tune: 100..300",
    'Cannot tune "f": the comma before 200 may part thousands or arguments, write no comma or a space behind it',
  ],
  [
    'act = "tanh" # tune: relu|gelu',
    'Cannot find the value for "tune: relu|gelu": "tanh" is none of them, add it or write one of them',
  ],
  [
    "relu = x # tune: relu|gelu",
    'Cannot find the value for "tune: relu|gelu": write one of them before the comment, on the same line',
  ],
  [
    "x = 3 # tune: 1..1e999",
    'Cannot tune "x": the range or the value is too large, write smaller numbers',
  ],
  [
    "x = 3 # the width, tune: 5..1",
    'Cannot tune "x": "tune: 5..1" holds no range, write the lower bound first',
  ],
  ['act = "relu" # tune: relu', `Cannot tune by "tune: relu": ${TWO}`],
  ["act: relu # tune: relu", `Cannot tune by "tune: relu": ${TWO}`],
  ["act = a # tune: a|a", `Cannot tune by "tune: a|a": ${TWO}`],
  ["x = 3 # tune: 4-64", `Cannot read "tune: 4-64": ${FORMS}`],
  ["x = 3 # tune: 4...64", `Cannot read "tune: 4...64": ${FORMS}`],
  ["x = 3 # tune: [4, 64]", `Cannot read "tune: [4, 64]": ${FORMS}`],
  ["x = 3 # tune: 1..4px", `Cannot read "tune: 1..4px": ${FORMS}`],
  ["x = 3 # tune: MIN..MAX", `Cannot read "tune: MIN..MAX": ${FORMS}`],
  ["x = 3 # tune: relu|", `Cannot read "tune: relu|": ${FORMS}`],
];
for (const [line, message] of PROBLEMS) {
  Deno.test(`readKnobs() names the problem of ${line}`, () => {
    assertEquals(readKnobs("a.py", `\r\n${line}\n`), {
      knobs: [],
      problems: [{ path: "a.py", line: 2, message }],
    });
  });
}

const PROSE = [
  "// we tune: carefully",
  "x = 3 # tune: carefully",
  "// we tune: 4..64 was best, then a|b",
  "x = 3 # tune: later ... maybe",
  "x = 3 // we tune: 4 things",
  "x = 3 # tune:",
  "x = 3  # fine-tune the model",
  'x = "n = 4  # tune: 1..64\\n"',
  "x = 'act = a  # tune: a|b'",
  "Write `# tune: 4..64` behind it",
  "tune: 4..64",
  "",
];
for (const line of PROSE) {
  Deno.test(`readKnobs() finds nothing in ${line}`, () => {
    assertEquals(readKnobs("x", line), { knobs: [], problems: [] });
  });
}

Deno.test("readKnobs() keeps knobs of one name apart", () => {
  const text = `f(n=1 /* tune: 1..3 */, n=2 /* tune: 1..3 */)
n = 3 // tune: 1..3`;

  const point = pointOf(readKnobs("x", text).knobs);

  assertEquals(point, new Map([["x:n", 1], ["x:n:2", 2], ["x:n:3", 3]]));
  assertEquals(
    setKnobs("x", text, new Map([["x:n:2", 3], ["x:n:3", 1]])),
    text.replace("n=2", "n=3").replace("n = 3", "n = 1"),
  );
});

for (const end of ["\n", "\r\n", "\r"]) {
  Deno.test(`setKnobs() keeps every other byte, lines ended by ${JSON.stringify(end)}`, () => {
    const lines = [
      "\ufeffa = 1  # tune: 1..9",
      "\t# ünï 😀 \u2028 x",
      "",
      "b = 'x'\t# tune: x|yyy",
      "c = 1.50  # tune: 0..2  ",
    ];
    const text = lines.join(end);

    const written = setKnobs(
      "t",
      text,
      new Map<string, KnobValue>([["t:a", 7], ["t:b", "yyy"], ["t:c", 0.1]]),
    );

    const expected = text.replace("a = 1", "a = 7").replace("'x'", "'yyy'")
      .replace("1.50", "0.1");
    assertEquals(written, expected);
  });
}

Deno.test("setKnobs() leaves alone what it isn't told to change", () => {
  const text = "a = 0x0A  # tune: 1..99\r\nb = 1_0 # tune: 1..99";

  const changes = new Map([["t:a", 10], ["other:b", 3], ["t:z", 1]]);

  assertEquals(setKnobs("t", text, changes), text);
});

Deno.test("readKnobs() stands a line of 200,000 characters", () => {
  for (const unit of ["'x ", '"', "{- ", "{- = ", "a: b ", "1_"]) {
    const line = `${unit.repeat(200_000 / unit.length)} = 3 # tune: 1..4`;

    assertEquals(readKnobs("x", line).problems, []);
  }
});
