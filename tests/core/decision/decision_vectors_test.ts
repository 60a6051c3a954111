import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import type { Direction } from "../../../src/core/config/config.ts";
import {
  type Comparison,
  toSample,
} from "../../../src/core/decision/comparison.ts";
import { estimateSoFar } from "../../../src/core/decision/decided.ts";
import type { Step } from "../../../src/core/decision/next_step.ts";
import {
  type Figures,
  judgePairs,
  judgeScreening,
} from "../../../src/core/decision/paired.ts";
import { begin, play } from "../../comparing.ts";

/** A worked example: inputs, and what comes out to six decimals. */
interface Vector {
  readonly name: string;
  readonly direction: Direction;
  readonly R: readonly number[];
  readonly x0: number;
  readonly pairs: readonly (readonly [candidate: number, incumbent: number])[];
  readonly delta0: number;
  readonly max_pairs: number;
  readonly result: string;
  readonly runs: number;
  readonly last: Look & { readonly after: number | "screen" };
  readonly screen: Look;
  readonly estimate: null | {
    readonly raw: number;
    readonly gain: number;
    readonly lo: number;
    readonly hi: number;
    readonly se: number;
  };
}

interface Look {
  readonly s?: number;
  readonly T?: number;
  readonly p?: number | null;
  readonly G?: number;
  readonly v?: number;
  readonly r?: number;
  readonly fresh?: boolean;
}

const vectors: readonly Vector[] = JSON.parse(
  await Deno.readTextFile(
    fromFileUrl(new URL("decision-vectors.json", import.meta.url)),
  ),
);

for (const vector of vectors) {
  Deno.test(`nextStep() decides ${vector.name}`, () => {
    const { comparison, step } = play(beginVector(vector), {
      screening: [vector.x0],
      pairs: vector.pairs,
    });

    assertEquals(resultOf(step), vector.result);
    assertEquals(comparison.runs, vector.runs);
    assertEquals(
      figuresOf(vector.last, lastFigures(comparison)),
      rounded(vector.last),
    );
    assertEquals(
      estimateOf(comparison, step.kind === "keep"),
      vector.estimate && rounded(vector.estimate),
    );
  });

  Deno.test(`judgeScreening() looks at ${vector.name}`, () => {
    const sample = toSample({
      ...beginVector(vector),
      screening: [vector.x0],
    });

    const { kind, figures } = judgeScreening(sample, { patience: 1 });

    assertEquals(
      kind === "open",
      vector.result !== "discard:screen",
    );
    assertEquals(figuresOf(vector.screen, figures), rounded(vector.screen));
  });
}

function beginVector({ R, direction, delta0, max_pairs }: Vector): Comparison {
  return begin(R, { direction, minEffect: `${delta0}`, maxPairs: max_pairs });
}

function resultOf(step: Step): string {
  return step.kind === "keep" || step.kind === "discard"
    ? `${step.kind}:${step.why}`
    : "continue";
}

function lastFigures(comparison: Comparison): Figures {
  const sample = toSample(comparison);
  const { rules, pairs } = comparison;
  const judge = pairs.length === 0 ? judgeScreening : judgePairs;
  return judge(sample, rules).figures;
}

/** Ours, of those that the example has. */
function figuresOf(look: Look, { s, t, p, g, v, r, isStale }: Figures) {
  const all = { s, T: t, p: p ?? null, G: g, v, r, fresh: !isStale };
  const names = new Set(Object.keys(look));
  return rounded(
    Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name))),
  );
}

function estimateOf(comparison: Comparison, isKept: boolean) {
  if (comparison.pairs.length === 0) return null;
  const { raw, gain, low, high, error } = estimateSoFar(comparison, isKept);
  return rounded({ raw, gain, lo: low, hi: high, se: error });
}

/** Six decimals of every number; what is no figure is left out. */
function rounded(values: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => !["after", "state", "k"].includes(name))
      .map(([name, value]) => [
        name,
        typeof value === "number" ? Number(value.toFixed(6)) : value,
      ]),
  );
}
