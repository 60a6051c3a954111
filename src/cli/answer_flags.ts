import type { Answers } from "../core/config/config.ts";
import { parseBudget, parseDirection } from "../core/config/config_value.ts";
import { parseValue } from "../core/config/key_lines.ts";
import { parseTargetList, splitList } from "../core/config/target.ts";
import { Failure } from "../core/failure.ts";

/** What the flags of `setup` say, as it was typed. */
export interface AnswerFlags {
  readonly target?: string;
  readonly evaluateCmd?: string;
  readonly metric?: string;
  readonly metricGrep?: string;
  readonly direction?: string;
  readonly budget?: string;
  readonly protected?: string;
  readonly agent?: string;
}

/**
 * Returns what flags answer.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toAnswers({ target: "a.py, b.py", budget: "0.5" }), {
 *   target: ["a.py", "b.py"],
 *   budgetMinutes: 0.5,
 * });
 * ```
 *
 * @param existing the files there are with a comma in their name
 * @throws {Failure} when a value can't be read
 */
export function toAnswers(
  flags: AnswerFlags,
  existing: ReadonlySet<string> = new Set(),
): Answers {
  const { target, direction, budget, agent } = flags;
  const { evaluateCmd, metric, metricGrep } = flags;
  const answers = {
    target: read("target", target, (text) => parseTargetList(text, existing)),
    evaluateCmd: read("evaluate-cmd", evaluateCmd, parseValue),
    metric: read("metric", metric, parseValue),
    metricGrep: metricGrep?.trim() || undefined,
    direction: read("direction", direction, parseDirection),
    budgetMinutes: read("budget", budget, parseBudget),
    protected: read(
      "protected",
      flags.protected,
      (text) => splitList(text, existing),
    ),
    agentCmd: agent?.trim() || undefined,
  };
  return Object.fromEntries(
    Object.entries(answers).filter(([, value]) => value !== undefined),
  );
}

function read<T>(
  flag: string,
  text: string | undefined,
  parse: (text: string) => T,
): T | undefined {
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure(
      "usage",
      `Cannot read --${flag} ${JSON.stringify(text)}: ${error.message}`,
      "See autoresearch setup --help",
    );
  }
}
