import { buildCommand, buildRouteMap } from "@stricli/core";
import type { LogReading } from "../app/log.ts";
import { EXIT, Failure } from "../core/failure.ts";
import type { Row } from "../core/ledger.ts";
import type { Stream } from "../core/ports.ts";
import type { Context } from "./context.ts";
import { jsonFlag, pathFlag } from "./flags.ts";
import { recordCommand } from "./record.ts";
import { toSummaryText } from "./summary_text.ts";

interface Flags {
  readonly summary: boolean;
  readonly best: boolean;
  readonly history: boolean;
  readonly path: string;
  readonly json: boolean;
}

const showCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Show what a session has come to",
    fullDescription:
      "Shows the summary, the best kept row or all rows of results.tsv; " +
      "changes nothing, and works beside a running loop.\n\nExamples:\n" +
      "  autoresearch log\n" +
      "  autoresearch log --best --json\n" +
      "  autoresearch log --history",
  },
  parameters: {
    flags: {
      summary: {
        kind: "boolean",
        default: false,
        brief: "Baseline, best, change and counts (this is the default)",
        withNegated: false,
      },
      best: {
        kind: "boolean",
        default: false,
        brief: "The best kept row alone",
        withNegated: false,
      },
      history: {
        kind: "boolean",
        default: false,
        brief: "Every row",
        withNegated: false,
      },
      path: pathFlag,
      json: jsonFlag,
    },
  },
  async loader() {
    const [{ readLog }, { rootOf }] = await Promise.all([
      import("../app/log.ts"),
      import("../app/session.ts"),
    ]);
    return async function (this: Context, flags) {
      const { process, ports } = this;
      const view = viewOf(flags);
      const reading = await readLog(ports, rootOf(ports, flags.path));
      const { direction } = reading.summary;
      if (reading.isGuessed) {
        process.stderr.write(
          `No config here: taken to be better when ${direction}, as its keeps go\n`,
        );
      }
      const text = flags.json
        ? `${JSON.stringify(toJson(reading, view))}\n`
        : toText(reading, view, ports.terminal.stdout);
      process.stdout.write(text);
      process.exitCode = EXIT.done;
    };
  },
});

export const logRoutes = buildRouteMap({
  docs: { brief: "Show results.tsv, or record a row by hand" },
  routes: { show: showCommand, record: recordCommand },
  defaultCommand: "show",
});

type View = "summary" | "best" | "history";

function viewOf({ summary, best, history }: Flags): View {
  const chosen = [
    ...(summary ? ["summary" as const] : []),
    ...(best ? ["best" as const] : []),
    ...(history ? ["history" as const] : []),
  ];
  if (chosen.length > 1) {
    throw new Failure(
      "usage",
      `Cannot show ${chosen.map((name) => `--${name}`).join(" and ")} at once`,
      "Take one of them",
    );
  }
  return chosen[0] ?? "summary";
}

function toJson({ rows, summary }: LogReading, view: View): unknown {
  switch (view) {
    case "summary":
      return summary;
    case "best":
      return summary.best;
    case "history":
      return rows.map(({ other, metric, ...row }) => ({
        ...row,
        metric: metric ?? null,
        ...other,
      }));
  }
}

function toText(
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
      return `#${row} ${metric}  ${commit}  ${description}\n`;
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
    commit.padEnd(7),
  ];
  const why = reason === "" ? "" : `  (${reason})`;
  return `${cells.join("  ")}  ${description}${why}\n`;
}
