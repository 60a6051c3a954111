import { median } from "../src/core/statistics/median.ts";
import { CALIBRATION_RUNS, PAIRS_AT, SCREENING_AT } from "./decision_noise.ts";
import { calibrate, toMachine, type Trial } from "./decision_trial.ts";

/** Another way to decide on a candidate. */
export interface Rival {
  readonly name: string;
  readonly keeps: (trial: Trial) => boolean;
}

/** Of 100 comparisons of a run with a run: above 80 in 0.93 % of all orders. */
const RANK_SUM_FROM = 81;

export const RIVALS: readonly Rival[] = [
  {
    name: "single run better than best record",
    keeps(trial) {
      const machine = toMachine(trial);
      const sign = signOf(trial);
      const record = calibrate(machine, CALIBRATION_RUNS);
      const run = { at: SCREENING_AT, isCandidate: true, isCold: true };
      const value = sign * machine(run);
      return record.every((recorded) => value < sign * recorded);
    },
  },
  {
    name: "median of 5 v 5",
    keeps(trial) {
      const { candidate, incumbent } = interleave(trial, 5);
      return median(candidate) < median(incumbent);
    },
  },
  {
    name: "Mann-Whitney 10 v 10 at 0.01",
    keeps(trial) {
      const { candidate, incumbent } = interleave(trial, 10);
      return countWins(candidate, incumbent) >= RANK_SUM_FROM;
    },
  },
];

/** Runs both by turns, as does who is first; less is better. */
function interleave(trial: Trial, runs: number) {
  const machine = toMachine(trial);
  const sign = signOf(trial);
  // A machine with a memory has to have run from the beginning.
  calibrate(machine, CALIBRATION_RUNS);
  const pairs = Array.from({ length: runs }, (_, i) => {
    const [first, second] = [true, false].map((isCold) =>
      sign * machine({
        at: PAIRS_AT + 2 * i + (isCold ? 0 : 1),
        isCandidate: isCold === (i % 2 === 0),
        isCold,
      })
    );
    return i % 2 === 0 ? [first, second] : [second, first];
  });
  return {
    candidate: pairs.map(([value = NaN]) => value),
    incumbent: pairs.map(([, value = NaN]) => value),
  };
}

function signOf({ noise }: Trial): number {
  return noise.direction === "higher" ? -1 : 1;
}

/** A tie is half a win. */
function countWins(
  candidate: readonly number[],
  incumbent: readonly number[],
): number {
  const wins = candidate.flatMap((value) =>
    incumbent.map((other) => value < other ? 1 : value === other ? 0.5 : 0)
  );
  return wins.reduce<number>((sum, win) => sum + win, 0);
}
