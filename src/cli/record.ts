import { buildCommand } from "@stricli/core";
import { EXIT, Failure } from "../core/failure.ts";
import type { Status } from "../core/ledger/ledger.ts";
import type { Context } from "./context.ts";
import { jsonFlag, parseText, pathFlag } from "./flags.ts";
import { rootOf } from "./root.ts";
import { makeWatcher } from "./watch.ts";

interface Flags {
  readonly path: string;
  readonly json: boolean;
}

type Arguments = [
  commit: string,
  metric: number | "N/A",
  status: Status,
  description: string,
];

export const recordCommand = buildCommand<Flags, Arguments, Context>({
  docs: {
    brief: "Append one row that was measured elsewhere",
    fullDescription:
      "Appends a row to results.tsv and does nothing else. The commit must " +
      "exist and, for a keep, be on the session's branch.\n\nExamples:\n" +
      "  autoresearch log record HEAD 0.9732 keep 'a larger batch'\n" +
      "  autoresearch log record 1a2b3c4 N/A crash 'out of memory'",
  },
  parameters: {
    flags: { path: pathFlag, json: jsonFlag },
    positional: {
      kind: "tuple",
      parameters: [
        { parse: parseText, placeholder: "COMMIT", brief: "Any revision" },
        { parse: parseMetric, placeholder: "METRIC", brief: "Number, or N/A" },
        {
          parse: parseStatus,
          placeholder: "STATUS",
          brief: "keep, discard or crash",
        },
        {
          parse: parseText,
          placeholder: "DESCRIPTION",
          brief: "The idea, one line",
        },
      ],
    },
  },
  async loader() {
    const { recordRow } = await import("../app/record.ts");
    return async function (this: Context, { path, json }, ...cells) {
      const { process, ports } = this;
      const [commit, value, status, description] = cells;
      if ((value === "N/A") !== (status === "crash")) {
        throw new Failure(
          "usage",
          `Cannot record ${value} with status ${status}`,
          "A crash has N/A for its metric, and only a crash has",
        );
      }
      const { other: _, ...row } = await recordRow(ports, {
        root: rootOf(ports, path),
        commit,
        metric: value === "N/A" ? undefined : value,
        status,
        description,
      }, makeWatcher(ports.terminal, false));
      const text = json
        ? JSON.stringify({ ...row, metric: row.metric ?? null })
        : `Recorded row ${row.row}`;
      process.stdout.write(`${text}\n`);
      process.exitCode = EXIT.done;
    };
  },
});

async function parseMetric(text: string): Promise<number | "N/A"> {
  if (text === "N/A") return text;
  const { parseNumber } = await import("../core/text/number.ts");
  const value = parseNumber(text);
  if (value !== undefined) return value;
  throw new RangeError(
    `Cannot read METRIC ${JSON.stringify(text)}: it must be a finite number, ` +
      "or N/A for a crash",
  );
}

function parseStatus(text: string): Status {
  if (text === "keep" || text === "discard" || text === "crash") return text;
  throw new RangeError("it must be keep, discard or crash");
}
