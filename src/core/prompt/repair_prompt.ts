import template from "../../assets/repair.md" with { type: "text" };
import type { Config } from "../config/config.ts";
import { fenceOff } from "./fence.ts";
import { cutAtLine, fit, shortener } from "./fitting.ts";
import { fillTemplate } from "./program.ts";
import { USUAL_CHARS } from "./prompt_template.ts";
import { taskValues } from "./task_values.ts";

/** A candidate that crashed, for whoever made it. */
export interface Crash {
  /** How often it has gone back, this time among it. */
  readonly repair: number;
  readonly idea: string;
  readonly reason: string;
  readonly diff: string;
  /** The end of what was printed when it was measured. */
  readonly output: string;
}

/**
 * Returns what an agent is told whose change has crashed, in no more characters
 * than a prompt may have.
 *
 * @param outOfBounds files that must not change, beside all that is no target
 */
export function buildRepairPrompt(
  config: Config,
  outOfBounds: readonly string[],
  { idea, reason, diff, output }: Crash,
): string {
  const { promptChars: maxLength = USUAL_CHARS } = config;
  const toShort = shortener(maxLength);
  const values = {
    ...taskValues(config, outOfBounds, toShort),
    idea: toShort(idea),
    reason: toShort(reason),
  };
  const fixed = fillTemplate(template, { ...values, change: "", output: "" });
  const sections = [
    quoted("output", output, "It printed nothing."),
    quoted("change", diff, "It is empty."),
  ];
  const texts = fit(sections, Math.max(0, maxLength - fixed.length));
  const whole = { change: "", output: "", ...values, ...texts };
  return cutAtLine(fillTemplate(template, whole), maxLength);
}

function quoted(name: string, text: string, otherwise: string) {
  const all = fenceOff(text, Infinity);
  return {
    name,
    share: 0.5,
    text: all || otherwise,
    cut: (whole: string, room: number) =>
      all === "" ? whole : fenceOff(text, room),
  };
}
