import type { Config } from "./config.ts";
import type { Row } from "./ledger.ts";
import { toOneLine } from "./plain_text.ts";

/** How many of the latest kept and of the latest failed ideas are shown. */
const SHOWN = 20;
const MAX_IDEA = 200;

export interface PromptMatter {
  /** The text of program.md; empty where there is none. */
  readonly program: string;
  readonly config: Config;
  readonly rows: readonly Row[];
  readonly incumbent: {
    readonly commit: string;
    readonly metric: number | undefined;
  };
}

/** Returns what an agent is told before each change. */
export function buildPrompt(matter: PromptMatter): string {
  const { program, config, rows, incumbent } = matter;
  const better = config.direction === "lower" ? "lower" : "higher";
  const kept = rows.filter(({ status }) => status === "keep");
  const failed = rows.filter(({ status }) => status !== "keep");
  return [
    "You are one step of a research loop. Make ONE change to the target that",
    `is likely to improve the metric ${config.metric} (${better} is better), then stop.`,
    "It is measured after you have ended; do not run the evaluation yourself.",
    "",
    `Target, the only files you may change: ${config.target.join(", ")}`,
    `Evaluated by: ${config.evaluateCmd}`,
    `Time budget of one evaluation: ${config.budgetMinutes} minutes`,
    `Best so far: ${
      incumbent.metric ?? "not measured"
    } (commit ${incumbent.commit})`,
    "Out of bounds: every other tracked file, the evaluator, program.md,",
    ".autoresearch.cfg, results.tsv. A change there is rejected unmeasured.",
    ...section("Kept so far (build on these)", kept),
    ...section("Tried without success (no dead end twice)", failed),
    "",
    "Write your idea in one line to the file named in $AUTORESEARCH_IDEA_FILE.",
    ...(program.trim() === "" ? [] : ["", "# The programme", "", program]),
    "",
  ].join("\n");
}

function section(title: string, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  return ["", `${title}:`, ...rows.slice(-SHOWN).map(toItem)];
}

/** Ideas and reasons are an agent's or evaluator's own words: data, cleaned. */
function toItem({ metric, status, description, reason }: Row): string {
  const value = metric ?? status;
  const why = reason === "" ? "" : ` [${toOneLine(reason, MAX_IDEA)}]`;
  return `- ${value}: ${toOneLine(description, MAX_IDEA)}${why}`;
}
