import { Failure } from "./failure.ts";
import { type KeyLine, parseKeyLines, parseValue } from "./key_lines.ts";
import { compileMetric } from "./metric.ts";
import { quote } from "./plain_text.ts";
import { parseTargetList, splitList } from "./target.ts";

export type Direction = "lower" | "higher";

/** What `.autoresearch.cfg` says. */
export interface Config {
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
  /** Paths and globs that are protected beside those that always are. */
  readonly protected: readonly string[];
}

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

/** One key of the file: adding one takes an entry in {@linkcode KEYS}. */
interface Key {
  /** A line to show to somebody who got it wrong. */
  readonly example: string;
  /** Throws a RangeError, whose text begins with "it", for what can't be. */
  readonly read: (text: string, existing: ReadonlySet<string>) => Answers;
  readonly write: (config: Config) => string | undefined;
}

/** As in the Python scripts, whose files must go on to work. */
const USUAL = { direction: "lower", budgetMinutes: 5, protected: [] } as const;

/** 2.5 times as many milliseconds must fit a timer, or it fires at once. */
const MAX_MINUTES = 10_000;

/** In the order in which they are written. */
const KEYS: ReadonlyMap<string, Key> = new Map<string, Key>([
  ["target", {
    example: "target: train.py",
    read: (text, existing) => ({ target: parseTargetList(text, existing) }),
    write: ({ target }) => target.join(", "),
  }],
  ["evaluate_cmd", {
    example: "evaluate_cmd: python evaluate.py",
    read: (text) => ({ evaluateCmd: parseValue(text) }),
    write: ({ evaluateCmd }) => evaluateCmd,
  }],
  ["metric", {
    example: "metric: val_loss",
    read: (text) => ({ metric: parseValue(text) }),
    write: ({ metric }) => metric,
  }],
  ["metric_direction", {
    example: "metric_direction: lower",
    read: (text) => ({ direction: parseDirection(text) }),
    write: ({ direction }) => direction,
  }],
  ["time_budget_minutes", {
    example: "time_budget_minutes: 5",
    read: (text) => ({ budgetMinutes: parseBudget(text) }),
    write: ({ budgetMinutes }) => String(budgetMinutes),
  }],
  ["metric_grep", {
    example: "metric_grep: ^val_loss:",
    read: (text) => text === "" ? {} : { metricGrep: text },
    write: ({ metricGrep }) => metricGrep,
  }],
  ["branch", {
    example: "branch: autoresearch/2026-11-25",
    read: (text) => text === "" ? {} : { branch: text },
    write: ({ branch }) => branch,
  }],
  ["agent_cmd", {
    example: "agent_cmd: sh propose.sh",
    read: (text) => text === "" ? {} : { agentCmd: text },
    write: ({ agentCmd }) => agentCmd,
  }],
  ["agent_minutes", {
    example: "agent_minutes: 20",
    read: (text) => text === "" ? {} : { agentMinutes: parseBudget(text) },
    write: ({ agentMinutes }) => agentMinutes?.toString(),
  }],
  ["protected", {
    example: "protected: data/*.csv, evaluate.py",
    read: (text, existing) => ({ protected: splitList(text, existing) }),
    write: ({ protected: entries }) => entries.join(", ") || undefined,
  }],
]);

/** Every key that has a meaning. */
export const CONFIG_KEYS: readonly string[] = [...KEYS.keys()];

/**
 * Reads a config. Without a direction lower is better, and without a budget an
 * evaluation has 5 minutes; anything else that is missing is an error.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = "target: train.py\nevaluate_cmd: sh eval.sh\nmetric: loss\n";
 * assertEquals(parseConfig(text, ".autoresearch.cfg").config, {
 *   target: ["train.py"],
 *   evaluateCmd: "sh eval.sh",
 *   metric: "loss",
 *   direction: "lower",
 *   budgetMinutes: 5,
 *   protected: [],
 * });
 * ```
 *
 * @param text what is in the file, `undefined` where there is none
 * @param name the file's name, for messages
 * @param existing the project's files: one with a comma in its name is told
 * from two by them
 * @throws {Failure} when a line or a value can't be read, or a key is missing
 */
export function parseConfig(
  text: string | undefined,
  name: string,
  existing: ReadonlySet<string> = new Set(),
): ConfigFile {
  if (text === undefined) {
    throw unreadable(name, "there is no such file", "Run autoresearch setup");
  }
  const { answers, ...keys } = parseAnswers(text, name, existing);
  const { target, evaluateCmd, metric } = answers;
  if (target === undefined) throw missing(name, "target");
  if (evaluateCmd === undefined) throw missing(name, "evaluate_cmd");
  if (metric === undefined) throw missing(name, "metric");
  const required = { target, evaluateCmd, metric };
  return { config: { ...USUAL, ...answers, ...required }, ...keys };
}

/**
 * Reads a file of answers for `setup`: the config's format, no key required.
 *
 * @throws {Failure} when a line or a value can't be read
 */
export function parseAnswers(
  text: string,
  name: string,
  existing: ReadonlySet<string> = new Set(),
): AnswersFile {
  const { lines, doubledKeys } = parseKeyLines(text, name);
  const answers = lines
    .map((line) => readLine(line, name, existing))
    .reduce((all, answer) => ({ ...all, ...answer }), {});
  const { metric, metricGrep: grep } = answers;
  if (metric !== undefined && grep !== undefined) {
    compileMetric({ metric, grep });
  }
  const unknown = lines.filter(({ key }) => !KEYS.has(key));
  return { answers, unknownKeys: unknown.map(({ key }) => key), doubledKeys };
}

/**
 * Returns the text of a config's file; {@linkcode parseConfig} reads the same
 * config from it.
 *
 * @throws {Failure} when a value has more than one line
 */
export function formatConfig(config: Config): string {
  const lines = [...KEYS].flatMap(([key, { write }]) => {
    const value = write(config);
    if (value === undefined) return [];
    if (/[\r\n]/.test(value)) {
      throw new Failure(
        "usage",
        `Cannot write "${key}": its value has more than one line`,
        "Put the lines into a script and give its name",
      );
    }
    return [`${key}: ${value}\n`];
  });
  return lines.join("");
}

/**
 * Returns a number of minutes.
 *
 * @throws {RangeError} when it is none, or none to wait for
 */
export function parseBudget(text: string): number {
  const minutes = /^\d*\.?\d*(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  // Number("") is 0, which is refused as well.
  if (!(minutes > 0)) {
    throw new RangeError("it must be minutes above 0, like 5 or 0.5");
  }
  if (minutes > MAX_MINUTES) {
    throw new RangeError(`it must be at most ${MAX_MINUTES} minutes`);
  }
  return minutes;
}

/** @throws {RangeError} when it is anything but `lower` or `higher` */
export function parseDirection(text: string): Direction {
  if (text === "lower" || text === "higher") return text;
  throw new RangeError('it must be "lower" or "higher"');
}

function readLine(
  { number, key, value }: KeyLine,
  name: string,
  existing: ReadonlySet<string>,
): Answers {
  try {
    return KEYS.get(key)?.read(value, existing) ?? {};
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const state = `line ${number}, ${key} is ${quote(value)}: ${error.message}`;
    throw unreadable(name, state, hintFor(key));
  }
}

function missing(name: string, key: string): Failure {
  return unreadable(name, `it has no ${quote(key)}`, hintFor(key));
}

function hintFor(key: string): string {
  return `Write it as  ${KEYS.get(key)?.example}`;
}

function unreadable(name: string, state: string, hint: string): Failure {
  return new Failure("user", `Cannot read ${quote(name)}: ${state}`, hint);
}
