import { Failure } from "../failure.ts";
import { compileMetric } from "../metric/metric.ts";
import { quote } from "../text/plain_text.ts";
import type { Answers, AnswersFile, Config, ConfigFile } from "./config.ts";
import { KEYS } from "./config_keys.ts";
import { type KeyLine, parseKeyLines } from "./key_lines.ts";

/** As in the Python scripts, whose files must go on to work. */
const USUAL = { direction: "lower", budgetMinutes: 5, protected: [] } as const;

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
  if (answers.network === false && answers.sandbox !== "bwrap") {
    throw unreadable(
      name,
      "network is off, and only a sandbox can keep it so",
      "Write  sandbox: bwrap  too",
    );
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
