import { buildCommand, buildRouteMap } from "@stricli/core";
import type { LogReading } from "../app/past/log.ts";
import { EXIT, Failure } from "../core/failure.ts";
import type { Context } from "./context.ts";
import { jsonFlag, pathFlag } from "./flags.ts";
import type { View } from "./log_text.ts";
import { recordCommand } from "./record.ts";
import { rootOf } from "./root.ts";
import { toRowJson } from "./row_json.ts";

interface Flags {
  readonly summary: boolean;
  readonly best: boolean;
  readonly history: boolean;
  readonly rebuild: boolean;
  readonly path: string;
  readonly json: boolean;
}

const showCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Show what a session has come to",
    fullDescription:
      "Shows the summary, the best kept row or all rows of results.tsv; " +
      "changes nothing, and works beside a running loop. Only --rebuild " +
      "writes: it makes results.tsv again from what the experiments left, and " +
      "keeps the old one.\n\nExamples:\n" +
      "  autoresearch log\n" +
      "  autoresearch log --best --json\n" +
      "  autoresearch log --history\n" +
      "  autoresearch log --rebuild",
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
      rebuild: {
        kind: "boolean",
        default: false,
        brief: "Make results.tsv again from experiments' folders and refs",
        withNegated: false,
      },
      path: pathFlag,
      json: jsonFlag,
    },
  },
  async loader() {
    const [{ readLog }, { toLogText }] = await Promise.all([
      import("../app/past/log.ts"),
      import("./log_text.ts"),
    ]);
    return async function (this: Context, flags) {
      const { process, ports } = this;
      const view = viewOf(flags);
      if (view === "rebuild") {
        process.stdout.write(await rebuild(ports, flags));
        process.exitCode = EXIT.done;
        return;
      }
      const reading = await readLog(ports, rootOf(ports, flags.path));
      const { direction } = reading.summary;
      if (reading.isGuessed) {
        process.stderr.write(
          `No config here: taken to be better when ${direction}, as its keeps go\n`,
        );
      }
      for (const { line, problem } of reading.skipped) {
        process.stderr.write(
          `Line ${line} ${problem} and is not counted: the next run moves ` +
            "it aside\n",
        );
      }
      const text = flags.json
        ? `${JSON.stringify(toJson(reading, view))}\n`
        : toLogText(reading, view, ports.terminal.stdout);
      process.stdout.write(text);
      process.exitCode = EXIT.done;
    };
  },
});

export const logRoutes = buildRouteMap({
  docs: {
    brief: "Show results.tsv, or record a row by hand",
    fullDescription:
      "Shows results.tsv, or records a row by hand. Without a command it is " +
      "show: see autoresearch log show --help for its flags.\n\nExamples:\n" +
      "  autoresearch log\n" +
      "  autoresearch log --history --path ../other\n" +
      "  autoresearch log --rebuild\n" +
      "  autoresearch log record HEAD 0.9732 keep 'a larger batch'",
  },
  routes: { show: showCommand, record: recordCommand },
  defaultCommand: "show",
});

async function rebuild(
  ports: Context["ports"],
  { path, json }: Flags,
): Promise<string> {
  const [{ rebuildLedger }, { toRebuildText }, { makeWatcher }] = await Promise
    .all([
      import("../app/rebuild.ts"),
      import("./rebuild_text.ts"),
      import("./watch.ts"),
    ]);
  const watcher = makeWatcher(ports.terminal, false);
  const result = await rebuildLedger(ports, rootOf(ports, path), watcher);
  return json ? `${JSON.stringify(result)}\n` : toRebuildText(result);
}

function viewOf(
  { summary, best, history, rebuild }: Flags,
): View | "rebuild" {
  const chosen = [
    ...(summary ? ["summary" as const] : []),
    ...(best ? ["best" as const] : []),
    ...(history ? ["history" as const] : []),
    ...(rebuild ? ["rebuild" as const] : []),
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
      return rows.map(toRowJson);
  }
}
