import type { Guard } from "../metric/guard.ts";
import type { Plausible } from "../metric/plausible.ts";
import type { Limits } from "./limits.ts";

export type Direction = "lower" | "higher";

/** What `.autoresearch.cfg` says. */
export interface Config extends Limits {
  /** Paths and globs, as they were written. */
  readonly target: readonly string[];
  readonly evaluateCmd: string;
  readonly metric: string;
  readonly direction: Direction;
  readonly budgetMinutes: number;
  readonly metricGrep?: string;
  readonly branch?: string;
  readonly agentCmd?: string;
  readonly agentMinutes?: number;
  /** How often a candidate that crashed goes back to its proposer. */
  readonly repair?: number;
  /** File with what an agent is told, in the place of our own text. */
  readonly promptTemplate?: string;
  /** Characters that a prompt may have. */
  readonly promptChars?: number;
  /** Paths and globs that are protected beside those that always are. */
  readonly protected: readonly string[];
  /** How a candidate is judged; a key that is missing has a usual value. */
  readonly decision?: DecisionMode;
  readonly alpha?: number;
  readonly maxPairs?: number;
  /** Smallest gain that is wanted: a number, or a share of the incumbent. */
  readonly minEffect?: string;
  readonly patience?: number;
  readonly clearKeep?: boolean;
  readonly calibrateRuns?: number;
  readonly compareMinutes?: number;
  readonly guards?: readonly Guard[];
  readonly precheckCmd?: string;
  readonly checksCmd?: string;
  readonly holdoutCmd?: string;
  readonly holdoutMetric?: string;
  readonly holdoutDirection?: Direction;
  /** Values that a metric can have without being too good to be true. */
  readonly plausible?: Plausible;
  /** What evaluator, checks and agent run in. */
  readonly sandbox?: SandboxKind;
  /** Whether evaluator and checks reach the network; only a sandbox forbids. */
  readonly network?: boolean;
}

export type SandboxKind = "none" | "bwrap";

export type DecisionMode = "strict" | "paired" | "auto";

export interface ConfigFile {
  readonly config: Config;
  /** Kept in the file and without effect: `doctor` names them. */
  readonly unknownKeys: readonly string[];
  /** Keys that stand twice; the last one counts. */
  readonly doubledKeys: readonly string[];
}

/** What a file for `setup --config` may answer. */
export type Answers = Partial<Config>;

export interface AnswersFile extends Omit<ConfigFile, "config"> {
  readonly answers: Answers;
}
