/** Rounds that sfc32 needs until every bit of the seed has reached every other. */
const WARM_UP_ROUNDS = 20;

/**
 * Returns a generator of numbers in [0, 1), the same ones for the same seeds.
 *
 * It is sfc32 (Chris Doty-Humphrey, "Small Fast Counting", PractRand), its
 * state filled by FNV-1a (Fowler, Noll and Vo) over the seeds: no secrets, but
 * good enough for sampling, and the same on every machine.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const random = makeRandom("2026-11-25", 7);
 * const again = makeRandom("2026-11-25", 7);
 * assertEquals([random(), random()], [again(), again()]);
 * ```
 */
export function makeRandom(
  ...seeds: readonly (number | string)[]
): () => number {
  // As JSON, so that the seeds 1, 12 are not the seeds 11, 2.
  const text = JSON.stringify(seeds);
  let a = hash(text, 0x811c9dc5);
  let b = hash(text, 0x9e3779b9);
  let c = hash(text, 0x85ebca6b);
  let counter = 1;

  function next(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }
  for (let round = 0; round < WARM_UP_ROUNDS; round++) next();
  return next;
}

/** FNV-1a over UTF-16 code units, from a basis of the caller's. */
function hash(text: string, basis: number): number {
  let bits = basis;
  for (let i = 0; i < text.length; i++) {
    bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193);
  }
  return bits;
}
