import { normalize } from "@std/path";
import { Failure } from "../failure.ts";
import { CONFIG_FILE, PROGRAM_FILE } from "../layout.ts";
import { commandFiles } from "../text/command.ts";
import type { Config } from "./config.ts";
import { namedOutright } from "./target.ts";

/** Every command whose word decides about a candidate. */
export function commandsOf(
  config: Pick<
    Config,
    "evaluateCmd" | "precheckCmd" | "checksCmd" | "holdoutCmd"
  >,
): readonly string[] {
  const { evaluateCmd, precheckCmd, checksCmd, holdoutCmd } = config;
  return [evaluateCmd, precheckCmd, checksCmd, holdoutCmd]
    .filter((command) => command !== undefined);
}

/**
 * Returns the paths that are protected by their own name; those of commands are
 * candidates, since not every word of a command is a file.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const names = protectedNames(["sh eval.sh", "make test"], ["data/*.csv"]);
 * const existing = ["eval.sh", "program.md", "target.txt"];
 * assertEquals(existing.filter((path) => names.includes(path)), [
 *   "eval.sh",
 *   "program.md",
 * ]);
 * ```
 */
export function protectedNames(
  commands: readonly string[],
  entries: readonly string[],
): readonly string[] {
  return [
    ...new Set([
      CONFIG_FILE,
      PROGRAM_FILE,
      ...entries.map((entry) => normalize(entry)),
      ...commands.flatMap(commandFiles),
    ]),
  ];
}

/**
 * Returns a file that may change and must not, by its own name both times.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const keys = { target: ["./a.py", "src/*.py"], protected: ["a.py", "src/b.py"] };
 * assertEquals(namedTwice(keys, new Set()), "a.py");
 * ```
 */
export function namedTwice(
  config: Pick<Config, "target" | "protected">,
  existing: ReadonlySet<string>,
): string | undefined {
  const target = { entries: config.target, existing };
  const closed = { entries: config.protected, existing };
  return config.protected.map((entry) => normalize(entry))
    .find((path) => namedOutright(target, path) && namedOutright(closed, path));
}

/** The error for a file that may change and must not. */
export function protectedTarget(path: string): Failure {
  return new Failure(
    "user",
    `Cannot use target "${path}": it is protected as well`,
    "Name it by its own path in --target and leave it out of --protected, or " +
      "choose another target",
  );
}
