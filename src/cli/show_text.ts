import type { Showing } from "../app/show.ts";
import type { Stream } from "../core/ports.ts";
import { toOneLine, toPlainLines } from "../core/text/plain_text.ts";
import { toPatchText } from "./patch_text.ts";

const MAX_TEXT = 500;
const MAX_DIFF_LINES = 400;
const LOG_LINES = 20;

/** Returns what `autoresearch show` says to a person. */
export function toShowText(
  showing: Showing,
  { hasColor }: Pick<Stream, "hasColor">,
): string {
  const { row, metric, status, description } = showing.row;
  return [
    `#${row} ${status} ${metric ?? "N/A"}  ${clean(description)}`,
    ...facts(showing).map(([name, text]) => `  ${name.padEnd(11)} ${text}`),
    ...toDiff(showing, hasColor),
    ...toLog(showing),
    "",
  ].join("\n");
}

type Fact = readonly [name: string, text: string];

function facts(showing: Showing): readonly Fact[] {
  const { row, commit, ref, record, folder, undoneBy } = showing;
  const { seconds, at, reason } = row;
  const all: readonly (readonly [name: string, text: string | undefined])[] = [
    ["reason", reason === "" ? undefined : clean(reason)],
    ["why", record.why === undefined ? undefined : clean(record.why)],
    ["learnt", record.learnt === undefined ? undefined : clean(record.learnt)],
    ["taken back", undoneBy === undefined ? undefined : `by row ${undoneBy}`],
    ["against", toIncumbent(showing)],
    ["commit", clean(commit)],
    ["ref", ref],
    ["seconds", seconds === undefined ? undefined : `${seconds}`],
    ["at", at === undefined ? undefined : clean(at)],
    ["also", toNumbers(record.secondary)],
    ["broke", toList(record.violations)],
    ["put back", toList(record.changed)],
    ["moved away", toList(record.leavings)],
    ["ended", toList(record.leftBehind)],
    ["folder", folder],
  ];
  return all.flatMap(([name, text]) =>
    text === undefined ? [] : [[name, text]]
  );
}

function toIncumbent({ incumbent }: Showing): string | undefined {
  if (incumbent === undefined) return undefined;
  const { commit, row, metric } = incumbent;
  const short = clean(commit).slice(0, 7);
  return row === undefined ? short : `row ${row}: ${metric}  ${short}`;
}

function toNumbers(
  secondary: Readonly<Record<string, number>>,
): string | undefined {
  return toList(
    Object.entries(secondary).map(([name, value]) => `${name} ${value}`),
  );
}

function toList(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : clean(texts.join(", "));
}

function toDiff(
  { diff, row, incumbent }: Showing,
  hasColor: boolean,
): readonly string[] {
  if (diff === undefined) {
    return incumbent === undefined ? [] : ["", "No diff was kept"];
  }
  const lines = toPatchText(diff, hasColor).trimEnd().split("\n");
  const rest = lines.length - MAX_DIFF_LINES;
  if (rest <= 0) return ["", ...lines];
  const more = `… ${rest} more lines: autoresearch diff ${row.row}`;
  return ["", ...lines.slice(0, MAX_DIFF_LINES), more];
}

function toLog({ log, folder }: Showing): readonly string[] {
  if (log === undefined) return ["", "No log was kept"];
  const lines = toPlainLines(log).trimEnd().split("\n");
  const shown = lines.slice(-LOG_LINES)
    .map((line) => `  | ${clean(line)}`.trimEnd());
  const where = folder === undefined ? "" : ` of ${folder}/run.log`;
  return ["", `The log's last ${shown.length} lines${where}`, ...shown];
}

/** Anybody may have written it: a ledger, a record, a log. */
function clean(text: string): string {
  return toOneLine(text, MAX_TEXT);
}
