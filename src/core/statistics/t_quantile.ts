/** Halvings of an angle below π/2 after which no bit of it is left open. */
const HALVINGS = 60;

/**
 * Returns the 0.99 quantile of Student's t law with so many degrees of freedom.
 *
 * For whole degrees the law is a finite sum in θ = atan(t / √degrees)
 * (Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 26.7.3 and
 * 26.7.4), which grows with θ: halving finds the angle.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(tQuantile(4), 3.746947, 5e-7);
 * assertAlmostEquals(tQuantile(42), 2.41847, 5e-7);
 * ```
 *
 * @param degrees a whole number from 1 up
 */
export function tQuantile(degrees: number): number {
  let low = 0;
  let high = Math.PI / 2;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (centralArea(middle, degrees) < 0.98) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan(low);
}

/** The probability of being between -t and t. */
function centralArea(angle: number, degrees: number): number {
  const cosine = Math.cos(angle);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power < degrees; power += 2) {
    term *= cosine * cosine * (power - 1) / power;
    sum += term;
  }
  const wave = Math.sin(angle) * sum;
  return isOdd ? 2 / Math.PI * (angle + wave) : wave;
}
