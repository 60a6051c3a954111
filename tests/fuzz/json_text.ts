import type { Draw } from "./draw.ts";
import { mutate, oddNumeral, oddText } from "./odd_text.ts";

/** The JSON of a record, with values of other kinds, or damaged. */
export function drawJson(
  draw: Draw,
  record: Readonly<Record<string, unknown>>,
): string {
  const fields = Object.entries(record)
    .filter(() => !draw.chance(0.02))
    .map(([name, value]) => {
      const text = draw.chance(0.06) ? drawValue(draw) : JSON.stringify(value);
      return `${JSON.stringify(name)}: ${text}`;
    });
  const text = `{${fields.join(",\n  ")}}\n`;
  return draw.chance(0.3) ? mutate(draw, text) : text;
}

function drawValue(draw: Draw): string {
  const depth = draw.whole(1, draw.chance(0.02) ? 5000 : 3);
  return draw.pick(
    "null",
    "true",
    "[]",
    "{}",
    "-1",
    "0.5",
    "1e999",
    "-1e999",
    "1e15",
    "4294967296",
    "-0",
    '["a", null, 3, {"b": 1e999}]',
    '{"x": 1e999, "y": "z", "__proto__": 3}',
    `${"[".repeat(depth)}${"]".repeat(depth)}`,
    `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
    JSON.stringify(oddText(draw)),
    oddNumeral(draw),
  );
}
