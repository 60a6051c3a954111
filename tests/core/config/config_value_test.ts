import { assertEquals, assertThrows } from "@std/assert";
import {
  ABOVE_0,
  parseDecision,
  parseEffect,
  parsePlausible,
  parseSwitch,
  parseWhole,
  parseWithin,
} from "../../../src/core/config/config_value.ts";

const READ: [call: string, value: unknown, expected: unknown][] = [
  ["parseDecision(paired)", parseDecision("paired"), "paired"],
  ["parseSwitch(off)", parseSwitch("off"), false],
  ["parseWithin(0.05)", parseWithin("0.05", ABOVE_0, 0.5), 0.05],
  ["parseWithin(0.5)", parseWithin("0.5", ABOVE_0, 0.5), 0.5],
  ["parseWhole(0)", parseWhole("0", 0, 1000), 0],
  ["parseEffect(2%)", parseEffect("2%"), "2%"],
  ["parseEffect(0.5)", parseEffect("0.5"), "0.5"],
  ["parsePlausible()", parsePlausible("10..500"), { from: 10, to: 500 }],
  ["parsePlausible(-)", parsePlausible("-5 .. -1"), { from: -5, to: -1 }],
  ["parsePlausible(1e-3)", parsePlausible("1e-3..0.5"), {
    from: 0.001,
    to: 0.5,
  }],
];
for (const [call, value, expected] of READ) {
  Deno.test(`${call} reads ${JSON.stringify(expected)}`, () => {
    assertEquals(value, expected);
  });
}

const REFUSED: [what: string, read: () => unknown][] = [
  ['decision "Auto"', () => parseDecision("Auto")],
  ['a switch "true"', () => parseSwitch("true")],
  ["alpha 0", () => parseWithin("0", ABOVE_0, 0.5)],
  ["alpha 0.6", () => parseWithin("0.6", ABOVE_0, 0.5)],
  ["alpha nan", () => parseWithin("nan", ABOVE_0, 0.5)],
  ["2.5 pairs", () => parseWhole("2.5", 0, 1000)],
  ["-1 pairs", () => parseWhole("-1", 0, 1000)],
  ["no pairs", () => parseWhole("", 0, 1000)],
  ["an effect below 0", () => parseEffect("-1")],
  ["an effect of %", () => parseEffect("%")],
  ["a range upside down", () => parsePlausible("500..10")],
  ["a range of one", () => parsePlausible("10..10")],
  ["half a range", () => parsePlausible("10..")],
  ["two ranges", () => parsePlausible("1..2..3")],
];
for (const [what, read] of REFUSED) {
  Deno.test(`a setting refuses ${what}`, () => {
    assertThrows(read, RangeError, "it must be");
  });
}
