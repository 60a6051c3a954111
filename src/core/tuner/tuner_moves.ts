import { fromUnit, type KnobValue, toUnit } from "./knob_domain.ts";
import type { Knob, Point } from "./knobs.ts";

const RANGE_PARTS = 12;
const NEAR_STEPS = [0.01, 0.03, 0.06, 0.12];
const PAIRS = 200;

/** The ways to change a point, tried before or not. */
export interface Moves {
  readonly single: readonly Point[];
  readonly double: readonly Point[];
}

/**
 * Returns points that differ from this one in one knob or in two: other
 * options, values from the whole range and values close by.
 */
export function drawMoves(
  knobs: readonly Knob[],
  from: Point,
  random: () => number,
): Moves {
  const near = knobs.map((knob) => valuesNear(knob, from, random));
  return {
    single: singleChanges(knobs, from, near),
    double: doubleChanges(knobs, from, near, random),
  };
}

/** Returns any point of the knobs' ranges, each part as likely as any other. */
export function drawPoint(
  knobs: readonly Knob[],
  random: () => number,
): Point {
  const point = new Map<string, KnobValue>();
  for (const { id, domain } of knobs) {
    const place = random();
    const value = domain.kind === "choice"
      ? domain.options[Math.floor(place * domain.options.length)]
      : fromUnit(domain, place);
    if (value !== undefined) point.set(id, value);
  }
  return point;
}

function valuesNear(
  { id, domain }: Knob,
  from: Point,
  random: () => number,
): readonly KnobValue[] {
  const own = from.get(id);
  if (domain.kind === "choice") {
    // As declared: of options that promise the same the first is tried first.
    return domain.options.filter((option) => option !== own);
  }
  const units: number[] = [];
  for (let part = 0; part < RANGE_PARTS; part++) {
    units.push((part + random()) / RANGE_PARTS);
  }
  const centre = toUnit(domain, Number(own));
  for (const step of NEAR_STEPS) {
    units.push(centre - step * (0.7 + 0.6 * random()));
    units.push(centre + step * (0.7 + 0.6 * random()));
  }
  const values = new Set(units.map((unit) => fromUnit(domain, unit)));
  return [...values].filter((value) => value !== own);
}

function singleChanges(
  knobs: readonly Knob[],
  from: Point,
  near: readonly (readonly KnobValue[])[],
): readonly Point[] {
  return knobs.flatMap(({ id }, index) =>
    (near[index] ?? []).map((value) => new Map(from).set(id, value))
  );
}

function doubleChanges(
  knobs: readonly Knob[],
  from: Point,
  near: readonly (readonly KnobValue[])[],
  random: () => number,
): readonly Point[] {
  if (knobs.length < 2) return [];
  return Array.from({ length: PAIRS }, () => {
    const first = Math.floor(random() * knobs.length);
    const step = 1 + Math.floor(random() * (knobs.length - 1));
    const point = new Map(from);
    for (const index of [first, (first + step) % knobs.length]) {
      const values = near[index] ?? [];
      const value = values[Math.floor(random() * values.length)];
      const id = knobs[index]?.id;
      if (id !== undefined && value !== undefined) point.set(id, value);
    }
    return point;
  });
}
