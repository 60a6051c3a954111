import { describeNoise } from "../core/decision/seen_noise.ts";
import type { Row } from "../core/ledger/ledger.ts";
import { sparkline } from "../core/ledger/sparkline.ts";
import type { SessionSpending, Spending } from "../core/ledger/spending.ts";
import { bestSoFar, type Summary } from "../core/ledger/summary.ts";
import type { Stream } from "../core/ports.ts";
import { toOneLine } from "../core/text/plain_text.ts";
import { toDuration } from "./watch.ts";

const BOLD = "\x1b[1m";
const RESET = "\x1b[0m";
const MAX_CHART = 60;
const MAX_TEXT = 500;

/** Returns the summary that a person reads in the morning. */
export function toSummaryText(
  summary: Summary,
  rows: readonly Row[],
  { branch, stream }: { readonly branch?: string; readonly stream: Stream },
): string {
  const { metric, direction, baseline, best, keep, discard, crash } = summary;
  const title = `${clean(metric)} (${direction} is better)` +
    (branch === undefined ? "" : ` on ${clean(branch)}`);
  const values = bestSoFar(rows, direction);
  const chart = sparkline(values, Math.min(MAX_CHART, stream.columns - 2));
  return [
    stream.hasColor ? `${BOLD}${title}${RESET}` : title,
    `  baseline  ${baseline === null ? "not measured" : toPlace(baseline)}`,
    `  best      ${best === null ? "none" : toPlace(best)}` +
    (best === null ? "" : `  ${clean(best.description)} (row ${best.row})`),
    `  change    ${toChange(summary)}`,
    `  rows      ${summary.rows}: ${keep} keep, ${discard} discard, ${crash} crash`,
    `  noise     ${describeNoise(summary.noise)}`,
    ...(summary.spent === null
      ? []
      : [`  agents    ${toSpendingText(summary.spent)}`]),
    ...toSegmentNote(summary),
    ...(chart === "" ? [] : [`  ${chart}`]),
    ...toNextSteps(summary, branch),
    "",
  ].join("\n");
}

function toSpendingText({ perKeep, ...all }: SessionSpending): string {
  const whole = toParts(all).join(", ");
  // Of what a keep has cost the dearest figure says enough.
  const share = perKeep === null ? undefined : toParts(perKeep).at(-1);
  return share === undefined ? whole : `${whole}; ${share} a keep`;
}

function toParts({ seconds, tokens, usd }: Spending): readonly string[] {
  return [
    toDuration(seconds),
    ...(tokens === null ? [] : [`${tokens} tokens`]),
    ...(usd === null ? [] : [`${usd.toFixed(2)} USD`]),
  ];
}

/** Whoever reads only the last lines must know what they leave out. */
function toSegmentNote({ segments }: Summary): readonly string[] {
  const last = segments.at(-1);
  if (last === undefined || last.reason === null) return [];
  return [
    `  segment   ${segments.length}, since row ${last.row}: ` +
    `${clean(last.reason)}; earlier numbers are not comparable`,
  ];
}

function toPlace(
  { metric, commit }: { readonly metric: number; readonly commit: string },
): string {
  return `${metric}  ${clean(commit)}`;
}

/** Anybody may have written into the ledger, escapes too. */
function clean(text: string): string {
  return toOneLine(text, MAX_TEXT);
}

function toChange({ change }: Summary): string {
  if (change === null) return "none";
  const { absolute, percent } = change;
  const sign = absolute > 0 ? "+" : "";
  const share = percent === null ? "" : ` (${sign}${percent.toFixed(1)} %)`;
  return `${sign}${Number(absolute.toPrecision(6))}${share}`;
}

function toNextSteps(
  { baseline, best }: Summary,
  branch: string | undefined,
): readonly string[] {
  if (branch === undefined) return [];
  if (baseline === null || best === null || best.row === 0) {
    return ["Next: autoresearch run --loop"];
  }
  return [
    "Next:",
    `  git diff ${clean(baseline.commit)} ${
      clean(best.commit)
    }   see what was kept`,
    `  git merge ${
      clean(branch)
    }   take it over, from the branch that it should go to`,
  ];
}
