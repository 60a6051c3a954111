import { sparkline } from "../../../src/core/ledger/sparkline.ts";
import {
  firstNumber,
  formatNumber,
  parseNumber,
  splitsNumber,
} from "../../../src/core/text/number.ts";
import type { Draw } from "../draw.ts";
import { anyDouble, mutate, oddNumeral, oddText } from "../odd_text.ts";
import { claim, makeRoom } from "../room.ts";

function makeInput(draw: Draw) {
  return {
    value: draw.chance(0.5) ? anyDouble(draw) : Number(draw.unit().toFixed(9)),
    text: draw.chance(0.5)
      ? mutate(draw, oddNumeral(draw))
      : oddText(draw) + oddNumeral(draw),
    at: draw.whole(0, 12),
    values: draw.list(0, 30, () => anyDouble(draw)),
    width: draw.whole(-2, 40),
  };
}

/** A number survives the ledger, and none is ever made up. */
export const numberRoom = makeRoom("number", 8, makeInput, (input) => {
  const { value, text, at, values, width } = input;
  const written = formatNumber(value);
  claim(/^-?\d+\.\d{6,}(?:e[+-]\d+)?$/.test(written), () => written);
  claim(
    parseNumber(written) === value,
    () => `${value} is written ${written}, read ${parseNumber(written)}`,
  );
  for (const read of [parseNumber(text), firstNumber(text)]) {
    claim(read === undefined || Number.isFinite(read), () => `${read}`);
  }
  splitsNumber(text.slice(0, at), text.slice(at));
  const chart = sparkline(values, width);
  claim(chart.length <= Math.max(0, width), () => `"${chart}" is too wide`);
  claim(/^[▁▂▃▄▅▆▇█]*$/.test(chart), () => `"${chart}" is no chart`);
});
