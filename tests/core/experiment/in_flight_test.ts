import { assertEquals } from "@std/assert";
import {
  formatState,
  type InFlight,
  parseState,
} from "../../../src/core/experiment/in_flight.ts";

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

const ASIDE = {
  ref: "refs/autoresearch/t1/aside-x",
  tree: "facade",
  paths: ["a", "b\nc"],
} as const;

const MEASURED = {
  stage: "measured",
  row: 0,
  branch: "autoresearch/t1",
  incumbent: "c0ffee",
  tree: "facade",
  line: "c0ffee\t100.000000\tkeep\tbaseline\n",
} as const;

const STATES: InFlight[] = [
  BEGUN,
  { ...BEGUN, stash: [] },
  { ...BEGUN, stash: [{ commit: "f00d", message: "WIP on main" }] },
  { ...BEGUN, by: "outside" },
  { ...BEGUN, by: "outside", aside: ASIDE },
  DECIDED,
  { ...DECIDED, record: "{}\n" },
  MEASURED,
  { ...MEASURED, record: "{}\n", aside: ASIDE },
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
  ["a baseline without a line", JSON.stringify({ ...MEASURED, line: 7 })],
  ["no line", JSON.stringify({ ...DECIDED, line: undefined })],
];
for (const [what, text] of NOTHING) {
  Deno.test(`parseState() says nothing of ${what}`, () => {
    assertEquals(parseState(text), undefined);
  });
}
