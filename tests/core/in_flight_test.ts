import { assertEquals } from "@std/assert";
import {
  formatState,
  type InFlight,
  parseState,
} from "../../src/core/in_flight.ts";

const BEGUN = {
  stage: "begun",
  row: 7,
  branch: "autoresearch/t1",
  incumbent: "c0ffee",
  by: "proposer",
} as const;

const DECIDED = {
  stage: "decided",
  row: 7,
  branch: "autoresearch/t1",
  incumbent: "c0ffee",
  candidate: "decade",
  tree: "facade",
  isToldByTree: true,
  isKept: true,
  line: 'decade\t90.000000\tkeep\ta "b"\n',
} as const;

const STATES: InFlight[] = [
  BEGUN,
  { ...BEGUN, by: "outside" },
  { ...BEGUN, by: "outside", aside: "refs/autoresearch/t1/unfinished-x" },
  DECIDED,
  { ...DECIDED, isKept: false },
  { ...DECIDED, isToldByTree: false },
];
for (const state of STATES) {
  Deno.test(`parseState() reads back ${JSON.stringify(state).slice(0, 40)}…`, () => {
    assertEquals(parseState(formatState(state)), state);
  });
}

const NOTHING: [what: string, text: string][] = [
  ["nothing", ""],
  ["zeros, as a power cut leaves them", "\0\0\0\0"],
  ["half of it", formatState(DECIDED).slice(0, 80)],
  ["no object", "null"],
  ["a list", "[]"],
  ["another stage", JSON.stringify({ ...BEGUN, stage: "done" })],
  ["a row that is no number", JSON.stringify({ ...BEGUN, row: "7" })],
  ["nobody", JSON.stringify({ ...BEGUN, by: "somebody" })],
  ["no line", JSON.stringify({ ...DECIDED, line: undefined })],
];
for (const [what, text] of NOTHING) {
  Deno.test(`parseState() says nothing of ${what}`, () => {
    assertEquals(parseState(text), undefined);
  });
}
