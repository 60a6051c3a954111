/**
 * Sends simulated candidates through the real decision and prints the tables
 * that were published with it again, ours beside "single run better than best
 * record", medians of 5 runs and Mann-Whitney's test of 10 against 10. Exits 1
 * when a figure is not what it should be, by more than chance.
 *
 * `deno run bench/decisions.ts [--quick] [--candidates 20000] [--nights 150]`
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import {
  BOUNDS,
  GAIN_AIMS,
  GAIN_CANDIDATES,
  type GainAim,
  NIGHT_AIMS,
  type NightAim,
  NIGHTS,
  NULL_AIMS,
  NULL_CANDIDATES,
  type NullAim,
} from "./decision_aims.ts";
import {
  type Claim,
  equals,
  equalsRate,
  type Figure,
  scaled,
  toFigure,
  toRate,
  within,
} from "./decision_figure.ts";
import { beside, print, toLine } from "./decision_lines.ts";
import {
  decideAlone,
  decideMany,
  type Many,
  rivalRates,
} from "./decision_many.ts";
import { DECIDERS, type Night, simulateNight } from "./decision_night.ts";
import {
  GAUSSIAN,
  NIGHT_NOISES,
  type Noise,
  NOISES,
} from "./decision_noise.ts";
import { RIVALS } from "./decision_rivals.ts";

const flags = parseArgs(Deno.args, {
  boolean: ["quick"],
  string: ["candidates", "nights"],
});
const isQuick = flags["quick"] === true;
const CANDIDATES = Number(flags["candidates"] ?? (isQuick ? 2_000 : 20_000));
const MOST_NIGHTS = Number(flags["nights"] ?? (isQuick ? 10 : NIGHTS));

const began = performance.now();
const rivals = RIVALS.map(({ name }) => name).join(", ");
const claims = [
  ...checkBounds(),
  ...printNulls(),
  ...printGains(),
  ...printNights(),
];
const missed = claims.filter(({ isMet }) => !isMet);
for (const { text } of missed) print(`MISSED ${text}`);
const seconds = ((performance.now() - began) / 1000).toFixed(0);
const met = claims.length - missed.length;
print(`${met} of ${claims.length} figures are as they should be, ${seconds} s`);
if (missed.length > 0) Deno.exit(1);

/** The bounds that the rule is held to, with the candidates they are for. */
function checkBounds(): readonly Claim[] {
  return BOUNDS.map((bound) => {
    const { gain, what } = bound;
    const kind = { noise: GAUSSIAN, gain };
    const many = what === "alone"
      ? decideAlone(kind, CANDIDATES)
      : decideMany(kind, bound.candidates);
    const figures = {
      ...many,
      alone: many.kept,
      keptRuns: { ...many.kept, mean: many.keptRuns },
    };
    const claim = within(`${gain} sd, ${what}`, figures[what], bound);
    print(claim.text);
    return claim;
  });
}

/** Table 1: how often a candidate that is no better is kept. */
function printNulls(): readonly Claim[] {
  print(
    `1. Null candidates, ${CANDIDATES} of each noise: kept in % by the full ` +
      "rule, without early ends, by the clear keep alone; mean runs (in " +
      `brackets as published); then kept in % by ${rivals}`,
  );
  return NOISES.flatMap((noise) => {
    const aim = NULL_AIMS[noise.name];
    return aim === undefined ? [] : printNull(noise, aim);
  });
}

function printNull(noise: Noise, aim: NullAim): readonly Claim[] {
  const { name } = noise;
  const kind = { noise, gain: 0 };
  const { kept, runs } = decideMany(kind, CANDIDATES);
  // Each takes 41 runs, and a look after every pair.
  const alone = decideAlone(kind, CANDIDATES / 5);
  print(
    toLine(name, [
      beside(100 * kept.mean, aim.full, 2),
      beside(100 * alone.kept.mean, aim.alone, 2),
      beside(100 * alone.clear.mean, aim.clear, 2),
      beside(runs.mean, aim.runs, 1),
      ...rivalRates(kind, CANDIDATES / 2)
        .map(({ mean }) => (100 * mean).toFixed(1)),
    ]),
  );
  const rate = { candidates: NULL_CANDIDATES, rounding: 0.0005 };
  const count = { candidates: NULL_CANDIDATES, rounding: 0.05 };
  return [
    equalsRate(`${name}, kept`, kept, aim.full / 100, rate),
    equalsRate(`${name}, alone`, alone.kept, aim.alone / 100, rate),
    equalsRate(`${name}, clear`, alone.clear, aim.clear / 100, rate),
    equals(`${name}, runs`, runs, aim.runs, count),
  ];
}

/** Table 2: how gains of every size fare. */
function printGains(): readonly Claim[] {
  const count = CANDIDATES / 2;
  print(
    `2. Gains in deviations, Gaussian, ${count} of each: kept, mean runs, ` +
      "median runs of kept, bias of their raw and of their reported gain in " +
      `%, coverage (in brackets as published); then kept by ${rivals}`,
  );
  return GAIN_AIMS.flatMap((aim) => printGain(aim, count));
}

function printGain(aim: GainAim, count: number): readonly Claim[] {
  const { gain } = aim;
  const kind = { noise: GAUSSIAN, gain };
  const found = decideMany(kind, count);
  print(
    toLine(`${gain} sd`, [
      beside(found.kept.mean, aim.kept, 3),
      beside(found.runs.mean, aim.runs, 1),
      beside(found.keptRuns, aim.keptRuns, 0),
      beside(scaled(found.raw, gain).mean, aim.rawBias, 1),
      beside(scaled(found.gain, gain).mean, aim.gainBias, 1),
      beside(found.coverage.mean, aim.coverage, 3),
      ...rivalRates(kind, count).map(({ mean }) => mean.toFixed(3)),
    ]),
  );
  return gainClaims(aim, found);
}

function gainClaims(aim: GainAim, found: Many): readonly Claim[] {
  const { gain, rawBias, gainBias } = aim;
  const candidates = GAIN_CANDIDATES;
  // What is published of kept ones is of as few candidates as were kept.
  const ofKept = { candidates: candidates * aim.kept, rounding: 1 };
  const kept = { candidates, rounding: 0.0005 };
  const runs = { candidates, rounding: 0.05 };
  const coverage = { candidates, rounding: 0.005 };
  const claims = [
    equalsRate(`${gain} sd, kept`, found.kept, aim.kept, kept),
    equals(`${gain} sd, runs`, found.runs, aim.runs, runs),
    // What is far too bad never gets as far as a pair.
    ...found.coverage.count === 0 ? [] : [
      equalsRate(
        `${gain} sd, coverage`,
        found.coverage,
        aim.coverage,
        coverage,
      ),
    ],
  ];
  if (rawBias === undefined || gainBias === undefined) return claims;
  const raw = scaled(found.raw, gain);
  const shrunk = scaled(found.gain, gain);
  return [
    ...claims,
    equals(`${gain} sd, bias of raw`, raw, rawBias, ofKept),
    equals(`${gain} sd, bias of gain`, shrunk, gainBias, ofKept),
  ];
}

/** Table 5: nights of 200 candidates. */
function printNights(): readonly Claim[] {
  print(
    `5. Nights of 200 candidates, ${MOST_NIGHTS} of each: false keeps per 100 ` +
      "null ones and runs where all are null; the same where some are not, " +
      "their true gain, what there was to gain, what was claimed (in brackets " +
      "as published)",
  );
  return NIGHT_AIMS.flatMap(printNight);
}

function printNight(aim: NightAim): readonly Claim[] {
  const dull = nightsOf(aim, false);
  const mixed = nightsOf(aim, true);
  const name = `${aim.decider}, ${aim.noise}`;
  const found = {
    nullFalse: falseKeepsIn(dull),
    nullRuns: toFigure(dull.map(({ runs }) => runs)),
    falseKeeps: falseKeepsIn(mixed),
    runs: toFigure(mixed.map(({ runs }) => runs)),
    trueGain: toFigure(mixed.map(({ trueGain }) => trueGain)),
    thereToGain: toFigure(mixed.map(({ thereToGain }) => thereToGain)),
    claimed: toFigure(mixed.map(({ claimed }) => claimed)),
  };
  print(
    toLine(name, [
      beside(100 * found.nullFalse.mean, aim.nullFalse, 2),
      beside(found.nullRuns.mean, aim.nullRuns, 0),
      beside(100 * found.falseKeeps.mean, aim.falseKeeps, 2),
      beside(found.runs.mean, aim.runs, 0),
      beside(found.trueGain.mean, aim.trueGain, 1),
      beside(found.thereToGain.mean, aim.thereToGain, 1),
      beside(found.claimed.mean, aim.claimed, 1),
    ]),
  );
  const rate = { candidates: 200 * NIGHTS, rounding: 0.0005 };
  const gain = { candidates: NIGHTS, rounding: 0.05 };
  const count = { candidates: NIGHTS, rounding: 0.5 };
  const [nullFalse, falseKeeps] = [aim.nullFalse / 100, aim.falseKeeps / 100];
  return [
    equalsRate(`${name}, false of null`, found.nullFalse, nullFalse, rate),
    equals(`${name}, runs of null`, found.nullRuns, aim.nullRuns, count),
    equalsRate(`${name}, false`, found.falseKeeps, falseKeeps, rate),
    equals(`${name}, runs`, found.runs, aim.runs, count),
    equals(`${name}, true gain`, found.trueGain, aim.trueGain, gain),
    equals(`${name}, claimed`, found.claimed, aim.claimed, gain),
  ];
}

function nightsOf(
  { decider, noise: name }: NightAim,
  isMixed: boolean,
): readonly Night[] {
  const noise = NIGHT_NOISES.find((noise) => noise.name === name) ?? GAUSSIAN;
  return Array.from(
    { length: MOST_NIGHTS },
    (_, seed) => simulateNight({ noise, isMixed, seed }, DECIDERS[decider]),
  );
}

function falseKeepsIn(nights: readonly Night[]): Figure {
  const isFalse = nights.flatMap(({ nulls, falseKeeps }) =>
    Array.from({ length: nulls }, (_, i) => i < falseKeeps)
  );
  return toRate(isFalse);
}
