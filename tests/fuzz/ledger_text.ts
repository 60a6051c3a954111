import type { Row } from "../../src/core/ledger/ledger.ts";
import karpathyMemory from "../data/karpathy-memory.tsv" with { type: "text" };
import karpathyResults from "../data/karpathy-results.tsv" with {
  type: "text",
};
import type { Draw } from "./draw.ts";
import { anyDouble, mutate, oddNumeral, oddText } from "./odd_text.ts";

const HEADERS: readonly [string, ...string[]] = [
  "commit\tmetric\tstatus\tdescription\tseconds\truns\treason\tat",
  "commit\tmetric\tstatus\tdescription",
  "commit\tval_bpb\tmemory_gb\tstatus\tdescription",
  "iteration\tcommit\tmetric\tdelta\tguard\tstatus\tdescription",
  '"commit"\t"metric"\t"status"\t"description"',
];

/** A ledger of some form, as somebody may have left it. */
export function drawLedger(draw: Draw): string {
  if (draw.chance(0.1)) {
    const lines = draw.pick(karpathyResults, karpathyMemory).split("\n");
    const first = draw.whole(1, lines.length);
    const some = lines.slice(first, first + draw.whole(0, 9));
    return mutate(draw, [lines[0], ...some, ""].join("\n"));
  }
  const header = draw.pick(...HEADERS);
  const line = () =>
    header.split("\t").map((name) => drawCell(draw, name)).join("\t");
  const lines = draw.list(0, 9, line);
  const [first] = lines;
  // Printed twice, as by a write that was tried again.
  const again = first !== undefined && draw.chance(0.1) ? [first] : [];
  return mutate(draw, [header, ...lines, ...again, ""].join("\n"));
}

function drawCell(draw: Draw, name: string): string {
  if (draw.chance(0.04)) return oddText(draw);
  switch (name.replaceAll('"', "")) {
    case "commit":
      return draw.pick("bea057b", "7f2a65c", "-", "187e419");
    case "status":
      return draw.pick("keep", "discard", "crash");
    case "description":
      return draw.pick("baseline", "deeper", '5" pipe', '"quoted"', "a, b");
    case "reason":
      return draw.pick("", "undone: row 0", "undone: row 99", "rejected: x");
    case "at":
      return draw.pick("", `2026-11-25T0${draw.whole(0, 9)}:00:00.000Z`);
    default:
      return draw.chance(0.7)
        ? draw.unit().toFixed(6)
        : draw.pick("N/A", "-", "", oddNumeral(draw));
  }
}

/** A row as the tool itself makes it, whatever an agent called its idea. */
export function drawRow(draw: Draw, row: number): Row {
  const status = draw.pick("keep", "discard", "crash");
  return {
    row,
    commit: draw.pick("bea057b", "7f2a65c", "187e419"),
    metric: status === "crash" ? undefined : anyDouble(draw),
    status,
    description: oddText(draw),
    reason: draw.pick("", "undone: row 0", oddText(draw)),
    seconds: Number((draw.unit() * 10 ** draw.whole(0, 5)).toFixed(3)),
    runs: draw.whole(0, 9),
    at: `2026-11-25T06:00:00.${String(row).padStart(3, "0")}Z`,
    other: {},
  };
}
