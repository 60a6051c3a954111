import type { JsonObject } from "./json.ts";
import type { Reading } from "./reading.ts";

/** An agent program: how it is called headless, and how its stream reads. */
export interface Preset {
  /** What `--agent` and `agent_cmd` call it. */
  readonly name: string;
  /** Whether the program itself was seen to work so, or its manual alone. */
  readonly isTried: boolean;
  /** The program, and its subcommand where it has one. */
  readonly program: readonly [string, ...string[]];
  /** So that it may edit and run commands, never asks, and prints events. */
  readonly flags: readonly Flag[];
  /** What it needs to find in its environment. */
  readonly variables: Readonly<Record<string, string>>;
  readonly prompt: PromptWay;
  /**
   * Takes in one event of the stream; one that it doesn't know is none. Left
   * out where there are none: a line of JSON is then one of the answer.
   */
  readonly readEvent?: (
    reading: Reading,
    event: JsonObject,
    now: Date,
  ) => Reading;
  /** Takes in a line that is no event. */
  readonly readText?: (reading: Reading, line: string, now: Date) => Reading;
  /** Whether the next line that is no event belongs to its answer. */
  readonly isAnswering?: (reading: Reading) => boolean;
}

/** A flag with its value; left out where the user gives it or another of these. */
export interface Flag {
  readonly words: readonly [string, ...string[]];
  readonly unless?: readonly string[];
}

/** How the prompt gets in. Stdin is closed or empty in every case. */
export type PromptWay =
  /** As much as there is; some want a word that says so. */
  | { readonly kind: "stdin"; readonly words: readonly string[] }
  /** As the last argument, of which the system allows 128 KB. */
  | { readonly kind: "argument" }
  /** As the name of a file that holds it. */
  | {
    readonly kind: "file";
    readonly words: (call: AgentCall) => readonly string[];
  };

/** One call of an agent. */
export interface AgentCall {
  readonly promptFile: string;
  /** The prompt's size. */
  readonly promptBytes: number;
  /** Paths of the target. */
  readonly target: readonly string[];
}

/** Writes flags as one would on a command line. */
export function flags(...lines: readonly string[]): readonly Flag[] {
  return lines.map((line) => {
    const [first = "", ...others] = line.split(" ");
    return { words: [first, ...others] };
  });
}
