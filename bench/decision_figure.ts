/** A mean of simulated values. */
export interface Figure {
  readonly mean: number;
  /** Standard deviation of a single value. */
  readonly deviation: number;
  readonly count: number;
}

export interface Claim {
  readonly isMet: boolean;
  readonly text: string;
}

/** Deviations of chance alone that are left to a figure. */
const DEVIATIONS = 4;

export function toFigure(values: readonly number[]): Figure {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    deviation: Math.sqrt(squares / Math.max(1, count - 1)),
    count,
  };
}

/** How often something was so, as a figure. */
export function toRate(claims: readonly boolean[]): Figure {
  return toFigure(claims.map(Number));
}

/** By how many per cent of the truth a figure is too high. */
export function scaled(figure: Figure, truth: number): Figure {
  const scale = 100 / Math.abs(truth);
  return {
    mean: scale * (figure.mean - truth),
    deviation: scale * figure.deviation,
    count: figure.count,
  };
}

/**
 * Compares a figure with a published one, which was rounded and has a chance of
 * its own.
 */
export function equals(
  what: string,
  { mean, deviation, count }: Figure,
  aim: number,
  { candidates, rounding }: {
    readonly candidates: number;
    readonly rounding: number;
  },
): Claim {
  const chance = deviation * Math.sqrt(1 / count + 1 / candidates);
  const tolerance = DEVIATIONS * chance + rounding;
  const isMet = Math.abs(mean - aim) <= tolerance;
  const figures = `${toText(mean)}, published ${aim} +- ${toText(tolerance)}`;
  return { isMet, text: `${what}: ${figures}` };
}

/** The same of how often something is so, which may be hardly ever. */
export function equalsRate(
  what: string,
  figure: Figure,
  aim: number,
  { candidates, rounding }: {
    readonly candidates: number;
    readonly rounding: number;
  },
): Claim {
  const deviation = Math.max(figure.deviation, Math.sqrt(aim * (1 - aim)));
  // One or two too many are no news where next to none are expected.
  const rare = rounding + 2 / figure.count;
  const asked = { candidates, rounding: rare };
  return equals(what, { ...figure, deviation }, aim, asked);
}

/** Holds a figure to a range, which is wider where there are fewer values. */
export function within(
  what: string,
  { mean, count }: Figure,
  { from, to, candidates }: {
    readonly from: number;
    readonly to: number;
    readonly candidates: number;
  },
): Claim {
  const excess = Math.max(0, Math.sqrt(candidates / count) - 1);
  const slack = excess * (to - from) / 2;
  const isMet = mean >= from - slack && mean <= to + slack;
  const range = `from ${toText(from - slack)} to ${toText(to + slack)}`;
  return { isMet, text: `${what}: ${toText(mean)}, ${range}` };
}

function toText(value: number): string {
  return `${Number(value.toPrecision(4))}`;
}
