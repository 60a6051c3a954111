import { assertEquals } from "@std/assert";
import { sparkline } from "../../../src/core/ledger/sparkline.ts";

const DRAWN: readonly (readonly [
  values: readonly number[],
  width: number,
  drawing: string,
])[] = [
  [[], 10, ""],
  [[1], 10, "▄"],
  [[3, 3, 3], 10, "▄▄▄"],
  [[1, 2, 3, 4, 5, 6, 7, 8], 8, "▁▂▃▄▅▆▇█"],
  [[0.9979, 0.986, 0.9818, 0.9697], 80, "█▅▄▁"],
  [[-1, 0, 1], 3, "▁▅█"],
  [[1, 2, 3, 4], 2, "▁█"],
  [[9, 9, 9, 9, 9, 1], 3, "██▁"],
  [[1, 2, 3], 1, "▄"],
  [[1, 2, 3], 0, ""],
  [[1, 2, 3], -1, ""],
  [[NaN, 1, Infinity, 2], 10, "▁█"],
  [[Number.MAX_VALUE, -Number.MAX_VALUE], 10, "█▁"],
  [[Number.MIN_VALUE, 0], 10, "▄▄"],
];
for (const [values, width, drawing] of DRAWN) {
  Deno.test(`sparkline() draws ${values.join(" ")} at ${width} as ${drawing}`, () => {
    assertEquals(sparkline(values, width), drawing);
  });
}

Deno.test("sparkline() of a long series fills its width and ends at its end", () => {
  const values = Array.from({ length: 200_000 }, (_, at) => 200_000 - at);

  const drawing = sparkline(values, 16);

  assertEquals(drawing, "██▇▇▆▆▅▅▄▄▃▃▂▂▁▁");
});
