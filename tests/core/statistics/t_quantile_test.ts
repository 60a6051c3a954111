import { assertAlmostEquals } from "@std/assert";
import { tQuantile } from "../../../src/core/statistics/t_quantile.ts";

/** From SciPy 1.17, `t.ppf(0.99, degrees)`. */
const QUANTILES: readonly (readonly [degrees: number, t: number])[] = [
  [1, 31.820515954],
  [2, 6.964556734],
  [3, 4.540702859],
  [4, 3.746947388],
  [5, 3.364929999],
  [6, 3.142668403],
  [7, 2.997951567],
  [8, 2.896459448],
  [9, 2.821437925],
  [10, 2.763769458],
  [11, 2.718079184],
  [12, 2.680997993],
  [15, 2.602480295],
  [22, 2.508324553],
  [29, 2.462021360],
  [42, 2.418470360],
  [47, 2.408345050],
  [60, 2.390119473],
  [100, 2.364217366],
  [999, 2.330086419],
  [2007, 2.328207329],
];
for (const [degrees, t] of QUANTILES) {
  Deno.test(`tQuantile() is ${t} at ${degrees} degrees of freedom`, () => {
    assertAlmostEquals(tQuantile(degrees), t, 1e-8);
  });
}
