import {
  type Coordinates,
  expectedImprovement,
  fitModel,
  type Model,
  predict,
} from "../statistics/gaussian_process.ts";
import { makeRandom } from "../statistics/random.ts";
import { type KnobValue, toUnit } from "./knob_domain.ts";
import { type Knob, type Point, pointOf, writeValue } from "./knobs.ts";
import { drawMoves, drawPoint } from "./tuner_moves.ts";
import { toScores } from "./tuner_scores.ts";

/** One row of the ledger, as the tuner sees it; row 0 is the baseline. */
export interface Trial {
  /** `undefined` where the target of that row can't be read any more. */
  readonly point: Point | undefined;
  readonly outcome:
    | { readonly kind: "measured"; readonly value: number }
    | { readonly kind: "crash" };
  readonly kept: boolean;
}

export interface TunerOptions {
  readonly direction: "lower" | "higher";
  readonly seed: number | string;
}

/** What to try next: the values to write, and the change in words. */
export interface Proposal {
  readonly changes: Point;
  readonly idea: string;
}

/** A row whose point is known: the model's food. */
type ReadableTrial = Trial & { readonly point: Point };

/** Fitting costs the cube of the rows; the oldest tell little about today's. */
const MAX_MODELLED = 150;

const RANDOM_DRAWS = 1000;

/** What a change of one knob must promise of what a change of two does. */
const SINGLE_SHARE = 0.2;

/**
 * Proposes the next experiment from the ledger and the seed alone, so that a
 * resumed run goes on as the uninterrupted one would have; `undefined` when
 * nothing is left to try. A Gaussian process, fitted anew, says which change
 * of the incumbent promises most.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readKnobs, pointOf } from "./knobs.ts";
 *
 * const { knobs } = readKnobs("run.sh", "MODE=fast # tune: fast|safe\n");
 * const proposal = propose(knobs, [{
 *   point: pointOf(knobs),
 *   outcome: { kind: "measured", value: 12 },
 *   kept: true,
 * }], { direction: "lower", seed: "2026-11-25" });
 * assertEquals(proposal?.idea, "MODE fast -> safe");
 * ```
 */
export function propose(
  knobs: readonly Knob[],
  trials: readonly Trial[],
  { direction, seed }: TunerOptions,
): Proposal | undefined {
  const readable = trials.filter((trial) => isReadable(knobs, trial));
  const lastKept = trials.findLast(({ kept }) => kept);
  const last = readable.find((trial) => trial === lastKept);
  // What the target holds is the last kept row's, also where that is unreadable.
  const incumbent = last?.point ?? pointOf(knobs);
  const random = makeRandom(seed, trials.length);

  const tried = new Set(readable.map(({ point }) => keyOf(knobs, point)));
  tried.add(keyOf(knobs, incumbent));
  const isNew = (point: Point) => !tried.has(keyOf(knobs, point));
  const moves = drawMoves(knobs, incumbent, random);
  const single = moves.single.filter(isNew);
  const double = moves.double.filter(isNew);

  const expectGain = toGain(knobs, chooseModelled(readable, last), direction);
  const untried = trials.length > 2 * knobs.length
    ? single.filter((point) => holdsNewOption(knobs, point, readable))
    : [];
  const best = pickBest(untried.map(expectGain)) ??
    pickEither(
      pickBest(single.map(expectGain)),
      pickBest(double.map(expectGain)),
    );
  const point = best?.point ?? drawUntried(knobs, isNew, random);
  return point === undefined ? undefined : toProposal(knobs, incumbent, point);
}

interface Candidate {
  readonly point: Point;
  readonly gain: number;
}

/** A row of before a knob was declared can't be compared with today's. */
function isReadable(
  knobs: readonly Knob[],
  trial: Trial,
): trial is ReadableTrial {
  const { point } = trial;
  return point !== undefined && knobs.every(({ id, domain }) => {
    const value = point.get(id);
    return domain.kind === "choice"
      ? typeof value === "string"
      : typeof value === "number";
  });
}

/** The incumbent and the most recent rows, at most as many as can be fitted. */
function chooseModelled(
  readable: readonly ReadableTrial[],
  incumbent: ReadableTrial | undefined,
): readonly ReadableTrial[] {
  const recent = readable.slice(-MAX_MODELLED);
  return incumbent === undefined || recent.includes(incumbent)
    ? recent
    : [incumbent, ...recent.slice(1)];
}

/** Fits the model and returns what it promises of a point. */
function toGain(
  knobs: readonly Knob[],
  trials: readonly ReadableTrial[],
  direction: "lower" | "higher",
): (point: Point) => Candidate {
  const scores = toScores(trials.map(({ outcome }) => {
    if (outcome.kind === "crash") return undefined;
    return direction === "lower" ? outcome.value : -outcome.value;
  }));
  const model: Model = fitModel({
    axes: knobs.map(({ domain }) =>
      domain.kind === "choice" ? "choice" : "number"
    ),
    points: trials.map(({ point }) => toCoordinates(knobs, point)),
    scores,
  });
  const best = Math.min(0, ...scores);
  return (point) => {
    const prediction = predict(model, toCoordinates(knobs, point));
    return { point, gain: expectedImprovement(prediction, best) };
  };
}

function toCoordinates(knobs: readonly Knob[], point: Point): Coordinates {
  return knobs.map(({ id, domain }) => {
    const value = point.get(id);
    return domain.kind === "choice"
      ? domain.options.findIndex((option) => option === value)
      : toUnit(domain, Number(value));
  });
}

/** Whether the point sets a choice to an option that no row has shown yet. */
function holdsNewOption(
  knobs: readonly Knob[],
  point: Point,
  trials: readonly ReadableTrial[],
): boolean {
  return knobs.some(({ id, domain }) =>
    domain.kind === "choice" &&
    trials.every((trial) => trial.point.get(id) !== point.get(id))
  );
}

function pickBest(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, next) => best === undefined || next.gain > best.gain ? next : best,
    undefined,
  );
}

/** One change says what helped: two must promise much more to be worth it. */
function pickEither(
  single: Candidate | undefined,
  double: Candidate | undefined,
): Candidate | undefined {
  if (single === undefined || double === undefined) return single ?? double;
  return single.gain >= SINGLE_SHARE * double.gain ? single : double;
}

function drawUntried(
  knobs: readonly Knob[],
  isNew: (point: Point) => boolean,
  random: () => number,
): Point | undefined {
  for (let draw = 0; draw < RANDOM_DRAWS; draw++) {
    const point = drawPoint(knobs, random);
    if (isNew(point)) return point;
  }
  return undefined;
}

function keyOf(knobs: readonly Knob[], point: Point): string {
  return JSON.stringify(knobs.map(({ id }) => point.get(id)));
}

function toProposal(
  knobs: readonly Knob[],
  incumbent: Point,
  point: Point,
): Proposal {
  const changes = new Map<string, KnobValue>();
  const ideas: string[] = [];
  for (const knob of knobs) {
    const [from, to] = [incumbent.get(knob.id), point.get(knob.id)];
    if (from === undefined || to === undefined || from === to) continue;
    const isShared = knobs.some(({ id, name }) =>
      id !== knob.id && name === knob.name
    );
    const name = isShared ? knob.id : knob.name;
    changes.set(knob.id, to);
    ideas.push(`${name} ${writeValue(knob, from)} -> ${writeValue(knob, to)}`);
  }
  return { changes, idea: ideas.join(", ") };
}
