import type { Config } from "../config/config.ts";
import { experimentFolder } from "../layout.ts";
import type { Row } from "../ledger/ledger.ts";
import { toOneLine } from "../text/plain_text.ts";
import { fenceOff } from "./fence.ts";
import { cutAtLine, fit, type Section, shortener } from "./fitting.ts";
import type { Notes } from "./idea.ts";
import { fillTemplate } from "./program.ts";
import { type Placeholder, USUAL_CHARS } from "./prompt_template.ts";
import type { Attempts, NearMiss, Recollection } from "./recollection.ts";
import { taskValues } from "./task_values.ts";

const MAX_NOTE = 300;
const MAX_IDEA = 200;
/** Attempts at one idea whose numbers are told. */
const MAX_NUMBERS = 4;

export interface PromptMatter {
  /** With `{{name}}` where something is to be filled in. */
  readonly template: string;
  /** The text of program.md; empty where there is none. */
  readonly program: string;
  readonly config: Config;
  /** Files that must not change, beside all that is no target. */
  readonly protected: readonly string[];
  readonly incumbent: {
    readonly commit: string;
    readonly metric: number | undefined;
  };
  readonly past: Recollection;
  /** What proposers said of their ideas, by row. */
  readonly notes: ReadonlyMap<number, Notes>;
  /** Output of the crash that is recalled. */
  readonly crashLog: string;
}

type SectionName = "program" | "kept" | "discards" | "crash" | "advice";
type Values = Readonly<Record<Exclude<Placeholder, SectionName>, string>>;

const NO_SECTIONS: Readonly<Record<SectionName, string>> = {
  program: "",
  kept: "",
  discards: "",
  crash: "",
  advice: "",
};

/**
 * Returns what an agent is told before each change, in no more characters than
 * the config allows, however long the night was.
 */
export function buildPrompt(matter: PromptMatter): string {
  const { template, config: { promptChars: maxLength = USUAL_CHARS } } = matter;
  const values = toValues(matter, maxLength);
  const fixed = fillTemplate(template, { ...NO_SECTIONS, ...values });
  const wanted = toSections(matter)
    .filter(({ name }) => placesOf(template, name) > 0);
  const places = wanted.map(({ name }) => placesOf(template, name));
  const room = Math.floor((maxLength - fixed.length) / Math.max(1, ...places));
  const texts = fit(wanted, Math.max(0, room));
  const all = { ...NO_SECTIONS, ...values, ...texts };
  // Short values that a template repeats without end are all that is left.
  const prompt = cutAtLine(fillTemplate(template, all), maxLength);
  // Some agents take nothing else, and a programme may be no UTF-8.
  return prompt.toWellFormed();
}

function placesOf(template: string, name: string): number {
  return template.split(`{{${name}}}`).length - 1;
}

function toValues(matter: PromptMatter, maxLength: number): Values {
  const { config, incumbent } = matter;
  const toShort = shortener(maxLength);
  return {
    ...taskValues(config, matter.protected, toShort),
    incumbent: toShort(
      `${incumbent.metric ?? "not measured yet"} (commit ${incumbent.commit})`,
    ),
  };
}

/** In the order in which they get what others leave. */
function toSections(matter: PromptMatter): readonly Section[] {
  const { program, past, crashLog } = matter;
  const kept = past.kept.map((row) => toKept(row, matter));
  const discards = past.failed.map((attempts) => toFailed(attempts, matter));
  const crash = fenceOff(crashLog, Infinity);
  return [{
    name: "program",
    share: 0.5,
    text: program.trimEnd() || "There is none.",
    cut: cutAtLine,
  }, {
    name: "discards",
    share: 0.2,
    text: discards.join("\n") || "Nothing lately.",
    cut: cutAtLine,
  }, {
    name: "kept",
    share: 0.1,
    text: kept.join("\n") || "Nothing lately.",
    cut: cutAtLine,
  }, {
    name: "crash",
    share: 0.1,
    text: crash ||
      (past.crash === undefined ? "There was none lately." : "It is empty."),
    cut: (text, room) => crash === "" ? text : fenceOff(crashLog, room),
  }, {
    name: "advice",
    share: 0.1,
    text: toAdvice(matter),
    cut: cutAtLine,
  }];
}

function toKept(row: Row, matter: PromptMatter): string {
  const { description, reason } = row;
  const value = toValue(row, matter.past);
  return toItem(`${value} (row ${row.row})`, description, reason) +
    notesOf(row, matter);
}

function toFailed({ latest, rows }: Attempts, matter: PromptMatter): string {
  const shown = rows.slice(0, MAX_NUMBERS);
  const more = rows.length - shown.length;
  const values = shown.map((row) => toValue(row, matter.past)).join(", ");
  const numbers = shown.map(({ row }) => row).join(", ");
  const tried = rows.length === 1
    ? `row ${numbers}`
    : `tried ${rows.length} times: rows ${numbers}${more > 0 ? " …" : ""}`;
  const { description, reason } = latest;
  return toItem(`${values} (${tried})`, description, reason) +
    notesOf(latest, matter);
}

/** What was measured in another way can't be compared. */
function toValue(
  { row, metric, status }: Row,
  { segmentStart }: Recollection,
): string {
  if (metric === undefined) return status;
  return row < segmentStart ? "measured in another way" : String(metric);
}

/** Ideas and reasons are an agent's or evaluator's own words: data, cleaned. */
function toItem(result: string, idea: string, reason: string): string {
  const why = reason === "" ? "" : ` [${toOneLine(reason, MAX_IDEA)}]`;
  return `- ${result}: ${toOneLine(idea, MAX_IDEA)}${why}`;
}

function notesOf({ row }: Row, { notes }: PromptMatter): string {
  const { why, learnt } = notes.get(row) ?? {};
  return [["why", why], ["learnt", learnt]]
    .map(([name, note]) =>
      note === undefined ? "" : `\n  ${name}: ${toOneLine(note, MAX_NOTE)}`
    ).join("");
}

function toAdvice({ past: { plateau } }: PromptMatter): string {
  if (plateau === undefined) {
    return "Build on what was kept, or try what nobody has tried yet.";
  }
  const { rows, nearMisses } = plateau;
  const ask =
    `Nothing was kept in the last ${rows} experiments. Go in another ` +
    "direction: no variation of what failed above, but a different kind of " +
    "idea.";
  if (nearMisses.length === 0) return ask;
  return [
    ask,
    "",
    "These came closest and may be worth another look, alone or together:",
    "",
    ...nearMisses.map(toNearMiss),
  ].join("\n");
}

function toNearMiss({ row, loss }: NearMiss): string {
  const size = Number(Math.abs(loss).toPrecision(4));
  const distance = loss === 0
    ? "equal"
    : `${size} ${loss > 0 ? "worse" : "better"}`;
  const { description, reason, metric } = row;
  const result = `${metric} (row ${row.row}, ${distance}, its change is in ` +
    `${experimentFolder(row.row)}/diff.patch)`;
  return toItem(result, description, reason);
}
