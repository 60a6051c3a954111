/** What broken input, made at random, has shown to be wrong. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { toAnswers } from "../../src/cli/answer_flags.ts";
import {
  makeTargetMatcher,
  pathsWithComma,
} from "../../src/core/config/target.ts";
import { parseState } from "../../src/core/experiment/in_flight.ts";
import { readRecord, rowIn } from "../../src/core/experiment/record.ts";
import { subjectOfDiff } from "../../src/core/experiment/subject.ts";
import { Failure } from "../../src/core/failure.ts";
import { compileMetric } from "../../src/core/metric/metric.ts";
import {
  commandFiles,
  programOf,
  scriptOf,
} from "../../src/core/text/command.ts";
import { writeNumber } from "../../src/core/tuner/knob_literal.ts";
import { readKnobs, setKnobs } from "../../src/core/tuner/knobs.ts";
import { makePathListReader } from "../../src/io/path_list.ts";

function record(field: string): string {
  return `{"row": 3, "commit": "c0ffee1", "status": "keep", ${field}}`;
}

Deno.test("rowIn() takes no infinity for a metric or a time", () => {
  const row = rowIn(
    record('"metric": 1e999, "seconds": 1e999, "runs": -1e999'),
  );
  assertEquals([row?.metric, row?.seconds, row?.runs], [
    undefined,
    undefined,
    undefined,
  ]);
});

for (const row of ["-1", "0.5", "1e15", "1e999", "null"]) {
  Deno.test(`rowIn() and parseState() know no row ${row}`, () => {
    const state = `{"stage": "begun", "row": ${row}, "branch": "b", ` +
      '"incumbent": "c0ffee", "by": "outside"}';
    assertEquals(rowIn(record(`"row": ${row}`)), undefined);
    assertEquals(parseState(state), undefined);
  });
}

Deno.test("rowIn() takes no commit that would be another in the ledger", () => {
  assertEquals(rowIn(record('"commit": "\\u0007ab\\tcd"')), undefined);
  assertEquals(rowIn(record('"at": "\\u001b[2J"'))?.at, undefined);
});

Deno.test("readRecord() takes no infinity for a secondary metric", () => {
  const text = '{"secondary": {"a": 1e999, "b": 2}}';
  assertEquals(readRecord(text).secondary, { b: 2 });
});

/** Choices without quotes, and what becomes of them. */
const WORDS: readonly (readonly [text: string, value: string, set: string])[] =
  [
    ["m: a-b # tune: a-b|c-d", "c-d", "m: c-d # tune: a-b|c-d"],
    [
      "m = True # tune: True|False: why",
      "False",
      "m = False # tune: True|False: why",
    ],
    ["image: x:1 # tune: x:1|x:2", "x:2", "image: x:2 # tune: x:1|x:2"],
  ];
for (const [text, value, set] of WORDS) {
  Deno.test(`setKnobs() writes ${value} into ${text}`, () => {
    const id = readKnobs("p", text).knobs[0]?.id ?? "";
    const written = setKnobs("p", text, new Map([[id, value]]));
    assertEquals(written, set);
    assertEquals(readKnobs("p", written).knobs[0]?.value, value);
  });
}

const PROBLEMS: readonly (readonly [text: string, message: string])[] = [
  [
    `a = "x" # tune: 'y"z'|x`,
    'Cannot tune "a": the option y"z holds the quotes around the value, ' +
    "write the value in others",
  ],
  [
    "f(0,95) # tune: 1..400",
    'Cannot tune "f": the comma before 95 may part thousands or arguments, ' +
    "write no comma or a space behind it",
  ],
];
for (const [text, message] of PROBLEMS) {
  Deno.test(`readKnobs() refuses ${text}`, () => {
    assertEquals(readKnobs("p", text).problems, [{
      path: "p",
      line: 1,
      message,
    }]);
  });
}

Deno.test("readKnobs() passes over a line that a program has made", () => {
  const text = `n = 4 ${
    ";".repeat(100_000)
  } # tune: 1..9\nm = 4 # tune: 1..9\n`;
  assertEquals(readKnobs("p", text).knobs.map(({ name }) => name), ["m"]);
});

const NUMBERS:
  readonly (readonly [value: number, like: string, text: string])[] = [
    [1e30, "0.5", "1e+30"],
    [6.11e-137, "0.5", "6.11e-137"],
    [-7e-219, "1", "-7e-219"],
    [1e-7, "0.5", "0.0000001"],
  ];
for (const [value, like, text] of NUMBERS) {
  Deno.test(`writeNumber() writes ${value} like ${like}`, () => {
    assertEquals(writeNumber(value, like), text);
    assertEquals(Number(text), value);
  });
}

Deno.test("compileMetric() refuses an expression that no engine would run", () => {
  const grep = "loss a".repeat(20_000);
  assertThrows(() => compileMetric({ metric: "loss", grep }), Failure, "10000");
});

Deno.test("makeTargetMatcher() takes a glob that is too large for a name", () => {
  const entry = `${"a?".repeat(50_000)}`;
  const isTarget = makeTargetMatcher({ entries: [entry], existing: new Set() });
  assertEquals([isTarget(entry), isTarget("a")], [true, false]);
});

Deno.test("pathsWithComma() of a long list grows with it, not with its square", () => {
  assertEquals(pathsWithComma("a,".repeat(10_000)).length < 100_000, true);
});

Deno.test("commandFiles() and scriptOf() stand a command of 100,000 words", () => {
  const command = `sh -c "${"A=1 ".repeat(100_000)} ./run.sh"`;
  assertEquals(commandFiles(command).includes("run.sh"), true);
  assertEquals(scriptOf(command), "run.sh");
});

Deno.test("programOf() takes an empty word for no program", () => {
  assertEquals(programOf('"" x'), undefined);
});

Deno.test("subjectOfDiff() keeps the escapes of a file's name out", () => {
  assertEquals(
    subjectOfDiff("+++ b/a\x1b[2J.py\n@@ -0,0 +1 @@\n+x\n"),
    "a.py: 1 line added, 0 removed",
  );
});

Deno.test("toAnswers() reads flags as their line will be read", () => {
  assertEquals(
    toAnswers({ metric: " loss ", evaluateCmd: " sh e.sh", metricGrep: " " }),
    { metric: "loss", evaluateCmd: "sh e.sh" },
  );
  assertThrows(() => toAnswers({ metric: " " }), Failure, "must not be empty");
});

Deno.test("makePathListReader() keeps a name's byte order mark", () => {
  const read = makePathListReader((entry) => entry);
  assertEquals(read(new TextEncoder().encode("\uFEFFa\0")), ["\uFEFFa"]);
});
