import { assertEquals } from "@std/assert";
import { parseLedger } from "../../../src/core/ledger/ledger.ts";
import {
  lastStart,
  segmentReason,
  segmentsOf,
} from "../../../src/core/ledger/segment.ts";

/** One row each: its status and reason. */
function rowsOf(...lines: readonly (readonly [string, string])[]) {
  const cells = lines.map(([status, reason], row) =>
    `c0ffee${row}\t${row}\t${status}\tidea\t${reason}\n`
  );
  const header = "commit\tmetric\tstatus\tdescription\treason\n";
  return parseLedger(header + cells.join("")).rows;
}

const START = segmentReason("eval.sh changed");

const LEDGERS: [
  what: string,
  rows: ReturnType<typeof rowsOf>,
  starts: [row: number, reason: string | undefined][],
][] = [
  ["no row", [], [[0, undefined]]],
  ["one segment", rowsOf(["keep", ""], ["discard", "x"]), [[0, undefined]]],
  [
    "two that follow each other",
    rowsOf(["keep", ""], ["keep", START], ["keep", START]),
    [[0, undefined], [1, "eval.sh changed"], [2, "eval.sh changed"]],
  ],
  [
    "a first row that begins a second one",
    rowsOf(["keep", START], ["keep", "x"]),
    [[0, undefined]],
  ],
  [
    "a discard and a crash that say so",
    rowsOf(["keep", ""], ["discard", START], ["crash", START]),
    [[0, undefined]],
  ],
];
for (const [what, rows, starts] of LEDGERS) {
  Deno.test(`segmentsOf() of ${what}`, () => {
    const segments = segmentsOf(rows);

    assertEquals(
      segments.map(({ rows: [first], reason }) => [first?.row ?? 0, reason]),
      starts,
    );
    assertEquals(segments.flatMap((segment) => segment.rows), [...rows]);
    assertEquals(lastStart(rows), starts.at(-1)?.[0]);
  });
}
