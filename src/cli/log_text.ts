import type { LogReading } from "../app/past/log.ts";
import type { Row } from "../core/ledger/ledger.ts";
import type { Stream } from "../core/ports.ts";
import { toOneLine } from "../core/text/plain_text.ts";
import { toSummaryText } from "./summary_text.ts";

const MAX_TEXT = 500;

/** What of a ledger is shown. */
export type View = "summary" | "best" | "history";

/** Returns what `autoresearch log` says to a person. */
export function toLogText(
  { rows, summary, branch }: LogReading,
  view: View,
  stream: Stream,
): string {
  switch (view) {
    case "summary":
      return toSummaryText(summary, rows, {
        stream,
        ...(branch === undefined ? {} : { branch }),
      });
    case "best": {
      if (summary.best === null) return "No row was kept yet\n";
      const { row, metric, commit, description } = summary.best;
      return `#${row} ${metric}  ${clean(commit)}  ${clean(description)}\n`;
    }
    case "history":
      return rows.map(toLine).join("");
  }
}

function toLine(
  { row, status, metric, commit, description, reason }: Row,
): string {
  const cells = [
    `#${row}`.padStart(5),
    status.padEnd(7),
    `${metric ?? "N/A"}`.padStart(12),
    clean(commit).padEnd(7),
  ];
  const why = reason === "" ? "" : `  (${clean(reason)})`;
  return `${cells.join("  ")}  ${clean(description)}${why}\n`;
}

/** Anybody may have written into the ledger, escapes too. */
function clean(text: string): string {
  return toOneLine(text, MAX_TEXT);
}
