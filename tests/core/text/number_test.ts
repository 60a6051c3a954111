import { assertEquals, assertThrows } from "@std/assert";
import {
  firstNumber,
  formatNumber,
  parseNumber,
  splitsNumber,
} from "../../../src/core/text/number.ts";

const NUMBERS: readonly (readonly [text: string, value: number])[] = [
  ["0.997900", 0.9979],
  ["007", 7],
  ["-3", -3],
  ["\u22123", -3],
  ["+3", 3],
  [".5", 0.5],
  ["-.5", -0.5],
  ["5.", 5],
  ["1e-3", 0.001],
  ["1e\u22123", 0.001],
  ["6.05e-06", 0.00000605],
  ["7.0E-07", 7e-7],
  ["-7.539458549707136e-05", -7.539458549707136e-5],
  ["4.2E8", 420_000_000],
  ["1.0e+01", 10],
  ["1,234", 1234],
  ["1,234.5", 1234.5],
  ["-12,345,678.9", -12_345_678.9],
  [" 12.5 ms ", 12.5],
  ["12.5ms", 12.5],
  ["12.5 µs", 12.5],
  ["12.5 \u03bcs", 12.5],
  ["3 MiB", 3],
  ["40 tok/s", 40],
  ["40/s", 40],
  ["17 ns/op", 17],
  ["7 retries/s", 7],
  ["3x", 3],
  ["-3 dB", -3],
  ["5 em", 5],
  ["$0.35", 0.35],
  ["-€1,000", -1000],
  ["85%", 85],
  ["85 %", 85],
  ["85/100", 85],
  ["85.5 / 100", 85.5],
  ["85/100.0", 85],
];
for (const [text, value] of NUMBERS) {
  Deno.test(`parseNumber() reads ${JSON.stringify(text)}`, () => {
    assertEquals(parseNumber(text), value);
  });
}

const UNCLEAR: readonly string[] = [
  "",
  " ",
  "-",
  ".",
  "e5",
  "5e",
  "0,95",
  "0,950",
  "1,23,456",
  "1234,567",
  "1,2345",
  "1,,234",
  "1.2.3",
  "1.234,5",
  "1 234",
  "1_000",
  "nan",
  "NaN",
  "inf",
  "-inf",
  "Infinity",
  "1e999",
  "-1e999",
  "0x10",
  "+-3",
  "- 3",
  "~3",
  "7 retries",
  "7retries",
  "1.5k",
  "1.5 M",
  "85/200",
  "17/20",
  "85/1000",
  "85%/100",
  "12:30",
  "2026-11-25",
  "0.5 (best)",
  "0.5, 0.6",
  "0.5 0.6",
  "ms",
  "N/A",
  "٣",
  "1".repeat(401),
];
for (const text of UNCLEAR) {
  Deno.test(`parseNumber() refuses ${JSON.stringify(text.slice(0, 20))}`, () => {
    assertEquals(parseNumber(text), undefined);
  });
}

const FIRST: readonly (readonly [text: string, value: number | undefined])[] = [
  [" = 0.5, accuracy 3", 0.5],
  [": 0.5,accuracy=3", 0.5],
  [":0.5", 0.5],
  [" 7 of 9", 7],
  [" (p99) = 12.5ms", 12.5],
  ["_ms: 90", 90],
  [" [1, 2]", 1],
  ["=1,234;", 1234],
  [" -> \u22123", -3],
  [" is 85/100 now", 85],
  [" none", undefined],
  [" nan, best 11", undefined],
  [": -inf (11)", undefined],
  [" N/A 11", undefined],
  [" ~3 (11)", undefined],
  [" 0,95 11", undefined],
  [" at 12:30:01 is 11", undefined],
  [" 2026-11-25 11", undefined],
  [" 0x10 11", undefined],
  ["", undefined],
];
for (const [text, value] of FIRST) {
  Deno.test(`firstNumber() of ${JSON.stringify(text)} is ${value}`, () => {
    assertEquals(firstNumber(text), value);
  });
}

const BORDERS: readonly (readonly [
  before: string,
  after: string,
  splits: boolean,
])[] = [
  ["7.0", "E-07", true],
  ["7", "e5", true],
  ["12", ".5", true],
  ["12.", "5", true],
  ["1", "2", true],
  ["loss: -", "5", true],
  ["-", ".5", true],
  ["loss \u2212", "5", true],
  ["loss-", "5", false],
  ["loss: ", "5", false],
  ["12", " ms", false],
  ["12", " ems", false],
  ["12", "em", false],
  ["3,", "0.95", false],
  ["0.95", ",3", false],
  ["5.", " Next", false],
  ["", "", false],
];
for (const [before, after, splits] of BORDERS) {
  const border = JSON.stringify(`${before}|${after}`);
  Deno.test(`splitsNumber() is ${splits} at ${border}`, () => {
    assertEquals(splitsNumber(before, after), splits);
  });
}

const FORMATTED: readonly (readonly [value: number, text: string])[] = [
  [0.9979, "0.997900"],
  [90, "90.000000"],
  [-3.25, "-3.250000"],
  [0, "0.000000"],
  [-0, "0.000000"],
  [7e-7, "0.0000007"],
  [6.05e-6, "0.00000605"],
  [-7.539458549707136e-5, "-0.00007539458549707136"],
  [420_000_000, "420000000.000000"],
  [0.1 + 0.2, "0.30000000000000004"],
  [1e20, "100000000000000000000.000000"],
  [1e-20, "0.00000000000000000001"],
  [9.5e-21, "9.500000e-21"],
  [1e21, "1.000000e+21"],
  [1e300, "1.000000e+300"],
  [-1.25e-300, "-1.250000e-300"],
  [Number.MAX_VALUE, "1.7976931348623157e+308"],
  [Number.MIN_VALUE, "5.000000e-324"],
];
for (const [value, text] of FORMATTED) {
  Deno.test(`formatNumber() writes ${value} as ${text}`, () => {
    assertEquals(formatNumber(value), text);
  });
}

for (const value of [NaN, Infinity, -Infinity]) {
  Deno.test(`formatNumber() throws at ${value}`, () => {
    assertThrows(() => formatNumber(value), RangeError, `${value}`);
  });
}

Deno.test("formatNumber() of any double reads back as the same one", () => {
  const wrong = randomDoubles(5000).filter((value) => {
    const text = formatNumber(value);
    return Number(text) !== value || parseNumber(text) !== value ||
      !/\.\d{6}/.test(text);
  });

  assertEquals(wrong, []);
});

Deno.test("formatNumber() of everyday numbers reads back, plain", () => {
  const wrong = randomDoubles(5000)
    .map((value) => Number(value.toExponential().split("e")[0]))
    .map((value, at) => value * 10 ** (at % 30 - 15))
    .filter((value) => {
      const text = formatNumber(value);
      return Number(text) !== value || parseNumber(text) !== value ||
        !/^-?\d+\.\d{6,}$/.test(text);
    });

  assertEquals(wrong, []);
});

/** Finite doubles with random bits, the same ones at every run. */
function randomDoubles(count: number): readonly number[] {
  const view = new DataView(new ArrayBuffer(8));
  let state = 42;
  const next = () => state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  const doubles: number[] = [];
  while (doubles.length < count) {
    view.setUint32(0, next());
    view.setUint32(4, next());
    const value = view.getFloat64(0);
    if (Number.isFinite(value)) doubles.push(value);
  }
  return doubles;
}
