import { buildCommand } from "@stricli/core";
import type { UndoResult } from "../app/undo.ts";
import { EXIT } from "../core/failure.ts";
import { toOneLine } from "../core/text/plain_text.ts";
import type { Context } from "./context.ts";
import { jsonFlag, pathFlag } from "./flags.ts";
import { rootOf } from "./root.ts";
import { makeWatcher } from "./watch.ts";

interface Flags {
  readonly path: string;
  readonly json: boolean;
}

export const undoCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Take the last keep back",
    fullDescription:
      "Takes the last keep back: one more row says so, none is deleted, and " +
      "branch and files go back to the best of those that are left. The next " +
      "undo takes back the one before; autoresearch retry brings one back.\n\n" +
      "Examples:\n" +
      "  autoresearch undo\n" +
      "  autoresearch undo --json",
  },
  parameters: { flags: { path: pathFlag, json: jsonFlag } },
  async loader() {
    const { undoLast } = await import("../app/undo.ts");
    return async function (this: Context, { path, json }) {
      const { process, ports } = this;
      // What is recovered first is for stderr alone: stdout has one result.
      const watcher = makeWatcher(ports.terminal, false);
      const root = rootOf(ports, path);
      const result = await undoLast(ports, { root }, watcher);
      process.stdout.write(
        `${json ? JSON.stringify(toJson(result)) : toText(result)}\n`,
      );
      process.exitCode = EXIT.done;
    };
  },
});

function toJson({ row, undone, incumbent }: UndoResult): unknown {
  const { other: _, ...cells } = row;
  return {
    ...cells,
    metric: row.metric ?? null,
    undone,
    incumbent: {
      commit: incumbent.commit.slice(0, 7),
      metric: incumbent.metric ?? null,
      row: incumbent.row ?? null,
    },
  };
}

function toText({ row, undone, incumbent }: UndoResult): string {
  const idea = toOneLine(row.description, 500);
  const now = `row ${incumbent.row}: ${incumbent.metric}  ` +
    incumbent.commit.slice(0, 7);
  return `#${row.row} took back row ${undone}: ${idea}\nThe best is ${now}`;
}
