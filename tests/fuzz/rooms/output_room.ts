import { assertEquals } from "@std/assert";
import {
  compileMetric,
  countMetricLines,
  readMetric,
  readSecondary,
} from "../../../src/core/metric/metric.ts";
import type { Draw } from "../draw.ts";
import { mutate, oddNumeral, oddText } from "../odd_text.ts";
import { claim, claimOneLine, makeRoom, orRefused } from "../room.ts";

const NAMES: readonly [string, ...string[]] = [
  "loss",
  "val_bpb",
  "recall@10",
  "combined_µs",
  "p(50)",
  "__proto__",
];

function makeInput(draw: Draw) {
  const metric = draw.chance(0.05) ? oddText(draw) : draw.pick(...NAMES);
  const line = () => makeLine(draw, draw.chance(0.5) ? metric : undefined);
  const ends = draw.pick("\n", "\r\n", "\r");
  return {
    output: mutate(draw, draw.list(0, 12, line).join(ends)),
    metric,
    grep: makeGrep(draw, metric),
    at: draw.whole(0, 12),
    cut: draw.unit(),
  };
}

function makeLine(draw: Draw, metric: string | undefined): string {
  const name = metric ?? draw.pick("epoch", "memory_gb", "a b", oddText(draw));
  const value = oddNumeral(draw);
  switch (draw.whole(0, 6)) {
    case 0:
      return `METRIC ${name}=${value}`;
    case 1:
      return `{${JSON.stringify(name)}: ${value}, "epoch": 3}`;
    case 2:
      return `\x1b[1m${name}\x1b[0m: \x1b[32m${value}\x1b[0m`;
    case 3:
      return oddText(draw);
    case 4:
      return `${"[".repeat(draw.whole(1, 2000))}${name}: ${value}`;
    case 5:
      return `${name}=${value}, best ${oddNumeral(draw)}`;
    default:
      return `${name}: ${value}`;
  }
}

function makeGrep(draw: Draw, metric: string): string | undefined {
  return draw.pick(
    undefined,
    `^${metric}:`,
    `${metric}\\s*[:=]`,
    `${metric}[:=] *(\\S+)`,
    "(?:a=(.+)|b=(.+)|=(.*))",
    "^[[:space:]]*loss",
    "(?<n>\\d)",
    "$",
    "",
    oddText(draw),
  );
}

/** No metric but a finite number; what is quoted of an output is clean. */
export const outputRoom = makeRoom("output", 18, makeInput, (input) => {
  const { output, metric, grep, at, cut } = input;
  const pattern = orRefused(() =>
    compileMetric(grep === undefined ? { metric } : { metric, grep })
  );
  if (pattern === undefined) return;
  const reading = readMetric(output, pattern);
  if (reading.kind === "number") {
    claim(Number.isFinite(reading.value), () => `${reading.value}`);
    claimOneLine(reading.line, "the metric's line");
  } else claimReason(reading.reason, metric);
  claim(
    (countMetricLines(output, pattern) > 0) === (reading.kind !== "missing"),
    () => `${countMetricLines(output, pattern)} lines, ${reading.kind}`,
  );

  const secondary = Object.entries(readSecondary(output, pattern));
  claim(secondary.length <= 100, () => `${secondary.length} secondary metrics`);
  for (const [name, value] of secondary) {
    claimOneLine(name, "a secondary metric");
    claim(name !== metric && Number.isFinite(value), () => `${name} ${value}`);
  }

  // A large log is read in pieces from its end, and as if it were whole.
  const lines = output.split(/(?<=\n)/);
  const start = Math.min(at, lines.length - 1);
  const tail = readMetric(lines.slice(start).join(""), pattern);
  const pieced = tail.kind === "missing"
    ? readMetric(lines.slice(0, start).join(""), pattern)
    : tail;
  assertEquals(pieced, reading);
  // A glance begins in the middle of whatever stands there.
  const glance = readMetric(output.slice(cut * output.length), pattern);
  claim(
    glance.kind !== "number" || Number.isFinite(glance.value),
    () => "a glance at no number",
  );
});

/** The metric's own name is the user's, as it was written. */
function claimReason(reason: string, metric: string): void {
  claimOneLine(reason.replace(metric, ""), "the reason");
}
